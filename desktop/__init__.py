"""Fireside's desktop shell: the window, the embedded server and the command line."""
