"""What looks things up, reckons and remembers for a model: one file a tool."""
