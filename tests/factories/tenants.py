"""A whole tenant: a member with a shop and one of everything that an address can name, a word in all that is private.

What everybody may read does not hold the word: published reviews, the shop's name, figures. Wherever the word turns up
for somebody else, something leaked.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from django.contrib.sessions.backends.db import SessionStore

from billing.intake import take_in
from billing.links import pay_link
from billing.models import BankEntry, Charge, Discount, Objection
from disputes.evidence_file import FileKind, Taken
from disputes.models import Evidence, Extension, Party, Proposal, Settlement
from inspections import audits
from inspections.models import (
    AuditDraw,
    Campaign,
    Checklist,
    EditionTrial,
    Misuse,
    MisuseProof,
    Remedy,
    ReportedChange,
    Scan,
    ScanChange,
    Snapshot,
    StandardText,
    Watch,
)
from keurmerk import outbox
from keurmerk.calendar import amsterdam_date
from keurmerk.mail.arriving.addresses import reply_address
from keurmerk.models import Delivery, Stumble
from keurmerk.tokens import sign
from members.browsers import Browser
from members.data_link import link_for
from members.links import stop_link, takeover_link
from members.models import (
    Breach,
    BreachLetter,
    Circumstance,
    CompanyChange,
    DataAudit,
    InformationFile,
    InformationRequest,
    LoginSession,
    MarkComplaint,
    NewsletterReader,
    RiskDocument,
    RiskFacts,
    Seat,
    SeatOffer,
    Shop,
    Succession,
    Takeover,
    Thread,
    ThreadFile,
    User,
)
from members.models.passkey import Passkey
from members.team.links import to_succession, token_of
from reviews.addresses import CONFIRM, CONFIRM_SENDER, UNSUBSCRIBE
from reviews.gaps import Estimate
from reviews.models import (
    Decision,
    Invitation,
    LetterText,
    NoticeFile,
    OrderMailRule,
    ReachQuestion,
    ReplyTemplate,
    Review,
    ReviewExport,
    Suspicion,
    TrustedFlagger,
)
from reviews.moderation.addresses import NOTIFIER, WRITER
from reviews.short_links import code_for
from reviews.suspicion import Signal
from tests.factories import (
    accounts,
    articles,
    billing,
    disputes,
    foreign,
    inspections,
    keys,
    mails,
    members,
    moderation,
    order_lists,
    reviews,
    senders,
    webhooks,
)
from tests.factories.authenticator import Authenticator
from tests.factories.members import LONG_AGO
from tests.factories.statements import Movement, camt

NUMBER = count(1)
PDF = b"%PDF-1.7 x"


@dataclass
class Tenant:
    """Who they are, and what addresses call their things."""

    word: str
    owner: User
    reader: User
    shop: Shop
    at: datetime
    things: dict[str, Any]

    def add(self, **things: Any) -> None:
        self.things |= things


def tenant(word: str, *, at: datetime) -> Tenant:
    owner = accounts.person(email=f"{word}@person.example", name=f"{word} de Vries")
    member = members.member(legal_name=f"Winkel {next(NUMBER)} B.V.", kvk_number=f"{next(NUMBER):08}")
    shop = reviews.inviting_shop(owner=owner, of=member)
    reader = accounts.person(email=f"{word}@lezer.example", name=f"{word} Lezer")
    made = Tenant(word, owner, reader, shop, at, {"shop": shop.pk, "member": member.pk})
    for fill in (
        _account,
        _reviews,
        _asking,
        _moderation,
        _imports,
        _machines,
        _disputes,
        _letters,
        _money,
        _inspections,
    ):
        fill(made)
    for fill in (_application, _member, _team, _misuse, _rooms_of_the_desk):
        fill(made)
    return made


def _account(of: Tenant) -> None:
    device = Authenticator()
    passkey = Passkey.objects.create(
        user=of.owner, name=of.word, credential_id=device.id, credential=bytes(device.credential()), added_at=of.at
    )
    store = SessionStore()
    store.create()
    session = LoginSession.open(of.owner, str(store.session_key), Browser("Firefox", "Linux"), at=of.at)
    NewsletterReader.look_again(of.owner, at=of.at)
    of.add(passkey=passkey.pk, session=session.pk, newsletter_token=_last_part(stop_link(of.owner)))
    of.add(your_data_token=_last_part(link_for(f"{of.word}@buyer.example", "nl")))


def _reviews(of: Tenant) -> None:
    buyer = {"email": f"{of.word}@buyer.example", "number": f"order-{of.word}", "customer_name": f"{of.word} Koper"}
    product_review = reviews.product_review(of=of.shop, at=of.at)
    review = Review.publish(
        reviews.sent_invitation(of=of.shop, at=of.at, **buyer), reviews.opinion(), actor="test", at=of.at
    )
    reviews.reply(to=review, at=of.at)
    photo = reviews.photo(of=review, at=of.at)
    of.add(review=review.pk, photo=photo.name, manage_token=review.manage_token, product_review=product_review.pk)
    of.add(product=product_review.product_id, product_manage_token=product_review.manage_token)
    suspicion = Suspicion.raise_about(review, [Signal("THROWAWAY", 40)], actor="rules", at=of.at)
    template = ReplyTemplate.objects.create(shop=of.shop, title=of.word, text=of.word)
    of.add(suspicion=suspicion.pk, template=template.pk)


def _asking(of: Tenant) -> None:
    buyer = {"email": f"{of.word}2@buyer.example", "number": f"2-{of.word}", "customer_name": f"{of.word} Koper"}
    sent = reviews.sent_invitation(of=of.shop, at=of.at, **buyer)
    waiting = reviews.invitation(of=of.shop, at=of.at, number=f"3-{of.word}", email=f"{of.word}3@buyer.example")
    of.add(invitation=waiting.pk, invitation_token=sent.token, short_code=code_for(sent.pk))
    of.add(unsubscribe_token=sign(UNSUBSCRIBE, sent.pk))
    given = {"email": f"{of.word}5@buyer.example", "way": "LINK", "language": "nl"}
    handed = Invitation.hand_over(of.shop, number=f"5-{of.word}", **given, actor="test", at=of.at)
    of.add(handed_over=handed.pk)
    link = reviews.review_link(of=of.shop, at=of.at, name=of.word)
    open_review = reviews.open_review(of=of.shop, at=of.at, email=f"{of.word}4@buyer.example")
    of.add(
        link=link.pk, link_token=link.token, open_token=open_review.token, confirm_token=sign(CONFIRM, open_review.pk)
    )
    text = LetterText.write(
        of.shop, "INVITATION", "nl", subject=of.word, body="{sterren} {knop}", actor="test", at=of.at
    )
    sender = senders.chosen(of=of.shop, at=of.at, address=f"{of.word}@sender.example")
    of.add(letter_text=(text or LetterText.objects.latest("pk")).pk, sender_token=sign(CONFIRM_SENDER, sender.pk))


def _moderation(of: Tenant) -> None:
    words = {"explanation": f"{of.word} staat niet in ons bestand en noemt geen bestelling."}
    notice = moderation.request_of_shop(about=moderation.answered_review(of=of.shop, at=of.at), at=of.at, **words)
    file = NoticeFile.keep(PDF, name=f"{of.word}.pdf", kind="PDF", sender="WRITER", at=of.at, notice=notice)
    by = moderation.moderator()
    decision = Decision.make(notice, "KEEP", moderation.reasons(facts=f"{of.word} is niet bekend."), by=by, at=of.at)
    of.add(notice=notice.pk, notice_file=file.pk, decision=decision.pk)
    visitors = moderation.notice_of_visitor(
        about=moderation.answered_review(of=of.shop, at=of.at), at=of.at, email=f"{of.word}@reader.example", **words
    )
    of.add(notifier_token=sign(NOTIFIER, visitors.pk), writer_token=sign(WRITER, visitors.pk))
    of.add(report_receipt=sign("notices.sent", visitors.pk))


def _imports(of: Tenant) -> None:
    orders = order_lists.checked(f"Nummer;E-mail\n{of.word};{of.word}@x.example\n", of=of.shop, at=of.at, name=of.word)
    mail = order_lists.mail_in(f"Bestelling {of.word}", "Geen nummer.", of=of.shop, at=of.at)
    rule = OrderMailRule.objects.create(shop=of.shop, subject_has=of.word, number_before="y", made_at=of.at)
    brought = foreign.checked(foreign.text(2), of=of.shop, at=of.at, name=f"{of.word}.csv")
    export = ReviewExport.ask(of.shop, actor="test", at=of.at)
    outbox.drain()
    of.add(order_import=orders.pk, order_mail=mail.pk, mail_rule=rule.pk, review_import=brought.pk, export=export.pk)


def _machines(of: Tenant) -> None:
    key, secret = keys.api_key(of=of.shop)
    plugin = reviews.plugin_key(of=of.shop)
    of.add(api_key=key.pk, api_secret=secret, plugin_key=plugin.pk, plugin_code=plugin.code)
    endpoint, _secret = webhooks.endpoint(f"https://{of.word}.example/hooks", of=of.shop)
    of.add(endpoint=endpoint.pk, message=webhooks.message(endpoint, at=of.at).pk)


def _disputes(of: Tenant) -> None:
    story = {"story": f"{of.word} brak na drie weken.", "wish": of.word, "consumer_email": f"{of.word}@buyer.example"}
    dispute = disputes.dispute(at=of.at, shop=of.shop, amount=Decimal("49.95"), **story)
    file = Taken(of.word.encode(), FileKind.TEXT)
    Evidence.add(dispute, Party.CONSUMER, file, kind="OTHER", shows=of.word, name=of.word, actor="test", at=of.at)
    proposal = Proposal.make(
        dispute, Party.SHOP, "REPAIR", amount=None, do_by=amsterdam_date(of.at) + timedelta(days=7), actor="user:1",
        at=of.at,
    )  # fmt: skip
    of.add(dispute=dispute.pk, dispute_token=dispute.token, evidence=1, proposal=proposal.pk)
    of.add(dispute_receipt=sign("dispute-sent", dispute.pk))
    for who, token in (("c", "consumer_mail_token"), ("s", "shop_mail_token")):
        mails.arrives(
            mails.mail(to=reply_address(f"d{dispute.pk}{who}"), sender=f"{of.word}@elders.example", text=of.word),
            at=of.at,
        )
        of.add(**{token: dispute.mails.latest("pk").token})
    asked = disputes.mediated(at=of.at, shop=of.shop)
    asked.ask(Party.SHOP, of.word, actor="user:2", at=of.at)
    until = amsterdam_date(of.at) + timedelta(days=20)
    extension = Extension.ask(asked, Party.SHOP, until=until, reason=of.word, actor="user:1", at=of.at)
    of.add(extension=extension.pk, extended_dispute=asked.pk)
    settled = disputes.dispute(at=of.at, shop=of.shop, **{**story, "order_number": "9"})
    Proposal.make(
        settled, Party.SHOP, "REPAIR", amount=None, do_by=amsterdam_date(of.at) + timedelta(days=7), actor="user:1",
        at=of.at,
    ).accept(Party.CONSUMER, actor="consumer", at=of.at)  # fmt: skip
    assert Settlement.objects.filter(dispute=settled).exists()
    of.add(settled_token=settled.token)


def _letters(of: Tenant) -> None:
    """What they wrote to us; nobody's but ours to read."""
    address = f"{of.word}@schrijver.example"
    mails.arrives(
        mails.mail(to="hallo@keurtegel.example", sender=address, text=of.word, files={"a.png": mails.PIXEL}), at=of.at
    )
    thread = Thread.objects.get(email=address)
    of.add(thread=thread.pk, thread_file=ThreadFile.objects.get(message__thread=thread).pk)


