"""What stands in the side of each room, and for whom. Pages that do not exist are left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontend.roles import opens

Words = str | Promise


@dataclass(frozen=True)
class Link:
    """One entry: a URL name, its words and icon; `counted` says in words what the number beside it counts."""

    page: str
    words: Words
    icon: str = ""
    counted: Words = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Links under one heading; the first group of a room has none."""

    heading: Words
    links: tuple[Link, ...]


@dataclass(frozen=True)
class ShownLink:
    """A link as the template needs it. `current` is "page", "true" (a page below it) or empty."""

    url: str
    words: Words
    icon: str
    counted: Words
    count: int
    current: str


@dataclass(frozen=True)
class ShownGroup:
    """A heading and the links that remain for this visitor."""

    heading: Words
    links: list[ShownLink]


DASHBOARD = (
    Group(
        "",
        (
            Link("dashboard:home", _("Overview"), "house"),
            Link("dashboard:reviews", _("Reviews"), "star", _("without a reply")),
            Link("dashboard:invitations", _("Invitations"), "mail"),
            Link("dashboard:statistics", _("Figures"), "chart-column"),
            Link("dashboard:disputes", _("Disputes"), "scale", _("open")),
        ),
    ),
    Group(
        _("Trust mark"),
        (
            Link("dashboard:inspection", _("Inspection"), "shield-check", _("points open")),
            Link("dashboard:widgets", _("Widgets"), "code-xml"),
            Link("dashboard:invoices", _("Invoices"), "receipt-text", _("unpaid")),
            Link("dashboard:membership", _("Membership"), "badge-check"),
        ),
    ),
    Group(
        _("Settings"),
        (
            Link("dashboard:settings", _("Webshop"), "sliders-horizontal"),
            Link("dashboard:team", _("Team"), "users"),
            Link("dashboard:keys", _("API keys"), "key-round"),
            Link("dashboard:logbook", _("Logbook"), "history"),
        ),
    ),
)

DESK = (
    Group(
        "",
        (
            Link("desk:home", _("Today"), "house"),
            Link("desk:threads", _("Correspondence"), "mails", _("waiting")),
            Link("desk:applications", _("Applications"), "inbox", _("waiting"), ("inspector", "manager")),
            Link("desk:inspections", _("Inspections"), "shield-check", _("open"), ("inspector", "manager")),
            Link("desk:remedies", _("To mend"), "wrench", _("to decide"), ("inspector", "manager")),
            Link("desk:misuses", _("Misuse"), "shield-alert", _("to judge"), ("inspector", "manager")),
            Link("desk:reviews", _("Reviews"), "star", roles=("moderator", "manager")),
            Link("desk:notices", _("Notices"), "flag", _("waiting"), ("moderator", "manager")),
            Link("desk:disputes", _("Disputes"), "scale", _("open"), ("mediator", "manager")),
            Link("desk:invoices", _("Invoices"), "receipt-text", _("overdue"), ("finance", "manager")),
            Link("desk:objections", _("Objections"), "message-circle-question-mark", roles=("finance", "manager")),
            Link("desk:arrears", _("Arrears"), "hourglass", _("to decide"), ("finance", "manager")),
            Link("desk:money", _("Bank"), "landmark", _("waiting"), ("finance", "manager")),
            Link("desk:discounts", _("Discounts"), "badge-percent", roles=("finance", "manager")),
            Link("desk:figures", _("Figures"), "chart-column", roles=("finance", "manager")),
            Link("desk:members", _("Members"), "store"),
            Link("desk:articles", _("News and guides"), "newspaper", roles=("moderator", "manager")),
            Link("desk:quarantine", _("Quarantine"), "mail-warning", _("waiting"), ("moderator", "manager")),
        ),
    ),
    Group(
        _("House"),
        (
            Link("desk:mark_complaints", _("Complaints about us"), "message-square-warning", roles=("manager",)),
            Link("desk:changes", _("Changes of company and owner"), "arrow-left-right", roles=("manager",)),
            Link("desk:audit", _("Who did what"), "history", roles=("manager",)),
            Link("desk:data_audits", _("Audits by members"), "file-search", roles=("manager",)),
            Link("desk:breaches", _("Data breaches"), "shield-off", roles=("manager",)),
            Link("desk:campaigns", _("Changes of the requirements"), "megaphone", roles=("manager",)),
            Link("desk:editions", _("Editions of the checklist"), "list-checks", roles=("manager",)),
            Link("desk:partners", _("Partners"), "handshake", roles=("manager",)),
            Link("desk:components", _("Components"), "blocks"),
        ),
    ),
)

