"""Whoever adds a view says what its address means, so that tests/security tries it on other tenants."""

from tests.house.addresses import routes


def test_every_address_says_what_stands_in_it() -> None:
    unknown = []
    for route in routes():
        try:
            _means = route.means
        except KeyError as name:
            unknown.append(f"{route.page}: {route.address} has {name}")
    assert not unknown, "Name in tests/house/addresses.py what these stand for:\n" + "\n".join(unknown)
