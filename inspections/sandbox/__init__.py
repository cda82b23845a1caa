"""Two fixture webshops, one good and one with known faults, served on loopback by the demo and the tests."""
