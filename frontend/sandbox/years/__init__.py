"""Simulated years: the real code, driven through time by actors with characters, with everything going wrong."""
