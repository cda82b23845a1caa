"""Mail for nobody in particular: to the general address, or an answer to a letter. It becomes a thread at the desk."""

import hashlib
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from keurmerk import file_kinds
from keurmerk.harmless import one_line
from keurmerk.mail.arriving.addresses import meant_by
from keurmerk.mail.arriving.door import Arrival, takes
from keurmerk.mail.arriving.machines import says_nothing
from keurmerk.mail.arriving.mail import Mail
from keurmerk.mail.arriving.once import once
from keurmerk.mail.arriving.quotes import without_history
from keurmerk.models import SentLetter
from members import thread_letters
from members.models import Member, Shop, Thread, ThreadFile, ThreadMessage, User

_VENDORS = "@mtasv.net>"  # Postmark's own Message-IDs: the number of the letter, at this host
_CASES = ("dispute", "notice", "invoice", "inspection")  # a message or a decision in one is about that
_ABOVE = (*_CASES, "review", "invitation", "application", "membership", "subscription")
_DEEPEST = 4
_AUTHOR = "mail"


@takes(90)
def take_letter(arrival: Arrival, at: datetime) -> bool:
    """All that nobody else takes. What a machine answered by itself is no letter to us; nor is the same one twice."""
    mail = arrival.mail
    if says_nothing(mail) or not mail.sender.email:
        return True
    with once("thread_message_arrives_once"):
        _receive(mail, _letter(arrival), meant_by(arrival.hashes), at)
    return True


def _receive(mail: Mail, letter: SentLetter | None, what: str, at: datetime) -> None:
    about = letter.about if letter else ""
    thread = _thread_of(what, about) or _going_on(mail, about) or _new(mail, letter, at)
    said = thread.receive(
        without_history(mail.words), sender=mail.sender.email, message_id=_identity(mail), actor=_AUTHOR, at=at
    )
    _keep_files(said, mail)
    if thread.is_final:
        thread_letters.last_word(thread, mail, at=at)


def _letter(arrival: Arrival) -> SentLetter | None:
    """The letter of ours that this answers: by its reply address, else by the Message-ID that the vendor gave it."""
    what = meant_by(arrival.hashes)
    if what.startswith("l"):
        return SentLetter.objects.filter(pk=int(what[1:])).first()
    known = [each[1:-1].partition("@")[0][:80] for each in arrival.mail.answers if each.endswith(_VENDORS)]
    found = {each.vendor_id: each for each in SentLetter.objects.filter(vendor_id__in=known).exclude(vendor_id="")}
    return next((found[each] for each in known if each in found), None)


def _thread_of(what: str, about: str) -> Thread | None:
    """By the address of a thread, or because the letter was an answer in one; where it went on, if it was merged."""
    label, _colon, number = about.partition(":")
    if what.startswith("t"):
        found = Thread.objects.filter(pk=int(what[1:])).first()
    elif label == "members.threadmessage" and number.isdecimal():
        found = Thread.objects.filter(messages=int(number)).first()
    else:
        return None
    return found.merged_into if found and found.merged_into else found


def _going_on(mail: Mail, about: str) -> Thread | None:
    """The same person about the same thing, or an answer to a mail that he sent us himself."""
    theirs = Thread.objects.exclude(state=Thread.State.MERGED).filter(email__iexact=mail.sender.email)
    known = theirs.filter(messages__message_id__in=mail.answers) if mail.answers else theirs.none()
    if about:
        known = known | theirs.filter(about=_above(about)[0])
    return known.order_by("-last_at").distinct().first()


def _new(mail: Mail, letter: SentLetter | None, at: datetime) -> Thread:
    about, row = _above(letter.about) if letter else ("", None)
    shop, member = _belonging(row, mail.sender.email)
    user = User.objects.filter(email__iexact=mail.sender.email).first()
    language = letter.language if letter else user.language if user else "nl"
    name = user.name if user and user.name else mail.sender.name
    return Thread.begin(
        email=mail.sender.email, name=name, subject=_subject(mail), language=language, about=about, shop=shop,
        member=member, at=at,
    )  # fmt: skip


def _subject(mail: Mail) -> str:
    words = mail.subject
    while words[:3].lower() in {"re:", "aw:", "fw:"} or words[:4].lower() == "fwd:":
        words = words.partition(":")[2].strip()
    return words


def _above(about: str) -> tuple[str, models.Model | None]:
    """What a letter was about, or rather the case that this belongs to: a message is about its dispute."""
    row = _row(about)
    if row is None:
        return "", None
    row = _parent(row, _CASES) or row
    return f"{row._meta.label_lower}:{row.pk}", row


def _parent(row: models.Model, names: tuple[str, ...]) -> models.Model | None:
    found = (getattr(row, name, None) for name in names)
    return next((each for each in found if isinstance(each, models.Model)), None)


def _row(about: str) -> models.Model | None:
    label, _colon, number = about.partition(":")
    number = number.partition("@")[0].partition("+")[0].partition(":")[0]
    if not number.isdecimal() or len(number) > 15 or label.count(".") != 1:
        return None
    try:
        model: Any = apps.get_model(label)
    except LookupError:
        return None
    found: models.Model | None = model._base_manager.filter(pk=int(number)).first()
    return found


def _belonging(row: models.Model | None, address: str) -> tuple[Shop | None, Member | None]:
    """Of whom it is: of the thing that it is about, else of who wrote."""
    for _ in range(_DEEPEST):
        if row is None:
            break
        shop = row if isinstance(row, Shop) else getattr(row, "shop", None)
        member = row if isinstance(row, Member) else getattr(row, "member", None)
        if isinstance(shop, Shop):
            return shop, shop.member
        if isinstance(member, Member):
            return _only_shop(Shop.objects.filter(member=member)), member
        row = _parent(row, _ABOVE)
    return of_address(address)


def of_address(address: str) -> tuple[Shop | None, Member | None]:
    """Whose address it is, where it can be of one only."""
    shop = _only_shop(Shop.objects.filter(seats__user__email__iexact=address))
    if shop:
        return shop, shop.member
    members = list(Member.objects.filter(email__iexact=address)[:2])
    if len(members) != 1:
        return None, None
    return _only_shop(Shop.objects.filter(member=members[0])), members[0]


def _only_shop(shops: "models.QuerySet[Shop]") -> Shop | None:
    found = list(shops.select_related("member")[:2])
    return found[0] if len(found) == 1 else None


def _identity(mail: Mail) -> str:
    """Its Message-ID; one without is known by all that it says."""
    if mail.message_id:
        return mail.message_id[:250]
    said = f"{mail.sender.email}\0{mail.subject}\0{mail.words}"
    return f"sha256:{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()}"


def _keep_files(said: ThreadMessage, mail: Mail) -> None:
    """Documents and pictures; of others we keep that there were some."""
    kept = 0
    for file in mail.files:
        try:
            if kept >= file_kinds.MOST_FILES * 2:
                raise file_kinds.NotAFile("many")  # noqa: TRY301  # told in the same number as what its bytes tell
            kind = file_kinds.kind_of(file.content, most=file_kinds.MOST_BYTES)
        except file_kinds.NotAFile:
            said.left_out += 1
            continue
        kept += 1
        ThreadFile.keep(said, one_line(file.name, 120), file.content, kind)
    if said.left_out:
        ThreadMessage.objects.filter(pk=said.pk).update(left_out=said.left_out)
