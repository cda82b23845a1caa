"""Disputes that run by themselves, day by day, with parties who are silent, late, contrary or click twice.

Acts come through the product's own verbs, in any order; what the rules refuse is refused, and counted. Deadlines are
those of the product's own sweeps, which run a minute after midnight: every date in a dispute is the end of a day.
"""

import hashlib
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from disputes import jobs
from disputes.evidence_file import FileKind, Taken
from disputes.models import Dispute, Evidence, Extension, Handover, Objection, Party, Pause, Proposal, Referral, Ruling
from disputes.models.evidence import AlreadyThere
from disputes.shared_items import items_of
from keurmerk.calendar import amsterdam_date, start_of_day
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import in_silence
from keurmerk.schedule import Sweep
from members.models import Shop, User
from tests.factories import disputes

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SWEEPS: tuple[Sweep, ...] = (jobs.RESUME, jobs.LET_PASS, jobs.REMIND, jobs.EXPIRE, jobs.CHECK, jobs.SEAL, jobs.WATCH)
LINGERS = 20 * DAY
LATEST = 5 * MINUTE  # after its date an act may come
CHARACTERS = ("willing", "silent", "late", "countering", "clicking", "contrary")
_ACTOR = {Party.SHOP: "user:1", Party.CONSUMER: "visitor", Party.MEDIATOR: "user:2"}
Act = Callable[[Dispute, Party, datetime], object]


class Stuck(AssertionError):
    """A dispute in which nobody is on turn and nothing will happen, or a date that passed without its act."""


def check(dispute: Dispute) -> None:
    """Somebody is on turn until a date, or the case is closed; nobody has to guess which."""
    dispute.refresh_from_db()
    somebody = (bool(dispute.turn), dispute.due_at is not None, dispute.closed_at is None)
    if set(somebody) != {dispute.is_open}:
        raise Stuck(f"{dispute} is {dispute.state}, of {dispute.turn or 'nobody'} until {dispute.due_at}")
    if dispute.paused_until and (not dispute.pauses.running().exists() or dispute.paused_until > dispute.due_at):
        raise Stuck(f"{dispute} is paused until {dispute.paused_until} and due at {dispute.due_at}")


