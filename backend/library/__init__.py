"""Models to be had: the catalogue, the hub that is searched, what fits this computer, and what is being fetched."""
