"""Mails as shops' systems and other people send them, with what they are: the labelled set of the recognition.

The shop is Fietsgoed (fietsgoed.example, info@fietsgoed.example); its address for copies is never among the addressees,
for it stands in BCC. `None` is: this is no order, and must not become one.
"""

import base64
import quopri
from dataclasses import dataclass
from decimal import Decimal

OURS = "orders+0123456789abcdef0123@orders.keurtegel.example"


@dataclass(frozen=True)
class Label:
    """What a person sees in the mail."""

    email: str
    number: str
    name: str = ""
    language: str = ""
    total: Decimal | None = None


@dataclass(frozen=True)
class Sample:
    """A mail of this name, as bytes, and what it is."""

    name: str
    raw: bytes
    label: Label | None


SAMPLES: list[Sample] = []


def add(
    name: str,
    subject: str,
    text: str = "",
    *,
    label: Label | None = None,
    html: str = "",
    to: str = "Sanne de Koning <sanne@example.com>",
    sender: str = "Fietsgoed <info@fietsgoed.example>",
    charset: str = "utf-8",
    encoding: str = "8bit",
    headers: str = "",
) -> None:
    """One sample: plain, HTML or both."""
    head = f"From: {sender}\nTo: {to}\nSubject: {subject}\nMessage-ID: <{name}@fietsgoed.example>\n{headers}MIME-Version: 1.0\n"
    parts = [(kind, words) for kind, words in (("plain", text), ("html", html)) if words]
    if len(parts) == 1:
        body = _part(*parts[0], charset, encoding)
    else:
        inner = "".join(f"--b1\n{_part(kind, words, charset, encoding)}\n" for kind, words in parts)
        body = f"Content-Type: multipart/alternative; boundary=b1\n\n{inner}--b1--\n"
    SAMPLES.append(Sample(name, (head + body).encode(charset, "replace"), label))


def _part(kind: str, words: str, charset: str, encoding: str) -> str:
    head = f"Content-Type: text/{kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    if encoding == "base64":
        return head + base64.encodebytes(words.encode(charset)).decode()
    if encoding == "quoted-printable":
        return head + quopri.encodestring(words.encode(charset)).decode()
    return head + words + "\n"


SANNE = "sanne@example.com"
NL = {"name": "Sanne de Koning", "language": "nl"}
EN = {"name": "Sanne de Koning", "language": "en"}


def table(rows: list[tuple[str, str]]) -> str:
    return "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows) + "</table>"