@dataclass
class Town:
    """`size` disputes, filed over `spread` days. Ready when each has come to its end."""

    shop: Shop
    mediators: Sequence[User]
    began: date
    size: int
    seed: int
    spread: int = 60
    refused: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    lag: timedelta = timedelta(0)
    running: list[tuple[Dispute, dict[Party, str]]] = field(default_factory=list)
    ended: list[Dispute] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    def run(self, most: int = 700) -> None:
        """Raises Stuck. `most` days is longer than all terms one after the other."""
        with in_silence():
            for number in range(most):
                day = self.began + number * DAY
                self._sweep(start_of_day(day) + MINUTE)
                self._file(number, start_of_day(day))
                for dispute, characters in self.running:
                    self._live(dispute, characters, start_of_day(day))
                self._bury(start_of_day(day))
                if not self.running and number > self.spread:
                    return
        raise Stuck(f"{len(self.running)} of {self.size} have not ended: {[str(each) for each, _ in self.running[:5]]}")

    def _file(self, number: int, morning: datetime) -> None:
        filed = len(self.running) + len(self.ended)
        wanted = min(self.size, (number + 1) * self.size // self.spread)
        for _ in range(wanted - filed):
            made = disputes.dispute(at=morning + 9 * 60 * MINUTE, shop=self.shop, amount=Decimal(80))
            self.running.append(
                (made, {party: self.chance.choice(CHARACTERS) for party in (Party.SHOP, Party.CONSUMER)})
            )

    def _sweep(self, now: datetime) -> None:
        """No date may be older than five minutes, and after the sweeps none may be left."""
        for sweep in SWEEPS:
            oldest = sweep.due(now).order_by(sweep.column).values_list(sweep.column, flat=True).first()
            if oldest is not None:
                self.lag = max(self.lag, now - oldest)
                self.acts[sweep.name] += sweep.run(now)
            if sweep.due(now).exists():
                raise Stuck(f"{sweep.name} left {sweep.due(now).count()} rows")
        if self.lag > LATEST:
            raise Stuck(f"a date was {self.lag} past")

    def _live(self, dispute: Dispute, characters: dict[Party, str], morning: datetime) -> None:
        """What each does on this day, if anything; a moment each, in no order."""
        dispute.refresh_from_db()
        for party in self.chance.sample(list(Party), 3):
            at = morning + self.chance.randint(60, 1400) * MINUTE
            for act in self._will(dispute, party, characters.get(party, "mediator"), at):
                self._try(act, dispute, party, at)
            check(dispute)

    def _will(self, dispute: Dispute, party: Party, character: str, at: datetime) -> Iterator[Act]:
        if not self._wakes(dispute, party, character, at):
            return
        if not dispute.is_open:
            yield from self._after(dispute, party)
            return
        act = self.chance.choice(_ACTS[character])
        yield act
        if character in {"clicking", "contrary"}:
            yield act if character == "clicking" else self.chance.choice(_ACTS[character])

    def _wakes(self, dispute: Dispute, party: Party, character: str, at: datetime) -> bool:
        """Whoever is late comes on the last day; who is silent hardly ever; we are slow at times."""
        if character == "late" and dispute.is_open:
            return dispute.turn == party and dispute.due_at is not None and dispute.due_at - at < DAY
        often = {"silent": 0.01, "mediator": 0.35, "clicking": 0.3, "contrary": 0.3}.get(character, 0.2)
        mine = 1.0 if dispute.turn == party or not dispute.is_open else 0.15
        return self.chance.random() < often * mine

    def _after(self, dispute: Dispute, party: Party) -> Iterator[Act]:
        if dispute.state == "CLOSED":
            if party == Party.CONSUMER and self.chance.random() < 0.02:
                yield lambda case, _party, at: case.reopen(actor="visitor", at=at)
        else:
            yield self.chance.choice(_AFTER[party])

    def _try(self, act: Act, dispute: Dispute, party: Party, at: datetime) -> None:
        try:
            act(dispute, party, at)
            self.acts[getattr(act, "__name__", "act")] += 1
        except IllegalMove:
            self.refused[party] += 1

    def _bury(self, now: datetime) -> None:
        """Whatever can go on no further; not at once, for a consumer may come back, or go to the committee."""
        over = {
            case.pk for case, _ in self.running if is_over(case) and case.closed_at and case.closed_at < now - LINGERS
        }
        self.ended += [case for case, _ in self.running if case.pk in over]
        self.running = [each for each in self.running if each[0].pk not in over]


def is_over(dispute: Dispute) -> bool:
    """Nothing will happen by itself any more, and nobody is asked anything."""
    agreed = getattr(dispute, "settlement", None)
    if dispute.is_open or (agreed is not None and agreed.next_step_at):
        return False
    going = Referral.objects.standing().filter(dispute=dispute).first()
    if going is None:
        return True
    return hasattr(going, "ruling") and going.ruling.next_step_at is None


def verified(content: bytes) -> int:
    """How many parts a sealed file has; every one of them is what the manifest says."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        hashes = json.loads(archive.read("manifest.json"))["sha256"]
        if set(hashes) != set(archive.namelist()) - {"manifest.json"}:
            raise Stuck("the manifest names other parts than there are")
        for name, digest in hashes.items():
            if hashlib.sha256(archive.read(name)).hexdigest() != digest:
                raise Stuck(f"{name} is not what the manifest says")
        return len(hashes)


def write(case: Dispute, party: Party, at: datetime) -> None:
    if party == Party.MEDIATOR:
        next_one = Party.SHOP if at.minute % 2 else Party.CONSUMER
        case.ask(next_one, "Wat zou het oplossen?", actor=_ACTOR[party], at=at)
    elif party == Party.SHOP:
        case.answer("Wij kijken ernaar.", refuses=at.minute % 3 == 0, actor=_ACTOR[party], at=at)
    else:
        case.reply("Ik wacht nog.", actor=_ACTOR[party], at=at)


def confide(case: Dispute, party: Party, at: datetime) -> None:
    only_for = Party.SHOP if party == Party.MEDIATOR else party
    case.confide(party, "Onder ons.", only_for=only_for, actor=_ACTOR[party], at=at)


def show(case: Dispute, party: Party, at: datetime) -> None:
    content = f"{case.pk} {party} {at}".encode()
    facts = {"kind": "OTHER", "shows": "Iets", "name": "iets.txt", "actor": _ACTOR[party], "at": at}
    try:
        Evidence.add(case, party, Taken(content, FileKind.TEXT), **facts)
    except AlreadyThere as same:
        raise IllegalMove("it is there already") from same


def propose(case: Dispute, party: Party, at: datetime) -> None:
    day, amount = amsterdam_date(at) + 7 * DAY, Decimal(at.minute + 1)
    Proposal.make(case, party, "REFUND", amount=amount, do_by=day, actor=_ACTOR[party], at=at)


def accept(case: Dispute, party: Party, at: datetime) -> None:
    _open_proposal(case).accept(party, actor=_ACTOR[party], at=at)


def decline(case: Dispute, party: Party, at: datetime) -> None:
    _open_proposal(case).decline(party, actor=_ACTOR[party], at=at)


def take_back(case: Dispute, party: Party, at: datetime) -> None:
    _open_proposal(case).withdraw(party, actor=_ACTOR[party], at=at)


def _open_proposal(case: Dispute) -> Proposal:
    found = case.proposals.open().first()
    if found is None:
        raise IllegalMove("nothing is proposed")
    return found


def ask_mediation(case: Dispute, _party: Party, at: datetime) -> None:
    case.ask_mediation(actor="visitor", at=at)


def ask_time(case: Dispute, party: Party, at: datetime) -> None:
    day = amsterdam_date(case.due_at or at) + (1 + at.minute % 10) * DAY
    Extension.ask(case, party, until=day, reason="Vakantie.", actor=_ACTOR[party], at=at)


def solved(case: Dispute, party: Party, at: datetime) -> None:
    case.settle("Opgelost.", actor=_ACTOR[party], at=at)


def stop(case: Dispute, _party: Party, at: datetime) -> None:
    case.close(reason="withdrawn", actor="visitor", at=at)


def give_up(case: Dispute, _party: Party, at: datetime) -> None:
    case.fail("Geen overeenstemming.", actor=_ACTOR[Party.MEDIATOR], at=at)


def pause(case: Dispute, _party: Party, at: datetime) -> None:
    until = amsterdam_date(at) + (1 + at.minute % 30) * DAY
    Pause.begin(case, "REPAIR", "We wachten.", until=until, actor="user:2", at=at)


def resume(case: Dispute, _party: Party, at: datetime) -> None:
    running = case.pauses.running().first()
    if running is None:
        raise IllegalMove("nothing is paused")
    running.end(actor="user:2", at=at)


def answer_time(case: Dispute, _party: Party, at: datetime) -> None:
    asked = case.extensions.open().first()
    if asked is None:
        raise IllegalMove("no time is asked for")
    (asked.grant if at.minute % 2 else asked.refuse)("Zo is het.", actor="user:2", at=at)


def hand_over(case: Dispute, _party: Party, at: datetime) -> None:
    taker = User.objects.filter(staff_role="mediator").exclude(pk=case.mediator_id or 0).order_by("?").first()
    if taker is not None:
        Handover.make(case, taker, "Neem jij hem?", actor="user:2", at=at)


def say_of_settlement(case: Dispute, _party: Party, at: datetime) -> None:
    agreed = getattr(case, "settlement", None)
    if agreed is None:
        raise IllegalMove("nothing is agreed")
    agreed.refresh_from_db()
    (agreed.confirm if at.minute % 3 else agreed.deny)(actor="visitor", at=at)


def go_to_committee(case: Dispute, _party: Party, at: datetime) -> None:
    Referral.announce(case, actor="visitor", at=at)


def _going(case: Dispute) -> Referral:
    found = Referral.objects.standing().filter(dispute=case).first()
    if found is None:
        raise IllegalMove("it goes nowhere")
    return found


def object_to_sharing(case: Dispute, party: Party, at: datetime) -> None:
    items = items_of(case)
    if not items:
        raise IllegalMove("nothing to object to")
    Objection.make(_going(case), party, items[at.minute % len(items)].key, "Privé.", actor=_ACTOR[party], at=at)


def change_my_mind(case: Dispute, _party: Party, at: datetime) -> None:
    if at.minute % 10 == 0:
        _going(case).withdraw(actor="visitor", at=at)


def decide_objection(case: Dispute, _party: Party, at: datetime) -> None:
    made = _going(case).objections.open().first()
    if made is not None:
        (made.uphold if at.minute % 2 else made.overrule)("Daarom.", actor="user:2", at=at)


def bring_the_file(case: Dispute, _party: Party, at: datetime) -> None:
    _going(case).send("GC", how="HAND", actor="user:2", at=at)


def take_the_ruling(case: Dispute, _party: Party, at: datetime) -> None:
    day, outcome = amsterdam_date(at), ("CONSUMER", "PARTLY", "SHOP", "INADMISSIBLE")[at.minute % 4]
    paper = Taken(b"%PDF-1", FileKind.PDF)
    Ruling.receive(_going(case), outcome, paper, decided_on=day, comply_by=day + 14 * DAY, actor="user:2", at=at)


def say_of_ruling(case: Dispute, _party: Party, at: datetime) -> None:
    ruling = Ruling.objects.filter(referral=_going(case)).first()
    if ruling is None:
        raise IllegalMove("there is no ruling")
    (ruling.confirm if at.minute % 3 else ruling.deny)(actor="visitor", at=at)


_TALK: list[Act] = [write, write, show, confide]
_ACTS: dict[str, list[Act]] = {
    "willing": [*_TALK, propose, accept, accept, solved, ask_mediation, ask_time],
    "silent": [write, accept],
    "late": [*_TALK, propose, decline, ask_time, ask_mediation],
    "countering": [propose, propose, propose, decline, write, ask_mediation],
    "clicking": [*_TALK, propose, accept, solved, ask_mediation, ask_time, stop],
    "contrary": [accept, decline, take_back, propose, solved, stop, write, ask_mediation, ask_time],
    "mediator": [write, write, write, answer_time, answer_time, pause, resume, hand_over, confide, give_up, solved],
}
_AFTER: dict[Party, list[Act]] = {
    Party.SHOP: [object_to_sharing],
    Party.CONSUMER: [say_of_settlement, go_to_committee, object_to_sharing, change_my_mind, say_of_ruling],
    Party.MEDIATOR: [decide_objection, bring_the_file, take_the_ruling],
}
EVERYTHING: tuple[Act, ...] = tuple(
    dict.fromkeys([act for acts in [*_ACTS.values(), *_AFTER.values()] for act in acts])
)