def _money(of: Tenant) -> None:
    member = of.shop.member
    invoice = billing.draft(at=of.at, of=member)
    invoice.add_line(of.word, Decimal(120))
    invoice.issue(actor="test", at=of.at)
    note = billing.credit_note(of=invoice, at=of.at, net=Decimal(10), reason=of.word)
    payment = billing.transfer(billing.invoice(at=of.at, of=member), at=of.at, reference=of.word)
    of.add(invoice=invoice.pk, pay_token=_last_part(pay_link(invoice)), credit_note=note.pk, payment=payment.pk)
    arrears = billing.arrears(at=LONG_AGO, of=member)
    objection = Objection.file(billing.invoice(at=of.at, of=member), of.word, actor="user:1", at=of.at)
    terms: dict[str, Any] = {"percent": Decimal(10), "periods": 1, "valid_from": amsterdam_date(of.at)}
    discount = Discount.make(of.word, actor="user:1", at=of.at, **terms)
    of.add(objection=objection.pk, discount=discount.pk)
    charge = Charge.objects.create(
        invoice=arrears.invoice, kind="COSTS", key=of.word, amount=Decimal(40), description=of.word,
        claimed_on=amsterdam_date(of.at), claimed_by="user:1", interest_from=amsterdam_date(of.at),
    )  # fmt: skip
    take_in(camt(Movement(text=of.word, name=of.word)), actor="test", at=of.at)
    of.add(arrears=arrears.pk, charge=charge.pk, movement=BankEntry.objects.latest("pk").pk)