FOOTER = (
    Group(
        _("For consumers"),
        (
            Link("public:register", _("Find a webshop")),
            Link("public:for_consumers", _("Problem with an order?")),
            Link("public:how_reviews_work", _("How we check reviews")),
            Link("public:verify", _("Check a certificate")),
            Link("public:misuse", _("Known misuse")),
            Link("public:guides", _("Guides")),
        ),
    ),
    Group(
        _("For webshops"),
        (
            Link("public:for_shops", _("Join")),
            Link("public:how_inspection_works", _("How we inspect")),
            Link("public:prices", _("Prices")),
            Link("public:help", _("Help")),
            Link("public:code_of_conduct", _("Code of conduct")),
            Link("api_docs", _("Developers")),
        ),
    ),
    Group(
        _("About us"),
        (
            Link("public:contact", _("Contact")),
            Link("public:news", _("News")),
            Link("public:transparency", _("Transparency report")),
            Link("public:terms", _("Terms and conditions")),
            Link("public:privacy", _("Privacy")),
            Link("consumer:your_data_ask", _("Your data")),
            Link("public:partners", _("Partners")),
            Link("public:sub_processors", _("Sub-processors")),
            Link("public:processing", _("Processing register")),
            Link("public:accessibility", _("Accessibility")),
        ),
    ),
)

# Who applies has no shop to look at yet.
APPLICANT = (
    Group(
        "",
        (
            Link("dashboard:application", _("Your application"), "clipboard-list"),
            Link("dashboard:start", _("Your webshops"), "store"),
            Link("public:code_of_conduct", _("Code of conduct"), "scroll-text"),
        ),
    ),
)

ROOMS = {"dashboard": DASHBOARD, "applicant": APPLICANT, "desk": DESK}

# Pages that belong together: on each of them the others are a tab. The side shows the first alone.
TABS = {
    "dashboard": (
        Group(
            _("Reviews"),
            (
                Link("dashboard:reviews", _("Shop reviews")),
                Link("dashboard:product_reviews", _("Product reviews")),
                Link("dashboard:notices", _("Moderation")),
                Link("dashboard:reply_templates", _("Standard texts")),
                Link("dashboard:review_transfer", _("Export and import")),
                Link("dashboard:review_settings", _("E-mails")),
            ),
        ),
        Group(
            _("Invitations"),
            (
                Link("dashboard:invitations", _("Orders")),
                Link("dashboard:order_imports", _("List from a file")),
                Link("dashboard:order_mails", _("Copied order mails")),
                Link("dashboard:invitation_links", _("Link and QR code")),
                Link("dashboard:text_messages", _("Text messages")),
                Link("dashboard:invitation_letter", _("Letter")),
                Link("dashboard:sender", _("Sender")),
                Link("dashboard:coverage", _("Coverage")),
            ),
        ),
        Group(
            _("Inspection"),
            (
                Link("dashboard:inspection", _("Inspection")),
                Link("dashboard:remedies", _("To mend, and what changed")),
            ),
        ),
        Group(
            _("Webshop"),
            (
                Link("dashboard:settings", _("Webshop")),
                Link("dashboard:company_change", _("Change of company")),
                Link("dashboard:handover", _("Hand over the webshop")),
            ),
        ),
        Group(
            _("API keys"),
            (
                Link("dashboard:keys", _("Plugin")),
                Link("dashboard:api_keys", _("Our own API")),
                Link("dashboard:webhooks", _("Webhooks")),
            ),
        ),
    ),
    "desk": (
        Group(
            _("Notices"),
            (
                Link("desk:notices", _("Notices")),
                Link("desk:appeals", _("Appeals")),
                Link("desk:suspicions", _("Suspicion")),
                Link("desk:corrections", _("Corrected scores")),
                Link("desk:flaggers", _("Trusted flaggers"), roles=("manager",)),
            ),
        ),
        Group(
            _("Disputes"),
            (
                Link("desk:disputes", _("Disputes")),
                Link("desk:dispute_figures", _("Disputes in figures"), roles=("manager",)),
            ),
        ),
        Group(
            _("Figures"),
            (
                Link("desk:figures", _("Figures")),
                Link("desk:supplies", _("Intra-community supplies")),
                Link("desk:books", _("For the accountant")),
            ),
        ),
    ),
}


