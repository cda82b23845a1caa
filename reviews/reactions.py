"""What reviews do when something happened, here or below."""

from django.core.files.storage import default_storage

from keurmerk import clock
from keurmerk.models import Event
from keurmerk.outbox import on
from reviews import (
    doubt,
    erasing,
    exporting,
    language,
    sender_mails,
    shop_mails,
    telling,  # noqa: F401  # registers its reactions
    terms,
    writer_mails,
)
from reviews.imports import work
from reviews.imports.elsewhere import reactions as elsewhere  # noqa: F401  # registers its reactions
from reviews.imports.mails import arriving  # noqa: F401  # takes mail at our door
from reviews.models import (
    Invitation,
    OpenReview,
    OrderImport,
    PluginKey,
    ProductReview,
    Push,
    Reply,
    Review,
    ReviewExport,
    ReviewMessage,
    Sender,
    Suspicion,
    Trace,
)
from reviews.models.release import release_some
from reviews.moderation import reactions as moderation  # noqa: F401  # registers its reactions
from reviews.plugins.push import push


@on("review.published", "review.released", "review.edited", "review.reinstated")
def thank_writer(event: Event) -> None:
    """When it is first online: sends the link with which the writer changes or removes the review."""
    review = _first_shown(event)
    if review and review.email:
        writer_mails.review_published(review, at=event.happened_at)


@on("review.published", "review.released", "review.edited", "review.reinstated")
def tell_shop(event: Event) -> None:
    """When it is first online. Who wants one letter a day gets that instead; see jobs.py."""
    review = _first_shown(event)
    if review:
        shop_mails.new_review(review, at=event.happened_at)


def _first_shown(event: Event) -> Review | None:
    """The review, if everybody may read it since this event; the letters themselves are sent once."""
    hidden_before = event.name == "review.published" or event.payload.get("from") == Review.State.HELD
    shown = Review.objects.public().select_related("shop").filter(pk=event.subject_id)
    return shown.first() if hidden_before else None


@on("product_review.published", "product_review.released", "product_review.edited", "product_review.reinstated")
def thank_buyer(event: Event) -> None:
    """The letter about the review of the shop has the link for the products too; without one they get their own."""
    mine = ProductReview.objects.public().select_related("shop", "invitation").filter(pk=event.subject_id)
    review = mine.filter(invitation__asks_shop=False).exclude(email="").first()
    if review:
        writer_mails.product_reviews_published(review, at=event.happened_at)


@on("review.held")
def give_reasons(event: Event) -> None:
    """Held by a written rule: the writer hears at once what, why and what to do (DSA 17)."""
    review = Review.objects.exclude(email="").held_by_rule(event.subject_id, event.happened_at)
    if review:
        writer_mails.review_held(review, at=event.happened_at)


@on("product_review.held")
def give_reasons_about_a_product(event: Event) -> None:
    review = ProductReview.objects.exclude(email="").held_by_rule(event.subject_id, event.happened_at)
    if review:
        writer_mails.review_held(review, at=event.happened_at)


@on("review.published", "review.edited")
def find_language(event: Event) -> None:
    """In the queue, never while somebody waits: the tables of the detector take time and memory to load."""
    review = Review.objects.filter(pk=event.subject_id).first()
    found = language.of(review.text) if review else ""
    if review and found:
        review.note_language(found, actor="rules", at=event.happened_at)


@on("reply.written")
def tell_writer(event: Event) -> None:
    reply = Reply.objects.select_related("review__shop").filter(pk=event.subject_id).first()
    if reply and reply.review.email:
        writer_mails.reply_written(reply, at=event.happened_at)


@on("review_message.written")
def pass_on(event: Event) -> None:
    """The other party gets the words, and a way to answer; never an address."""
    message = ReviewMessage.objects.select_related("review__shop").filter(pk=event.subject_id).first()
    if message is None:
        return
    if message.author == ReviewMessage.Author.WRITER:
        shop_mails.message_to_shop(message, at=event.happened_at)
    elif message.review.email:
        writer_mails.message_to_writer(message, at=event.happened_at)


@on("review.update_asked")
def ask_for_update(event: Event) -> None:
    review = Review.objects.public().exclude(email="").select_related("shop").filter(pk=event.subject_id).first()
    if review:
        writer_mails.update_asked(review, at=event.happened_at)


@on("open_review.sent")
def ask_writer(event: Event) -> None:
    """Asks whether the address is theirs; who reviewed this shop lately gets the link to that review instead."""
    waiting = OpenReview.objects.waiting().select_related("shop").filter(pk=event.subject_id).first()
    if waiting is None:
        return
    earlier = Review.objects.written_by(waiting.shop_id, waiting.email_hash).since(
        event.happened_at - terms.OPEN_REVIEW_EVERY
    )
    last = earlier.newest_first().first()
    if last:
        writer_mails.already_written(waiting, last, at=event.happened_at)
        waiting.expire(actor="rules", at=event.happened_at)
    else:
        writer_mails.confirm_review(waiting, at=event.happened_at)


@on("review.removed_by_author", "product_review.removed_by_author", "review_photo.discarded")
def remember_erasure(event: Event) -> None:
    """Reading A24: erased again when a backup from before is put back."""
    erasing.note(event)


@on("opt_out.noted")
def remember_refusal(event: Event) -> None:
    """The same for who wants no more invitations."""
    erasing.note_refusal(event)


@on("invitation.opted_in_again")
def remember_return(event: Event) -> None:
    """And for who does again."""
    erasing.note_return(event)


