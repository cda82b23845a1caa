"""A believable town of webshops, for the demo: the same one every time it is built."""