# --- WooCommerce ---------------------------------------------------------------------------------
add(
    "woo-nl",
    "Je Fietsgoed bestelling is ontvangen!",
    html=(
        "<style>p{color:red}</style><h1>Bedankt voor je bestelling</h1><p>Hallo Sanne,</p><p>Even ter bevestiging &ndash; we hebben je bestelling "
        "#40871 ontvangen, deze wordt nu verwerkt:</p><h2>[Bestelling #40871] (2 maart 2026)</h2>"
        + table(
            [
                ("Product", "Prijs"),
                ("Fietsbel", "&euro;&nbsp;12,50"),
                ("Subtotaal:", "&euro;&nbsp;12,50"),
                ("Verzending:", "&euro;&nbsp;4,95"),
                ("Betaalmethode:", "iDEAL"),
                ("Totaal:", "&euro;&nbsp;17,45 <small>(inclusief &euro;&nbsp;3,03 BTW)</small>"),
            ]
        )
        + "<p>Bedankt voor het winkelen bij fietsgoed.example!</p>"
    ),
    label=Label(SANNE, "40871", total=Decimal("17.45"), **NL),
    encoding="quoted-printable",
)
add(
    "woo-en",
    "Your Fietsgoed order has been received!",
    html=(
        "<h1>Thank you for your order</h1><p>Hi Sanne,</p><p>Just to let you know &mdash; we've received your order #40872, and it is now being processed:</p>"
        "<h2>[Order #40872] (March 2, 2026)</h2>"
        + table([("Subtotal:", "&euro;12.50"), ("Total:", "&euro;17.45")])
        + "<p>Thanks for shopping with us.</p>"
    ),
    label=Label(SANNE, "40872", total=Decimal("17.45"), **EN),
)
add(
    "woo-plain",
    "Je Fietsgoed bestelling is ontvangen!",
    (
        "Bedankt voor je bestelling\n\nHallo Sanne,\n\nWe hebben je bestelling #40873 ontvangen en gaan voor je aan het werk.\n\n"
        "[Bestelling #40873] (2 maart 2026)\n\nFietsbel X 1 = € 12,50\n\n==========\n\nSubtotaal: € 12,50\nTotaal: € 12,50\n\n"
        "Factuuradres\nSanne de Koning\nDorpsstraat 1\n0612345678\nsanne@example.com"
    ),
    label=Label(SANNE, "40873", total=Decimal("12.50"), **NL),
)
add(
    "woo-admin",
    "[Fietsgoed]: Nieuwe bestelling #40874",
    (
        "Nieuwe bestelling: #40874\n\nJe hebt de volgende bestelling van Sanne de Koning ontvangen:\n\n[Bestelling #40874] (2 maart 2026)\n"
        "Totaal: € 99,00\n\nFactuuradres\nSanne de Koning\nE-mailadres: sanne@example.com\nTelefoon: 06-12345678"
    ),
    to="info@fietsgoed.example",
    headers="Reply-To: Sanne de Koning <sanne@example.com>\n",
    label=Label(SANNE, "40874", total=Decimal("99.00"), **NL),
)
add(
    "woo-admin-private",
    "[Fietsgoed]: New order #40875",
    (
        "You've received the following order from Sanne de Koning:\n\n[Order #40875] (March 2, 2026)\nTotal: €20.00\nThank you and good luck with the order"
    ),
    to="piet.eigenaar@mail.example",
    sender="WordPress <wordpress@fietsgoed.example>",
    label=None,
)
add(
    "woo-on-hold",
    "Je Fietsgoed bestelling is ontvangen!",
    (
        "Bedankt voor je bestelling\n\nHoi Sanne,\nBedankt voor je bestelling. Hij staat in de wacht tot we de betaling hebben ontvangen.\n"
        "Bestelling #40876 (2 maart 2026)\nTotaal: € 8,00"
    ),
    label=Label(SANNE, "40876", total=Decimal("8.00"), **NL),
)
add(
    "woo-completed",
    "Je Fietsgoed bestelling is nu afgerond en verzonden",
    "Hoi Sanne,\nWe hebben je bestelling #40876 verzonden.",
)
add(
    "woo-cancelled",
    "[Fietsgoed]: bestelling #40877 is geannuleerd",
    "Bestelling #40877 van Sanne de Koning is geannuleerd.",
    to="info@fietsgoed.example",
)
add(
    "woo-invoice",
    "Factuur voor bestelling #40878 bij Fietsgoed",
    "Hallo Sanne,\nHier zijn de details van je bestelling van 2 maart 2026:\n[Bestelling #40878]\nTotaal: € 8,00",
)

# --- Magento -------------------------------------------------------------------------------------
add(
    "magento-en",
    "Your Fietsgoed order confirmation",
    html=(
        "<div style='display:none'>Order 99999 preview</div><p class='greeting'>Sanne de Koning,</p><p>Thank you for your order from Fietsgoed. Once your package ships we will send you a "
        "tracking number. You can check the status of your order by logging into your account.</p><h1>Your Order <span>#000000123</span></h1><p>Placed on Mar 2, 2026, 9:00:00 AM</p>"
        + table([("Subtotal", "€40.00"), ("Shipping &amp; Handling", "€5.00"), ("Grand Total (Incl.Tax)", "€45.00")])
    ),
    label=Label(SANNE, "000000123", total=Decimal("45.00"), **EN),
)
add(
    "magento-nl",
    "Orderbevestiging Fietsgoed",
    (
        "Beste Sanne de Koning,\n\nHartelijk dank voor uw bestelling bij Fietsgoed. Zodra uw pakket is verzonden ontvangt u van ons een e-mail.\n\n"
        "Uw bestelnummer is 100000456.\n\nSubtotaal  € 40,00\nTotaal (incl. btw)  € 45,00\n"
    ),
    to="sanne@example.com",
    label=Label(SANNE, "100000456", total=Decimal("45.00"), **NL),
)
add(
    "magento-shipment",
    "Your Fietsgoed order has shipped",
    "Thank you for your order from Fietsgoed.\nYour Shipment #000000009 for Order #000000123",
)

