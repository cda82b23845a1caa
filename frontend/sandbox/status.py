"""One line per integration: live, sandbox or off; how old the queue is; what time it is here."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from frontend.access import HouseRequest, visitor
from keurmerk import clock, copies
from keurmerk.calendar import AMSTERDAM
from keurmerk.models import Beat, Delivery, PublishedCopy, SentLetter, Stumble

LIVE, SANDBOX, OFF = "live", "sandbox", "off"


def integrations() -> list[tuple[str, str]]:
    """Which vendor is behind each role now. Without credentials the sandbox has a visible stand-in."""
    stand_in = SANDBOX if settings.SANDBOX else OFF
    return [
        ("Postmark", LIVE if settings.POSTMARK_SERVER_TOKEN else stand_in),
        ("Postmark inbound", LIVE if settings.POSTMARK_INBOUND_SECRET and settings.INBOUND_DOMAIN else OFF),
        ("Postmark domains", {"postmark": LIVE, "sandbox": SANDBOX}.get(settings.DOMAIN_PROVIDER, OFF)),
        ("DNS", LIVE if settings.DNS_PROVIDER == "dnspython" else SANDBOX),
        ("Mailchimp", LIVE if settings.MAILCHIMP_API_KEY else OFF),
        ("Mollie", LIVE if settings.PAYMENT_PROVIDER == "mollie" else stand_in),
        ("Bird", {"bird": LIVE, "fake": SANDBOX}.get(settings.TEXT_PROVIDER, OFF)),
        ("Committee", LIVE if settings.COMMITTEE_URL else OFF),
        ("Moneybird", LIVE if settings.MONEYBIRD_TOKEN else OFF),
        ("KvK", LIVE if settings.KVK_API_KEY else stand_in),
        ("VIES", LIVE if settings.VIES_ON else stand_in),
    ]


@visitor
def status(request: HouseRequest) -> HttpResponse:
    beat = Beat.objects.filter(name="queue").first()
    oldest = Delivery.objects.waiting().order_by("pk").values_list("next_attempt_at", flat=True).first()
    queue = [
        (_("Last sign of life of the queue"), f"{(clock.real() - beat.at).total_seconds():.0f} s" if beat else "–"),
        (_("Deliveries waiting"), Delivery.objects.waiting().count()),
        (
            _("Oldest delivery waiting since"),
            oldest.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M") if oldest else "–",
        ),
        (_("Deliveries in quarantine"), Delivery.objects.quarantined().count()),
        (_("Rows that a sweep steps around"), Stumble.objects.count()),
        (_("Letters waiting"), SentLetter.objects.queued().count()),
        (_("Shops whose published files are behind"), PublishedCopy.objects.behind().count()),
        (_("Longest behind"), f"{copies.lag(clock.real()):.0f} s"),
    ]
    facts = {
        "integrations": integrations(),
        "queue": queue,
        "clock": f"{request.now.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}",
    }
    return render(request, "sandbox/status.html", facts)


urlpatterns = [path("status", status, name="status")]
