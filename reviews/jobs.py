"""What happens in reviews because time passed."""

from collections.abc import Sequence
from datetime import datetime

from dateutil.relativedelta import relativedelta

from keurmerk.outbox import record
from keurmerk.schedule import Periodic, Sweep
from members.models import Shop
from reviews import own_sender, shop_mails, terms
from reviews.asking import ask_all
from reviews.models import (
    Consent,
    Invitation,
    LedgerHead,
    LetterText,
    OpenReview,
    OrderImport,
    OrderMail,
    Push,
    Rating,
    Reach,
    ReviewExport,
    ReviewImport,
    ReviewNews,
    ReviewPhoto,
    Sender,
    Tally,
    Trace,
)
from reviews.models.departure import mark_all_sent
from reviews.models.reminding import mark_all_reminded
from reviews.moderation import jobs as moderation  # noqa: F401  # registers its sweeps
from reviews.plugins.push import push
from reviews.texting import post
from reviews.texting.asking import ask


def invite(invitation: Invitation, now: datetime) -> None:
    invite_all([invitation], now)


def invite_all(invitations: Sequence[Invitation], now: datetime) -> None:
    """Who may be asked now becomes a letter, in the transaction that says so."""
    leaving = mark_all_sent(invitations, actor="clock", at=now)
    ask_all(LetterText.Letter.INVITATION, leaving, at=now)


def remind(invitation: Invitation, now: datetime) -> None:
    remind_all([invitation], now)


def remind_all(invitations: Sequence[Invitation], now: datetime) -> None:
    """Who got no text message after all gets the invitation instead."""
    leaving = mark_all_reminded(invitations, actor="clock", at=now)
    ask_all(LetterText.Letter.REMINDER, [each for each in leaving if not each.text_failed], at=now)
    ask_all(LetterText.Letter.INVITATION, [each for each in leaving if each.text_failed], at=now)


def leave_the_window(rating: Rating, now: datetime) -> None:
    """A review became older than twelve months: whoever shows the score must hear of it."""
    before = rating.figures()
    rating.pass_time(at=now)
    rating.save()
    if rating.figures() != before:
        record("rating.changed", subject=rating, actor="clock", at=now, payload={"shop": rating.shop_id})


def forget_list(of: OrderImport | ReviewImport, now: datetime) -> None:
    """Nobody began with it in time, or it got stuck: it stops, and its file goes."""
    if of.may_move_to(of.State.CANCELLED):
        of.cancel(actor="clock", at=now)
    of.forget_file()


def check_ratings(*, now: datetime) -> int:
    """Some shops at a time, so that each is held against its reviews once a day; counts those that were wrong."""
    due = Rating.objects.unchecked(now - terms.RATING_CHECK)[: terms.RATINGS_AT_ONCE]
    return sum(not rating.check_against_reviews(actor="clock", at=now) for rating in due)


def make_ledger_head(*, now: datetime) -> int:
    return int(LedgerHead.make(actor="clock", at=now) is not None)


def tell_of_the_day(news: ReviewNews, now: datetime) -> None:
    """One letter about everything new since the last one; none when there is nothing."""
    new = news.seat.shop.reviews.public().written_here().filter(published_at__gt=news.told_until, published_at__lte=now)
    rows = list(new.newest_first()[:500])
    if rows and ReviewNews.pace_of(news.seat) == ReviewNews.Pace.DAILY:  # the role may be another since
        shop_mails.digest(news, rows, at=now)
    news.told(at=now)


def forget_guard(*, now: datetime) -> int:
    """What guards against several reviews of one buyer goes after three years (PA invitation: retention)."""
    before = now - relativedelta(months=terms.GUARD_MONTHS)
    return Invitation.forget_guard(before) + Consent.forget(before)


def fold_tallies(*, now: datetime) -> int:
    return Tally.fold()


def check_tallies(*, now: datetime) -> int:
    """A full recount beside what was kept in step; a shop that differs is counted anew, and it is told."""
    differing = Tally.differing()
    for shop in Shop.objects.filter(pk__in=differing):
        record("tally.corrected", subject=shop, actor="clock", at=now, payload={"shop": shop.pk})
    Tally.rebuild(differing)
    return len(differing)


def begin_reach(*, now: datetime) -> int:
    return Reach.begin(at=now)


