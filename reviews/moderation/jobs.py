"""What happens to notices because time passed."""

from datetime import datetime

from keurmerk.schedule import Sweep
from reviews.models import Decision, Notice, NoticeFile
from reviews.moderation import mails, standard_texts
from reviews.moderation.outcomes import Outcome


def note_silence(notice: Notice, now: datetime) -> None:
    """Seven days without a word: it stays when we know the purchase, else a person looks (rulebook 2.7)."""
    stays = notice.stays_when_silent
    notice.note_silence(actor="clock", at=now)
    if stays:
        reasons = standard_texts.reasons("keep-silent", notice.grounds, mails.languages_of(notice))
        Decision.automatic(notice, Outcome.KEEP, reasons, at=now)


def forget(file: NoticeFile, _now: datetime) -> None:
    file.forget()


CONTACT = Sweep(
    name="reviews.contact_writers",
    open=Notice.objects.to_contact,
    column="contact_at",
    act=lambda notice, now: notice.contact(actor="clock", at=now),
    why="rulebook 2.7: the question leaves when it can no longer be taken back",
)
REMIND = Sweep(
    name="reviews.remind_writers",
    open=Notice.objects.to_remind,
    column="remind_at",
    act=lambda notice, now: notice.remind(actor="clock", at=now),
    why="product.md: seven days to prove the purchase, a reminder on the fifth",
)
SILENCE = Sweep(
    name="reviews.note_silence",
    open=Notice.objects.waiting_for_writer,
    column="due_at",
    act=note_silence,
    why="rulebook 2.7: no answer",
)
EXECUTE = Sweep(
    name="reviews.carry_out_decisions",
    open=Decision.objects.waiting,
    column="executes_at",
    act=lambda decision, now: decision.execute(at=now),
    why="frontend.md: a decision can be taken back for ten minutes",
)
CLOSE = Sweep(
    name="reviews.close_notices",
    open=Notice.objects.to_close,
    column="appeal_until",
    act=lambda notice, now: notice.close("final", actor="clock", at=now),
    why="DSA 20: an appeal within six months",
)
FORGET = Sweep(
    name="reviews.forget_notice_files",
    open=NoticeFile.objects.to_forget,
    column="forget_at",
    act=forget,
    why="PA, review: moderation: proof goes when the decision is final",
)