def tabs(room: str, request: HttpRequest | None, counts: Mapping[str, int]) -> ShownGroup | None:
    """The group of tabs that this page is one of; nothing where it stands alone, or would be the only one."""
    here = getattr(getattr(request, "resolver_match", None), "view_name", "")
    shop = getattr(request, "shop", None)
    arguments = {"shop_id": shop.pk} if room == "dashboard" and shop else {}
    for group in TABS.get(room, ()):
        if here in {link.page for link in group.links}:
            allowed = [link for link in group.links if _is_open(link, request)]
            links = _resolve(allowed, request.path if request else "", arguments, counts)
            return ShownGroup(group.heading, links) if len(links) > 1 else None
    return None


def show(room: str, request: HttpRequest | None, counts: Mapping[str, int]) -> list[ShownGroup]:
    """The room's groups for this visitor: links of other roles and pages that do not exist left out."""
    path = request.path if request else ""
    shop = getattr(request, "shop", None)
    arguments = {"shop_id": shop.pk} if room == "dashboard" and shop else {}
    groups = []
    for group in ROOMS[room]:
        allowed = [link for link in group.links if _is_open(link, request)]
        groups.append(ShownGroup(group.heading, _resolve(allowed, path, arguments, counts)))
    return _mark_closest([group for group in groups if group.links], _entry(room, request, arguments) or path)


def _is_open(link: Link, request: HttpRequest | None) -> bool:
    """To this person at the desk, or to this seat in the shop."""
    role = getattr(getattr(request, "user", None), "staff_role", "")
    seat = getattr(request, "seat", None)
    return (not link.roles or role in link.roles) and (seat is None or opens(link.page, seat))


def _entry(room: str, request: HttpRequest | None, arguments: Mapping[str, Any]) -> str:
    """The address under which a tab stands in the side: that of the first page of its group."""
    here = getattr(getattr(request, "resolver_match", None), "view_name", "")
    group = next((group for group in TABS.get(room, ()) if here in {link.page for link in group.links}), None)
    first = next((link for link in group.links if _is_open(link, request)), None) if group else None
    return reverse(first.page, kwargs=dict(arguments)) if first else ""


def footer() -> list[dict[str, Any]]:
    """Headings with their links, for the foot of public pages."""
    shown = (ShownGroup(group.heading, _resolve(group.links, "", {}, {})) for group in FOOTER)
    return [{"heading": group.heading, "links": group.links} for group in shown if group.links]


def _resolve(
    links: Iterable[Link], path: str, arguments: Mapping[str, Any], counts: Mapping[str, int]
) -> list[ShownLink]:
    shown = []
    for link in links:
        try:
            url = reverse(link.page, kwargs=dict(arguments))
        except NoReverseMatch:
            continue
        current = "page" if url == path else ""
        shown.append(ShownLink(url, link.words, link.icon, link.counted, counts.get(link.page, 0), current))
    return shown


def _mark_closest(groups: list[ShownGroup], path: str) -> list[ShownGroup]:
    """A page below a link (one review below Reviews) lights the longest link it starts with."""
    links = [link for group in groups for link in group.links]
    if any(link.current for link in links):
        return groups
    below = [link for link in links if path.startswith(link.url)]
    closest = max(below, key=lambda link: len(link.url), default=None)
    return [
        ShownGroup(group.heading, [_below(link) if link is closest else link for link in group.links])
        for group in groups
    ]


def _below(link: ShownLink) -> ShownLink:
    return ShownLink(link.url, link.words, link.icon, link.counted, link.count, "true")