def _inspections(of: Tenant) -> None:
    case = inspections.passed_inspection(at=of.at)
    Seat.objects.create(user=of.owner, shop=case.shop, since=LONG_AGO)
    reading = case.readings.create(asked_at=of.at, next_attempt_at=of.at, done_at=of.at)
    page = Snapshot.objects.create(
        inspection=case, reading=reading, url="http://127.0.0.1/", kind="home", sha256="x", fetched_at=of.at,
        text=of.word, html=of.word,
    )  # fmt: skip
    Snapshot.hang(reading, {page.url: b"\xff\xd8 picture"})
    of.add(inspection=case.pk, inspected_shop=case.shop_id, snapshot=page.pk, report_token=sign("report", case.pk))
    criterion = Checklist.objects.earliest("pk").criteria.get(code="ID-03")
    remedy = Remedy.demand(of.shop, criterion, Remedy.Why.RADAR, at=of.at)
    scan, _fresh = Scan.objects.get_or_create(shop=of.shop, defaults={"next_scan_at": of.at})
    change = ScanChange.objects.create(
        scan=scan, url="https://x.example/", kind="terms", seen_at=of.at, pieces=[["+", of.word]], codes=["WD-09"]
    )
    report = ReportedChange.report(of.shop, of.word, changed_on=date(2026, 1, 5), actor="user:9", at=of.at)
    of.add(criterion=criterion.code, remedy=remedy.pk, scan_change=change.pk, reported_change=report.pk)