@on("review_photo.discarded")
def delete_files(event: Event) -> None:
    """The files of a photo that is gone; what is not there is no error."""
    for path in event.payload["paths"]:
        default_storage.delete(path)


@on(
    "product_review.published",
    "product_review.edited",
    "product_review.removed_by_author",
    "product_review.held",
    "product_review.released",
    "product_review.removed",
    "product_review.reinstated",
)
def bring_copy_in_step(event: Event) -> None:
    """At once, when the shop's server is up; else the sweep tries again, less and less often."""
    review = ProductReview.objects.copied().filter(pk=event.subject_id).first()
    if review and Push.want(review, at=event.happened_at):
        waiting = Push.objects.waiting().select_for_update(of=("self",)).get(review=review)
        push(waiting, event.happened_at)


@on("sync_address.registered")
def bring_every_copy_in_step(event: Event) -> None:
    """A shop just told where: what it has not got yet, and what failed, goes there in the next minutes."""
    for review in ProductReview.objects.copied().not_in_shop().filter(shop=event.payload["shop"]):
        Push.want(review, at=event.happened_at)


@on("letter.bounced", "letter.refused")
def note_bounce(event: Event) -> None:
    """The shop sees that its customer was not reached, and no reminder goes the same way."""
    invitation = _asked_by(event)
    if invitation:
        invitation.note_bounced(actor=event.actor, at=event.happened_at)


@on("letter.complained", "letter.unsubscribed")
def heed_refusal(event: Event) -> None:
    """Who calls an invitation spam, or leaves by the vendor's own link, wants none of any shop."""
    invitation = _asked_by(event)
    if invitation:
        invitation.opt_out(everywhere=True, at=event.happened_at)


def _asked_by(event: Event) -> Invitation | None:
    """The invitation that the letter of this event was about, if it was about one."""
    kind, _, number = str(event.payload["about"]).partition(":")
    if kind != Invitation._meta.label_lower or not number.isdecimal():
        return None
    return Invitation.objects.select_related("shop").filter(pk=int(number)).first()


@on("sender.confirmation_asked")
def ask_address(event: Event) -> None:
    """Is this address yours? To the address itself: who reads it answers."""
    sender = Sender.objects.select_related("shop").filter(pk=event.subject_id, asked_at=event.happened_at).first()
    if sender and sender.confirmed_at is None:
        sender_mails.confirm_sender(sender, at=event.happened_at)


@on("sender.broken")
def tell_of_fall_back(event: Event) -> None:
    sender = Sender.objects.select_related("shop").filter(pk=event.subject_id, state=Sender.State.BROKEN).first()
    if sender:
        sender_mails.sender_broken(sender, at=event.happened_at)


@on("letter.sender_refused")
def fall_back(event: Event) -> None:
    """The vendor takes nothing from this domain any more: who sends from it does so no longer."""
    for sender in Sender.objects.active().on(event.payload["domain"]):
        sender.fall_back(actor=event.actor, at=event.happened_at)


@on("membership.ended")
def give_up_senders(event: Event) -> None:
    """Who left sends no invitations, and keeps no address from others."""
    for sender in Sender.objects.filter(shop__member__memberships=event.subject_id, shop__ended_at__isnull=False):
        sender.give_up(actor=event.actor, at=event.happened_at)


@on("shop.sharing_clause_found", "mark.granted", "invitation.more_to_release")
def release_held(event: Event) -> None:
    """What waited for the sharing clause or the mark may go out on its day: a part in each delivery (terms 18.2)."""
    release_some(event.payload["shop"], actor=event.actor, at=event.happened_at)


@on("order_import.checking")
def check_list(event: Event) -> None:
    """Reads the next lines of a list and asks for those after them, until all of it was read."""
    work.check(event, at=clock.now())


@on("order_import.confirmed")
def take_list_in(event: Event) -> None:
    work.carry_out(event, at=clock.now())


@on("order_import.undoing")
def take_list_back(event: Event) -> None:
    work.undo(event, at=clock.now())


@on("order_import.done", "order_import.cancelled")
def forget_list(event: Event) -> None:
    """The file goes as soon as nobody reads it any more."""
    of = OrderImport.objects.filter(pk=event.subject_id).first()
    if of:
        of.forget_file()


@on("review_export.asked", "review_export.advanced")
def make_export(event: Event) -> None:
    """A part of the export, and then the next, until it is whole (product.md B9)."""
    export = ReviewExport.objects.select_for_update(of=("self",)).select_related("shop").get(pk=event.subject_id)
    if export.state == ReviewExport.State.RUNNING:
        exporting.go_on(export, event)


@on("review.published", "review.edited")
def judge_review(event: Event) -> None:
    """Looks for signs that it is not what it says. It stays where it is meanwhile (product.md B3)."""
    review = Review.objects.public().select_related("shop", "invitation").filter(pk=event.subject_id).first()
    raised = doubt.judge(review, actor="rules", at=event.happened_at) if review else None
    if review and raised and raised.names("BURST"):
        doubt.judge_the_day(review, actor="rules", at=event.happened_at)


@on("review.removed_by_author")
def forget_trace(event: Event) -> None:
    """What the writer takes back leaves nothing behind to be compared with."""
    Trace.objects.filter(review=event.subject_id).delete()
    Suspicion.objects.filter(review=event.subject_id).delete()


@on("takeover.granted")
def close_plugin_keys(event: Event) -> None:
    """The software of who handed the shop over sends no orders any more."""
    for key in PluginKey.objects.working().filter(shop=event.payload["shop"]):
        key.revoke(actor="clock", at=event.happened_at)