# --- Shopify -------------------------------------------------------------------------------------
add(
    "shopify-en",
    "Order #1001 confirmed",
    (
        "Thank you for your purchase!\n\nHi Sanne, we're getting your order ready to be shipped. We will notify you when it has been sent.\n\nView your order: https://fietsgoed.example/1\n\n"
        "Order summary\nBell × 1  €12.50\nSubtotal €12.50\nShipping €0.00\nTotal €12.50 EUR\n\nIf you have any questions, reply to this email"
    ),
    label=Label(SANNE, "1001", total=Decimal("12.50"), **EN),
)
add(
    "shopify-nl",
    "Bestelling #1002 bevestigd",
    (
        "Bedankt voor je aankoop!\n\nHoi Sanne, we maken je bestelling klaar voor verzending. We laten het je weten wanneer deze is verzonden.\n\n"
        "Overzicht van bestelling\nFietsbel × 1 € 12,50\nSubtotaal € 12,50\nTotaal € 12,50\n"
    ),
    label=Label(SANNE, "1002", total=Decimal("12.50"), **NL),
    encoding="base64",
)
add(
    "shopify-staff",
    "[Fietsgoed] Order #1003 placed by Sanne de Koning",
    (
        "Hello Fietsgoed,\nSanne de Koning placed order #1003 on Mar 02 at 10:00 AM.\nTotal €12.50\nEmail: sanne@example.com\n"
    ),
    to="Fietsgoed <shop@fietsgoed.example>",
    sender="Fietsgoed (Shopify) <mailer@shopify.example>",
    label=Label(SANNE, "1003", total=Decimal("12.50")),
)
add(
    "shopify-cart",
    "Je hebt iets vergeten: je winkelwagen wacht",
    "Hoi Sanne,\nJe winkelwagen staat nog klaar. Rond je bestelling #1004 af.",
)
add("shopify-refund", "Refund notification for order #1001", "Total amount refunded: €12.50")
add("shopify-delivery", "A shipment from order #1001 is on the way", "Your order is on the way. Track your shipment.")

