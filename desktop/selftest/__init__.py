"""The self-test: whether the Fireside that lies here does what it is for, on this computer."""
