"""What is owed on an invoice in default: costs, interest and principal, and in which order money pays them. Pure.

What came in goes off the costs first, then the interest that was claimed, then the principal (BW 6:44). Interest runs
over what is left of the principal, and over each cost line from the day on which that had to be paid (terms 12.12).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from billing.interest import COMMERCIAL, rate_on
from keurmerk.money import euros

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Claimed:
    """Costs or interest that the member was asked for on `day`. Costs bear interest from `since` on."""

    day: date
    amount: Decimal
    since: date | None = None

    @property
    def is_costs(self) -> bool:
        return self.since is not None


@dataclass(frozen=True, slots=True)
class CameOff:
    """Money that came in on `day`, or, `credited`, what a credit note took off the principal."""

    day: date
    amount: Decimal
    credited: bool = False


@dataclass(frozen=True, slots=True)
class Owing:
    """What is left to pay, in euros. `accrued` is all interest since the default, paid or not, claimed or not."""

    costs: Decimal
    interest: Decimal
    principal: Decimal
    accrued: Decimal

    @property
    def total(self) -> Decimal:
        return self.costs + self.interest + self.principal


@dataclass(slots=True)
class _Debt:
    """An amount that bears interest: actual days over 365, and interest of a full year bears interest itself."""

    open: Decimal
    since: date
    ripe: Decimal = _NOTHING  # unpaid interest of full years
    young: Decimal = _NOTHING  # interest of this year, less what of it was paid
    grown: Decimal = _NOTHING  # all interest there ever was

    def grow(self, start: date, end: date, rates: Mapping[date, Decimal]) -> None:
        first = max(start, self.since)
        if first < end:
            more = (self.open + self.ripe) * rate_on(first, rates) / 100 * (end - first).days / 365
            self.young, self.grown = self.young + more, self.grown + more

    def ripen(self) -> None:
        self.ripe, self.young = self.ripe + self.young, _NOTHING

    def pay(self, amount: Decimal) -> Decimal:
        """Takes it off what is open; returns the rest."""
        taken = min(amount, self.open)
        self.open -= taken
        return amount - taken

    def pay_interest(self, amount: Decimal) -> None:
        ripe = min(amount, self.ripe)
        self.ripe, self.young = self.ripe - ripe, self.young - (amount - ripe)


@dataclass(slots=True)
class _File:
    """The debts of one invoice as they stand on a day."""

    principal: _Debt
    costs: list[_Debt] = field(default_factory=list)
    interest: Decimal = _NOTHING  # claimed and not paid

    @property
    def debts(self) -> Iterator[_Debt]:
        yield from self.costs
        yield self.principal

    def take(self, event: Claimed | CameOff) -> None:
        if isinstance(event, CameOff):
            self._receive(event)
        elif event.since is not None:
            self.costs.append(_Debt(event.amount, event.since))
        else:
            self.interest += event.amount

    def _receive(self, event: CameOff) -> None:
        rest = event.amount
        if not event.credited:
            for debt in self.costs:
                rest = debt.pay(rest)
            taken = min(rest, self.interest)
            self.interest, rest = self.interest - taken, rest - taken
            self.principal.pay_interest(taken)
        self.principal.pay(rest)


def owing(
    principal: Decimal,
    *,
    default: date,
    events: Sequence[Claimed | CameOff],
    on: date,
    rates: Mapping[date, Decimal] = COMMERCIAL,
) -> Owing:
    """What is left on `on`, of an invoice in default since `default` (terms 12.8, 12.11, 12.12; BW 6:44, 6:119a).

    An event counts from its own day on: money that came in bears no interest for that day any more.
    """
    file = _File(_Debt(principal, default))
    happened = sorted((each for each in events if each.day <= on), key=lambda each: each.day)
    starts = {default, *(each.since for each in happened if isinstance(each, Claimed) and each.since)}
    cuts = sorted({*_cuts(starts, on, rates), *(each.day for each in happened)} | {on})
    before = min(cuts)
    for day in cuts:
        for debt in file.debts:
            debt.grow(before, day, rates)
        for debt in file.debts:
            if day > debt.since and _is_anniversary(debt.since, day):
                debt.ripen()
        for event in (each for each in happened if each.day == day):
            file.take(event)
        before = day
    return Owing(
        costs=sum((debt.open for debt in file.costs), _NOTHING),
        interest=file.interest,
        principal=file.principal.open,
        accrued=euros(sum((debt.grown for debt in file.debts), _NOTHING)),
    )


def _cuts(starts: Iterable[date], on: date, rates: Mapping[date, Decimal]) -> Iterator[date]:
    """Every day before `on` on which a rate or a base changes."""
    yield from (day for day in rates if day < on)
    for start in starts:
        years = 0
        while (day := start + relativedelta(years=years)) < on:
            yield day
            years += 1


def _is_anniversary(start: date, day: date) -> bool:
    return start + relativedelta(years=day.year - start.year) == day
