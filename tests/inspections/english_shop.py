"""A shop of its own make, in English: a potter who sells to the whole of Europe from Gouda."""

from inspections.sandbox.server import Content

_FOOT = """<footer><p>Clay &amp; Tide is a trading name of Getij Keramiek B.V., Turfsingel 27, 2802 BC Gouda, the
Netherlands. Phone: +31 182 00 12 34. Email: <a href="mailto:hello@clayandtide.example">hello@clayandtide.example</a>.
Chamber of Commerce: 00000293. VAT ID: NL999999990B01.</p>
<p><a href="/terms">Terms and conditions</a> <a href="/privacy">Privacy statement</a> <a href="/cookies">Cookies</a>
<a href="/returns">Returns and withdrawal</a> <a href="/withdraw">Withdraw from contract here</a>
<a href="/shipping">Shipping and payment</a> <a href="/complaints">Complaints</a> <a href="/contact">Contact</a>
<a href="/accessibility">Accessibility</a></p>
<p>We accept iDEAL, Visa, Mastercard and payment by invoice, and deliver to the Netherlands, Belgium and Germany. All
prices include VAT.</p></footer>"""


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title} - Clay &amp; Tide</title></head><body><header>'
        '<a href="/">Clay &amp; Tide</a> <a href="/products/salt-bowl">Salt bowl</a> <a href="/cart">Basket</a></header>'
        f"<main><h1>{title}</h1>{body}</main>{_FOOT}</body></html>"
    )


