"""One run: so many shops for so many years from a seed, and what broke, if anything."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from frontend.sandbox.years import invariants
from frontend.sandbox.years.customers import Customers
from frontend.sandbox.years.faults import Faults
from frontend.sandbox.years.office import Office
from frontend.sandbox.years.planted import Mistake
from frontend.sandbox.years.shops import CHARACTERS, Owner
from frontend.sandbox.years.world import Restless, World

BEGIN = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)  # as the clock tells it: there a day is 24 hours in spring too
MOST_ORDERS = 8  # a month, of the busiest shop


class Broken(Exception):
    """Something that must hold does not; `found` says what, `recent` what happened just before."""

    def __init__(self, found: list[str], world: World) -> None:
        super().__init__(f"seed {world.seed}, {world.now:%Y-%m-%d %H:%M}: {found[0]}")
        self.found, self.recent = found, list(world.recent)


@dataclass
class Run:
    """`look` is how often the invariants are asked; they are asked at the end too."""

    seed: int
    shops: int
    days: int
    faults: bool = True
    look: timedelta = timedelta(days=30)
    world: World = field(init=False)

    def go(self) -> World:
        """The world as it is at the end. Raises Broken."""
        faults = Faults(self.seed) if self.faults else Faults.off(self.seed)
        self.world = world = World(self.seed, BEGIN, faults=faults)
        with world.clockwork():
            office = Office(world)
            office.begin()
            for number in range(1, self.shops + 1):
                self._owner(office, number)
            for _ in range(self.shops * self.days // 60):
                world.later("pass by", office.pass_by, days=(20, max(21, self.days)))
            try:
                world.run(BEGIN + timedelta(days=self.days), look=self._look, every=self.look)
            except Restless as fault:
                raise Broken([f"no deadline passes without its act: {fault}"], world) from fault
        return world

    def _owner(self, office: Office, number: int) -> None:
        """Most come in the first months, each with a character."""
        world = self.world
        (character,) = world.chance.choices(list(CHARACTERS), weights=list(CHARACTERS.values()))
        customers = Customers(world, orders=world.chance.randint(1, MOST_ORDERS))
        owner = Owner(world, number, character, customers)

        def arrive(at: datetime) -> None:
            if number not in arrived:
                owner.arrive(at)
                arrived.add(number)
                office.owners[owner.member.pk] = owner

        arrived: set[int] = set()
        world.later("arrive", arrive, days=(0, max(self.days // 4, 1)))

    def _look(self, now: datetime) -> None:
        with self.world.faults.held_off():
            found = invariants.broken(now)
        if found:
            raise Broken(found, self.world)


def caught(mistake: Mistake, *, seed: int) -> str:
    """What the invariant that is meant to find it says; empty when a whole run shows nothing of it."""
    with mistake.plant():
        try:
            Run(seed, mistake.shops, mistake.days, look=timedelta(days=10)).go()
        except Broken as fault:
            return next((each for each in fault.found if mistake.caught_by in each), "")
    return ""