SEND = Sweep(
    name="reviews.send_invitations",
    open=Invitation.objects.leaving,
    column="send_at",
    act=invite,
    act_on_all=invite_all,
    why="rulebook 2.6: after the delay that the shop chose",
)
REMIND = Sweep(
    name="reviews.remind",
    open=Invitation.objects.unreminded,
    column="reminder_due_at",
    act=remind,
    act_on_all=remind_all,
    why="product.md: one reminder after seven days",
)
EXPIRE = Sweep(
    name="reviews.expire_invitations",
    open=Invitation.objects.lapsing,
    column="expires_at",
    act=lambda invitation, now: invitation.expire(actor="clock", at=now),
    why="rulebook 2.6: a link works for 90 days",
)
RATE = Sweep(
    name="reviews.leave_the_window",
    open=Rating.objects.changing,
    column="next_change_at",
    act=leave_the_window,
    why="product.md: the score is of the last twelve months",
)
DIGEST = Sweep(
    name="reviews.digest",
    open=ReviewNews.objects.daily,
    column="digest_due_at",
    act=tell_of_the_day,
    why="Who chose one letter a day gets it in the morning",
)
UNCONFIRMED = Sweep(
    name="reviews.forget_unconfirmed",
    open=OpenReview.objects.lapsing,
    column="expires_at",
    act=lambda waiting, now: waiting.expire(actor="clock", at=now),
    why="Nobody confirmed the address within seven days: words and address go (PA, review)",
)
LOOSE_PHOTOS = Sweep(
    name="reviews.forget_loose_photos",
    open=ReviewPhoto.objects.loose,
    column="expires_at",
    act=lambda photo, now: photo.discard(actor="clock", at=now),
    why="A photo that was chosen and never published is not kept (PA, review)",
)
PUSH = Sweep(
    name="reviews.push_product_reviews",
    open=Push.objects.waiting,
    column="next_attempt_at",
    act=push,
    why="plugin API 2.9: a shop keeps a copy of its product reviews",
    batch=10,  # each waits for a shop's server, and a task may take two minutes
)
FORGET = Periodic(
    name="reviews.forget_guard",
    run=forget_guard,
    minutes=24 * 60,
    why="PA, invitation: three years",
)
FORGET_LISTS = Sweep(
    name="reviews.forget_lists",
    open=OrderImport.objects.with_file,
    column="expires_at",
    act=forget_list,
    why="PA, invitation: a file of orders is kept for seven days at most",
    minutes=15,
)
FORGET_REVIEW_FILES = Sweep(
    name="reviews.forget_review_files",
    open=ReviewImport.objects.with_file,
    column="expires_at",
    act=forget_list,
    why="product.md B9: a file with reviews from elsewhere is kept for seven days at most",
    minutes=15,
)
FORGET_ORDER_MAILS = Sweep(
    name="reviews.forget_order_mails",
    open=OrderMail.objects.unrecognised,
    column="expires_at",
    act=lambda mail, now: mail.lapse(actor="clock", at=now),
    why="PA, invitation: a copied mail that nobody settles is kept for fourteen days",
    minutes=15,
)
CHECK = Periodic(
    name="reviews.check_ratings",
    run=check_ratings,
    minutes=15,
    why="product.md B3: every stored score is what its reviews come to",
)
HEAD = Periodic(
    name="reviews.make_ledger_head",
    run=make_ledger_head,
    minutes=60,
    why="product.md B3: once a day all ledgers are signed, so that none can be rewritten later",
)
FOLD = Periodic(
    name="reviews.fold_tallies",
    run=fold_tallies,
    minutes=5,
    why="product.md B10: the numbers of orders by fate are read often and written often",
)
CHECK_TALLIES = Periodic(
    name="reviews.check_tallies",
    run=check_tallies,
    minutes=24 * 60,
    why="product.md B10: what is public is recounted every night",
)
BEGIN_REACH = Periodic(
    name="reviews.begin_reach",
    run=begin_reach,
    minutes=24 * 60,
    why="product.md B10: a shop that reports orders is looked at for gaps",
)
JUDGE_REACH = Sweep(
    name="reviews.judge_reach",
    open=lambda: Reach.objects.select_related("shop"),
    column="due_at",
    act=lambda reach, now: reach.judge(at=now),
    why="product.md B10: a shop that skips its orders is flagged",
    minutes=15,
)
TEXT = Sweep(
    name="reviews.send_texts",
    open=Invitation.objects.to_text,
    column="send_at",
    act=ask,
    why="PA, invitation: by text message where the shop asks for it, under the rules of rulebook 2.6",
)
POST_TEXTS = Periodic(
    name="reviews.post_texts",
    run=post.post_waiting,
    minutes=1,
    why="A text message is claimed first and handed over then",
)
LOOK_UP_TEXTS = Periodic(
    name="reviews.look_up_texts",
    run=post.look_up_unanswered,
    minutes=1,
    why="One without an answer is looked up, never sent again blindly",
)
EXPIRE_EXPORTS = Sweep(
    name="reviews.expire_exports",
    open=ReviewExport.objects.kept,
    column="expires_at",
    act=lambda export, now: export.expire(actor="clock", at=now),
    why="product.md B9: an export holds words of people, so it does not lie about",
    minutes=60,
)
WATCH_SENDERS = Sweep(
    name="reviews.watch_senders",
    open=Sender.objects.watched,
    column="check_due_at",
    act=lambda sender, now: own_sender.look(sender, actor="clock", at=now),
    why="PA, invitation: a letter comes from a shop's own address only while its domain says so",
    minutes=15,
    batch=8,  # each may wait for name servers and the vendor, and a task may take two minutes
)
FORGET_TRACES = Periodic(
    name="reviews.forget_traces",
    run=lambda *, now: Trace.forget(now - relativedelta(months=terms.TRACE_MONTHS)),
    minutes=24 * 60,
    why="numbers.md 6.2: addresses are kept for abuse only, a year at most",
)