ENGLISH: dict[str, Content] = {
    "/robots.txt": "User-agent: *\nAllow: /\n",
    "/": _page(
        "Stoneware from Gouda",
        "<p>Bowls, cups and plates, thrown by hand and fired twice. Ordered before noon, sent the same day.</p>",
    ),
    "/products/salt-bowl": _page(
        "Salt bowl",
        "<p>A bowl of grey stoneware, 14 cm across, glazed inside. Safe in the dishwasher. € 34.00 including VAT,"
        " € 5.50 shipping. Delivered in 2 to 4 working days.</p><p>Manufacturer: Getij Keramiek B.V., Turfsingel 27,"
        " 2802 BC Gouda, hello@clayandtide.example.</p><form action='/cart'><button>Add to basket</button></form>",
    ),
    "/cart": _page(
        "Basket",
        "<p>1 × Salt bowl, € 34.00. Shipping € 5.50. Total € 39.50 including VAT.</p>"
        "<p><a href='/checkout'>Checkout</a></p>",
    ),
    "/checkout": _page(
        "Checkout",
        "<p>1 × Salt bowl, € 34.00. Shipping € 5.50. Total € 39.50 including VAT. <a href='/cart'>Change</a></p>"
        "<form method='post'><p><label>Name <input name='name'></label></p><p><label>Address <input name='address'>"
        "</label></p><p><label>Email <input name='email'></label></p><p><label><input type='radio' name='pay'> iDEAL"
        "</label> <label><input type='radio' name='pay'> Pay later by invoice</label></p>"
        "<p><label><input type='checkbox' name='news'> Send me the newsletter</label></p><p>Our <a href='/terms'>terms"
        " and conditions</a> apply to your order. You have a legal guarantee on every product.</p>"
        "<p><button>Order with obligation to pay</button></p></form>",
    ),
    "/shipping": _page(
        "Shipping and payment",
        "<p>Delivery takes 2 to 4 working days. Shipping costs € 5.50 in the Netherlands, € 8.00 in Belgium and € 9.50"
        " in Germany. Pay with iDEAL, Visa, Mastercard, or afterwards by invoice. We charge nothing for any of these.</p>",
    ),
    "/contact": _page(
        "Contact",
        "<p>Getij Keramiek B.V., trading as Clay &amp; Tide</p><p>Turfsingel 27, 2802 BC Gouda</p>"
        "<p>Phone: +31 182 00 12 34, on working days from 9 to 17</p><p>Email: hello@clayandtide.example</p>"
        "<p>Chamber of Commerce: 00000293</p><p>VAT ID: NL999999990B01</p>",
    ),
    "/complaints": _page(
        "Complaints",
        "<p>Something wrong? Email hello@clayandtide.example. We answer every complaint within 14 days. If it takes"
        " longer, we tell you within 14 days when you will have our answer.</p><p>If we cannot settle it together, you"
        " can take the dispute to Keurtegel for mediation free of charge, and after that to the Geschillencommissie"
        " Keurtegel.</p>",
    ),
    "/returns": _page(
        "Returns and withdrawal",
        "<p>You may withdraw from your order within 14 days of receiving it, without giving any reason.</p><p>Use the"
        " button <a href='/withdraw'>Withdraw from contract here</a>, send us an email or fill in the model withdrawal"
        " form in our terms: any unambiguous statement will do. We confirm receipt of your withdrawal by email at once.</p>"
        "<p>Send the goods back within 14 days of your notice. You pay the costs of sending back, about € 7.</p>"
        "<p>We refund everything you paid, standard delivery included, within 14 days of your withdrawal, with the same"
        " means of payment. We may wait until we have the goods or proof that you sent them.</p>"
        "<p>You may unpack and inspect the goods as you would in a shop.</p>",
    ),
    "/withdraw": _page(
        "Withdraw from contract here",
        "<form method='post'><p><label>Name <input name='name'></label></p><p><label>Order number <input name='order'>"
        "</label></p><p><label>Email <input name='email'></label></p><p><button>Confirm withdrawal</button></p></form>",
    ),
    "/cookies": _page(
        "Cookies",
        "<p>We place one cookie: it remembers your basket for 7 days. It is necessary for the shop to work. We place no"
        " cookies for advertising and follow nobody.</p>",
    ),
    "/accessibility": _page(
        "Accessibility",
        "<p>Our shop follows WCAG 2.1 at level AA. Something you cannot use? Email us and we mend it.</p>",
    ),
    "/privacy": _page(
        "Privacy statement",
        "<p>Last updated: 1 July 2026.</p><p>Getij Keramiek B.V., Turfsingel 27, 2802 BC Gouda,"
        " hello@clayandtide.example, is the controller of your personal data.</p><h2>What we use and why</h2>"
        "<p>Your name, address and email address to deliver your order: performance of the contract. Your invoice for"
        " our bookkeeping: legal obligation. Your email address for the newsletter, only with your consent. To prevent"
        " fraud we keep failed payments: our legitimate interest is not to bear the loss of false orders.</p>"
        "<h2>Who receives it</h2><p>We share your data with PostNL for delivery, Mollie for payment and our hosting"
        " company in the Netherlands. After your order we share your name, email address and order number with Keurtegel,"
        " which uses them to send you a personal invitation to review us. Your data stay within the European Union.</p>"
        "<h2>How long</h2><p>We keep invoices for 7 years, your account until 2 years after your last order, and"
        " questions for 1 year.</p><h2>Your rights</h2><p>You have the right of access, rectification, erasure,"
        " restriction of processing, objection and data portability. You can withdraw your consent at any time; every"
        " newsletter has a link to unsubscribe. You can lodge a complaint with the Autoriteit Persoonsgegevens, the"
        " Dutch supervisory authority.</p><p>You must give your name, address and email address to order; without them"
        " we cannot deliver. When you pay later by invoice, the payment service checks your creditworthiness.</p>",
    ),
    "/terms": _page(
        "Terms and conditions",
        "<p>Version 2, last updated on 1 July 2026.</p><h2>1. Who we are</h2><p>Getij Keramiek B.V., trading as Clay"
        " &amp; Tide, Turfsingel 27, 2802 BC Gouda. Phone: +31 182 00 12 34. Email: hello@clayandtide.example. Chamber of"
        " Commerce: 00000293. VAT ID: NL999999990B01.</p><h2>2. Ordering</h2><p>Prices are in euros and include VAT. The"
        " contract is concluded when you press the last button of the checkout. We confirm your order by email at once,"
        " with these terms attached.</p><h2>3. Delivery</h2><p>We deliver within 30 days unless we agree on another term."
        " If we fail, you may dissolve the contract. The risk of damage or loss is ours until you receive the goods.</p>"
        "<h2>4. Right of withdrawal</h2><p>You may withdraw from your order within 14 days without giving any reason. The"
        " period starts the day after you receive the goods, and with an order in parts the day after the last part."
        " Withdrawing is easiest with the button “Withdraw from contract here” at the foot of every page; the model form"
        " below or any other unambiguous statement will do. We send an acknowledgement of receipt at once.</p><p>Send the"
        " goods back within 14 days of your notice, at your own cost. We refund everything you paid, standard delivery"
        " included, within 14 days of your withdrawal, with the same means of payment.</p><p>Goods made to your"
        " specifications are excepted.</p><h2>5. Guarantee</h2><p>Goods must conform to the contract: the legal guarantee"
        " applies. A guarantee of ours does not affect your statutory rights.</p><h2>6. Complaints</h2><p>Email"
        " hello@clayandtide.example. We answer complaints within 14 days. Disputes can be taken to Keurtegel for"
        " mediation, and after that to the Geschillencommissie Keurtegel.</p><h2>7. Law</h2><p>Dutch law applies. If you"
        " live in another country, you keep the protection of that country's mandatory rules.</p><h2>Model withdrawal"
        " form</h2><p>To Getij Keramiek B.V., Turfsingel 27, 2802 BC Gouda, hello@clayandtide.example: I/We (*) hereby"
        " give notice that I/We (*) withdraw from my/our (*) contract of sale of the following goods (*). Ordered on (*)/"
        "received on (*). Name of consumer(s). Address of consumer(s). Signature of consumer(s) (only if this form is"
        " notified on paper). Date. (*) Delete as appropriate.</p>",
    ),
}