# --- Lightspeed, PrestaShop, CCV, Shopware, MijnWebwinkel -----------------------------------------
add(
    "lightspeed-nl",
    "Bevestiging van je bestelling ORD00123",
    (
        "Geachte heer/mevrouw De Koning,\n\nBedankt voor uw bestelling bij Fietsgoed.\n\nOrdernummer: ORD00123\nDatum: 02-03-2026\nKlantnummer: 88120\n\n"
        "Totaal excl. btw: € 33,06\nBtw 21%: € 6,94\nTotaal incl. btw: € 40,00\n\nFietsgoed - KvK 87712105 - Tel. 038 123 45 67"
    ),
    label=Label(SANNE, "ORD00123", total=Decimal("40.00"), **NL),
)
add(
    "lightspeed-en",
    "Order confirmation ORD00124",
    (
        "Dear Sanne,\n\nThank you for your order with Fietsgoed.\n\nOrder number: ORD00124\nCustomer number: 88120\nInvoice number: INV0099\n\nTotal: €40.00\n"
    ),
    label=Label(SANNE, "ORD00124", total=Decimal("40.00"), **EN),
)
add(
    "prestashop-en",
    "[Fietsgoed] Order confirmation",
    html=(
        "<p>Hi Sanne de Koning,</p><p>Thank you for shopping on Fietsgoed!</p><h3>Order details</h3><p>Order: XKBKNABJK Placed on 02/03/2026 10:00:00</p><p>Payment: iDEAL</p>"
        + table([("Products", "€35.00"), ("Shipping", "€5.00"), ("Total paid", "€40.00")])
    ),
    label=Label(SANNE, "XKBKNABJK", total=Decimal("40.00"), **EN),
)
add(
    "prestashop-nl",
    "[Fietsgoed] Bevestiging bestelling",
    (
        "Hallo Sanne de Koning,\n\nBedankt voor uw bestelling bij Fietsgoed. De gegevens van uw bestelling vindt u hieronder.\n\nBestelreferentie: QWERTYUIO geplaatst op 02-03-2026\n"
        "Betaling: iDEAL\n\nTotaal betaald: € 40,00\n"
    ),
    label=Label(SANNE, "QWERTYUIO", **NL),
)
add(
    "ccv-nl",
    "Uw bestelling bij Fietsgoed (ordernummer 7781)",
    (
        "Beste Sanne de Koning,\n\nWij hebben uw bestelling in goede orde ontvangen en danken u hiervoor.\n\nOrdernummer: 7781\nTotaalbedrag: € 1.249,95\n"
    ),
    label=Label(SANNE, "7781", total=Decimal("1249.95"), **NL),
)
add(
    "shopware-nl",
    "Je bestelling bij Fietsgoed",
    (
        "Beste Sanne de Koning,\n\nBedankt voor je bestelling bij Fietsgoed (nummer: 10045) op 02-03-2026.\n\nBestelnummer: 10045\n\nTotaal: 25,00 EUR\n"
    ),
    label=Label(SANNE, "10045", **NL),
)
add(
    "mijnwebwinkel",
    "Bestelbevestiging W2026-0012",
    (
        "Dag Sanne,\n\nDank je wel voor je bestelling. Je bestelnummer is W2026-0012.\nWe gaan meteen voor je aan de slag, het pakket komt met PostNL.\nTe betalen: € 25,00"
    ),
    label=Label(SANNE, "W2026-0012", total=Decimal("25.00"), **NL),
)
add(
    "plain-nl",
    "Bedankt voor je bestelling bij Fietsgoed",
    (
        "Hoi Sanne,\n\nLeuk dat je bij ons bestelt. We pakken het vandaag voor je in.\n\nBestelnummer: 1234567890\nBesteldatum: 02-03-2026\nBezorgadres: Dorpsstraat 1, 8011 AB Zwolle\nTotaal\n€ 25,00\n"
    ),
    label=Label(SANNE, "1234567890", total=Decimal("25.00"), **NL),
)
add(
    "plain-en",
    "Thanks for your order",
    "Dear Ms. De Koning,\n\nWe are packing it for you with care.\n\nYour order number is 55120.\n\nOrder total: € 25.00",
    label=Label(SANNE, "55120", total=Decimal("25.00"), **EN),
)
add(
    "body-only",
    "Fietsgoed",
    "Beste Sanne,\n\nBedankt voor je bestelling. Je ordernummer is 5512 en we gaan het voor je inpakken.\n",
    to="sanne@example.com",
    label=Label(SANNE, "5512", name="Sanne", language="nl"),
)
add(
    "cp1252",
    "Bevestiging van uw bestelling 5513",
    "Beste Zoë,\n\nBedankt voor uw bestelling bij ons. Het bestelnummer is 5513. Totaal: € 12,00\n",
    to="zoe@example.com",
    charset="cp1252",
    label=Label("zoe@example.com", "5513", name="Zoë", language="nl", total=Decimal("12.00")),
)
add(
    "encoded-subject",
    "=?utf-8?Q?Bedankt_voor_je_bestelling_=E2=80=93_5514?=",
    "Hallo,\nBestelnummer 5514. We hebben het voor je ingepakt met onze beste zorg, bij vragen bel je.",
    to="=?utf-8?B?Wm/DqyBkZSBXaXQ=?= <zoe@example.com>",
    label=Label("zoe@example.com", "5514", name="Zoë de Wit", language="nl"),
)
add(
    "comma-in-name",
    "Orderbevestiging 5515",
    "Bestelnummer: 5515",
    to='"Koning, Sanne de" <sanne@example.com>',
    label=Label(SANNE, "5515"),
)
add(
    "both-parts",
    "Order confirmation",
    "Thank you for your order. Order number: 5516\nTotal: €5.00",
    html="<p>Thank you for your order.</p><p>Order number: <b>5516</b></p><p>Total: €5.00</p>",
    label=Label(SANNE, "5516", total=Decimal("5.00"), **EN),
)
add(
    "auto-generated",
    "Orderbevestiging 5517",
    "Bedankt voor je bestelling. Bestelnummer: 5517",
    headers="Auto-Submitted: auto-generated\n",
    label=Label(SANNE, "5517", **NL),
)
add(
    "discount-next-time",
    "Bedankt voor je bestelling! 10% korting op de volgende",
    "Hoi Sanne,\nBestelnummer: 5518\nWe hebben een cadeau voor je: 10% korting met code WELKOM10.",
    label=Label(SANNE, "5518", **NL),
)
add(
    "earlier-order-named",
    "Bevestiging van je bestelling",
    "Hoi Sanne,\nBestelnummer: 5519\nJe vorige bestelling 4400 was ook al zo leuk. We zijn er blij mee.",
    label=Label(SANNE, "5519", **NL),
)