def _application(of: Tenant) -> None:
    """One that is being handled, with questions and documents; the owner is its applicant."""
    RiskFacts.objects.create(
        application=(draft := members.application(applicant=of.owner, shop_name=of.word)),
        electronics=True,
        answered_at=of.at,
    )
    document = RiskDocument.keep(draft, "IDENTITY", PDF, "PDF", at=of.at)
    draft.submit(actor="test", at=of.at)
    by = members.inspector()
    asked = InformationRequest.ask(draft, f"Je uittreksel, {of.word}?", by=by, at=of.at)
    InformationFile.keep(asked, [(PDF, "PDF", f"{of.word}.pdf")], at=of.at)
    of.add(application=draft.pk, information=asked.pk, information_file=asked.files.get().pk, risk_document=document.pk)
    rejected = inspections.failed_inspection(at=of.at)
    of.add(reinspection_token=sign("reinspection", rejected.application_id))


def _member(of: Tenant) -> None:
    assert of.shop.membership
    member = of.shop.member
    circumstance = Circumstance.note_it(of.shop.membership, "SEIZURE", actor="test", at=of.at, note=of.word)
    wanted = amsterdam_date(of.at) + timedelta(days=30)
    audit = DataAudit.request(
        member, of.word, auditor=of.word, of_norea=True, wanted_on=wanted, actor="user:1", at=of.at
    )
    complaint = MarkComplaint.file(member, of.word, known_on=amsterdam_date(of.at), actor="user:1", at=of.at)
    facts = {"legal_name": of.word, "legal_form": "BV", "kvk_number": "87654321", "vat_number": member.vat_number}
    change = CompanyChange.request(member, facts, of.word, actor="user:1", at=of.at)
    takeover = Takeover.request(
        of.shop, f"{of.word}@koper.example", of.word, gives_notice=False, actor="user:1", at=of.at
    )
    of.add(company_change=change.pk, takeover=takeover.pk, takeover_link=_last_part(takeover_link(takeover, "nl")))
    of.add(circumstance=circumstance.pk, data_audit=audit.pk, mark_complaint=complaint.pk)


