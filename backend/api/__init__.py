"""The HTTP API and the socket: thin handlers, behind the gate."""