# --- Traps ---------------------------------------------------------------------------------------
add(
    "two-numbers",
    "Orderbevestiging",
    "Bedankt voor je bestelling. Bestelnummer: 6001\nBestelnummer leverancier: 7\nOrdernummer: 6002",
    label=None,
)
add("two-customers", "Orderbevestiging 6003", "Bestelnummer: 6003", to="sanne@example.com, jan@example.com", label=None)
add("contradicting-parts", "Orderbevestiging", "Bestelnummer: 6004", html="<p>Bestelnummer: 6005</p>", label=None)
add("no-number", "Bedankt voor je bestelling", "We gaan aan de slag.", label=None)
add("own-test-order", "Bedankt voor je bestelling", "Bestelnummer: 6006", to="test@fietsgoed.example", label=None)
add(
    "supplier",
    "Orderbevestiging 6007",
    "Bedankt voor uw bestelling. Ordernummer: 6007\nE-mail: info@fietsgoed.example",
    to="info@fietsgoed.example",
    sender="Groothandel <sales@groothandel.example>",
    label=None,
)
add("year-and-date", "Bedankt voor je bestelling 2026", "Bestelling van 02-03-2026. Bel 038 123 45 67.", label=None)
add("quantity", "Bedankt voor je bestelling", "Je bestelling 100 stuks wordt gemaakt.", label=None)
add(
    "reply",
    "Re: Orderbevestiging 6008",
    "Klopt het adres wel?\n> Bestelnummer: 6008",
    sender="Sanne <sanne@example.com>",
    to="info@fietsgoed.example",
    label=None,
)
add(
    "forward",
    "Fwd: Orderbevestiging 6009",
    "---- Doorgestuurd ----\nAan: sanne@example.com\nBestelnummer: 6009",
    to=OURS,
    label=None,
)
add(
    "out-of-office",
    "Automatisch antwoord: Orderbevestiging 6010",
    "Ik ben er niet. Bestelnummer: 6010",
    sender="Sanne <sanne@example.com>",
    to="info@fietsgoed.example",
    label=None,
)
add(
    "auto-replied",
    "Orderbevestiging 6011",
    "Bedankt voor je bestelling. Bestelnummer: 6011",
    headers="Auto-Submitted: auto-replied\n",
    label=None,
)
add(
    "bounce",
    "Undelivered Mail Returned to Sender",
    "Orderbevestiging. Bestelnummer: 6012. To: sanne@example.com",
    sender="MAILER-DAEMON@mx.example",
    label=None,
)
add(
    "return-confirmed",
    "Bevestiging van je retour bij bestelling 6013",
    "Bedankt voor je bestelling. Bestelnummer: 6013",
    label=None,
)
add("cancel-confirmed", "Confirmation of your order cancellation", "Order number: 6014", label=None)
add("payment-failed", "Betaling mislukt voor bestelling 6015", "Bestelnummer: 6015", label=None)
add("payment-reminder", "Herinnering: je bestelling 6016 is nog niet betaald", "Bestelnummer: 6016", label=None)
add("review-request", "Wat vond je van bestelling 6017? Schrijf een review", "Bestelnummer: 6017", label=None)
add("newsletter", "Nieuwsbrief: nieuwe fietsen", "Bestel nu. Bestelnummer 6018 per telefoon.", label=None)
add("quote", "Offerte voor je bestelling 6019", "Bestelnummer: 6019", label=None)
add("welcome", "Welkom bij Fietsgoed", "Je account is klaar.", label=None)
add(
    "contact-form",
    "Vraag over bestelling 6020",
    "Bestelnummer: 6020",
    to="info@fietsgoed.example",
    headers="Reply-To: sanne@example.com\n",
    label=None,
)
add("pickup", "Je bestelling 6021 ligt klaar", "Bestelnummer: 6021. Bedankt voor je bestelling.", label=None)
add("changed", "Je bestelling 6022 is gewijzigd", "Bestelnummer: 6022", label=None)
add("german", "Bestellbestätigung 6023", "Vielen Dank für Ihre Bestellung. Bestellnummer: 6023", label=None)
add(
    "body-shipped",
    "Je pakket",
    "Bedankt voor je bestelling 6024. Hij is onderweg, volg hem met track & trace.",
    label=None,
)
SAMPLES.append(
    Sample(
        "nested-order",
        (
            b"From: Fietsgoed <info@fietsgoed.example>\nTo: sanne@example.com\nSubject: Hier is hij nog een keer\nMessage-ID: <nested@x>\nMIME-Version: 1.0\n"
            b"Content-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nZie de bijlage.\n--b1\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n"
            b"From: x@example.com\nTo: jan@example.com\nSubject: Orderbevestiging\n\nBedankt voor je bestelling. Bestelnummer: 6025\n--b1--\n"
        ),
        None,
    )
)
SAMPLES.append(
    Sample(
        "broken-mime",
        (
            b"From: Fietsgoed <info@fietsgoed.example>\nTo: sanne@example.com\nSubject: Orderbevestiging 6026\nMIME-Version: 1.0\n"
            b'Content-Type: multipart/mixed; boundary="b1\n\n--b1\nContent-Type: text/plain; charset=nonsense\nContent-Transfer-Encoding: base99\n\nBestelnummer: 6026\n--b2'
        ),
        Label(SANNE, "6026"),
    )
)
SAMPLES.append(
    Sample(
        "pdf-beside",
        (
            b"From: Fietsgoed <info@fietsgoed.example>\nTo: sanne@example.com\nSubject: Orderbevestiging 6027\nMIME-Version: 1.0\n"
            b"Content-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: text/plain\n\nBedankt voor je bestelling. Bestelnummer: 6027\n--b1\n"
            b"Content-Type: application/pdf\nContent-Disposition: attachment; filename=factuur.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjcK\n--b1--\n"
        ),
        Label(SANNE, "6027", language="nl"),
    )
)

# What Postmark tells of a mail with us in blind copy
TOKEN = "0123456789abcdef0123"
TOLD = {
    "From": "info@fietsgoed.example", "To": "Sanne <sanne@example.com>", "Subject": "Orderbevestiging 77",
    "OriginalRecipient": f"orders+{TOKEN}@orders.keurtegel.example", "MailboxHash": "", "MessageID": "m-1",
    "TextBody": "Bedankt voor je bestelling. Bestelnummer: 77", "HtmlBody": "",
    "ToFull": [{"Email": "sanne+shop@example.com", "Name": "Sanne", "MailboxHash": "shop"}],
    "Headers": [{"Name": "Message-ID", "Value": "<a@fietsgoed.example>"}],
}  # fmt: skip