def _team(of: Tenant) -> None:
    """A colleague who may only read, somebody who is invited, and an owner who hands the shop over."""
    mine = Seat.objects.get(shop=of.shop, user=of.owner)
    seat = Seat.objects.create(user=of.reader, shop=of.shop, role="STAFF", duties=["READ"], since=LONG_AGO)
    offer = SeatOffer.make(
        of.shop, f"{of.word}@collega.example", "STAFF", ["REVIEWS"], by=of.owner, actor="user:1", at=of.at
    )
    succession = Succession.ask(mine, seat, actor="user:1", at=of.at)
    of.add(seat=seat.pk, offer=offer.pk, offer_token=token_of(offer), person=of.owner.pk)
    of.add(succession_token=_last_part(to_succession(succession, of.owner)))


def _misuse(of: Tenant) -> None:
    case = Misuse.report(f"{of.word}.example", Watch.Why.REPORTED, actor="visitor", at=of.at, story=of.word)
    proof = MisuseProof.keep(case, url=f"https://{of.word}.example/", html=of.word, signs=[], at=of.at)
    of.add(misuse=case.pk, misuse_proof=(proof or MisuseProof.objects.latest("pk")).pk)
    question = ReachQuestion.raise_for(of.shop, Estimate(800, 190, 0.2), at=of.at)
    of.add(reach_question=question.pk if question else ReachQuestion.objects.latest("pk").pk)


def _rooms_of_the_desk(of: Tenant) -> None:
    """What is our own and nobody's of them; members and visitors do not see it either."""
    facts = {"what": of.word, "people": of.word, "categories": of.word}
    breach = Breach.note("CARRIER", known_at=of.at, actor="test", at=of.at, **facts)
    letter = BreachLetter.write(
        breach, readers="MEMBERS", addresses="", text_nl=of.word, text_en=of.word, actor="test", at=of.at
    )
    of.add(breach=breach.pk, breach_letter=letter.pk)
    article, published = articles.draft(title_nl=of.word), articles.published()
    of.add(article=article.pk, article_version=1, slug=published.slug_nl)
    draft = Checklist.draft(of.word, actor="test", at=of.at)
    trial = EditionTrial.begin(draft, by=members.user(staff_role="manager"), at=of.at)
    of.add(edition=draft.pk, trial=trial.pk)
    campaign, _fresh = Campaign.objects.get_or_create(
        checklist=draft, defaults={"codes": ["ID-03"], "announced_at": of.at, "deadline_at": of.at}
    )
    text = StandardText.objects.create(name=of.word, text_nl=of.word, text_en=of.word)
    flagger = TrustedFlagger.admit(of.word, ground=of.word, actor="test", at=LONG_AGO)
    of.add(campaign=campaign.pk, standard_text=text.pk, flagger=flagger.pk)
    audits.draw(now=of.at)
    stumble = Stumble.objects.create(sweep=of.word, subject_id=7, times=5, last_at=of.at)
    event = outbox.record("test.stuck", subject=of.owner, actor="test", at=of.at)
    delivery = Delivery.objects.create(
        event=event, reaction="members.reactions.confirm", attempts=5, next_attempt_at=of.at, quarantined_at=of.at,
        last_error=of.word,
    )  # fmt: skip
    of.add(audit_draw=AuditDraw.objects.latest("pk").pk, stumble=stumble.pk, delivery=delivery.pk)


def _last_part(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rpartition("/")[2]
