"""What a check of the shop's page found, in plain words: what there is, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keurmerk.outside.unreadable import HttpError, Unreadable

_PASTE = gettext_lazy("Paste the code of this page anew.")

THERE = {
    "element": gettext_lazy("Your %(what)s stands on the page."),
    "script": gettext_lazy("Our script, version %(version)s, is loaded."),
    "injected": gettext_lazy("A script of the page adds your %(what)s."),
    "picture": gettext_lazy("Our picture stands on the page with a link to your certificate."),
    "frame": gettext_lazy("Our frame for platforms without scripts stands on the page."),
    "sidebar": gettext_lazy("The side button of your plugin is loaded (sidebar.js)."),
    "rightly_gone": gettext_lazy("Nothing of ours stands on the page. That is right: it may not show the mark now."),
}
WRONG: dict[str, tuple[Any, Any]] = {  # code -> what is wrong, what to do
    "nothing": (
        gettext_lazy("We found no code of ours on this page."),
        gettext_lazy("Choose a widget here, and paste its code in your pages."),
    ),
    "tag_manager": (
        gettext_lazy("This page has a tag manager. What it adds, we do not see."),
        gettext_lazy("Open your page and look whether the widget is there."),
    ),
    "in_comment": (
        gettext_lazy("Our code stands in a comment of the page, so no browser shows it."),
        gettext_lazy("Take away the signs <!-- and --> around it."),
    ),
    "as_text": (
        gettext_lazy("Visitors see our code as text."),
        gettext_lazy("It was pasted in an editor for text. Paste it in the HTML source or in a block for HTML."),
    ),
    "no_script": (
        gettext_lazy("The widget is there, but its script is not."),
        gettext_lazy("Paste the first line of the code as well, the one with script. Some editors leave it out."),
    ),
    "no_element": (
        gettext_lazy("The script is there, but no widget."),
        gettext_lazy("Paste the second line of the code as well, where the widget must stand."),
    ),
    "no_number": (gettext_lazy("In %(what)s the number of your webshop is missing."), _PASTE),
    "other_shop": (
        gettext_lazy("%(what)s has the number of another webshop: %(number)s."),
        gettext_lazy("Paste the code of this page anew. It holds your own number."),
    ),
    "no_fallback": (
        gettext_lazy("In %(what)s the link with the picture is missing."),
        gettext_lazy("Without script, visitors see nothing now. Paste the whole code anew."),
    ),
    "wrong_link": (gettext_lazy("The link in %(what)s does not lead to your certificate."), _PASTE),
    "script_elsewhere": (
        gettext_lazy("The script comes from %(host)s and not from us."),
        gettext_lazy("We cannot answer for that copy. Paste the code of this page anew."),
    ),
    "script_version": (
        gettext_lazy("There is no version %(version)s of our script."),
        gettext_lazy("Paste the code anew: it asks for version %(pinned)s."),
    ),
    "script_insecure": (
        gettext_lazy("The script is asked for by http, which browsers refuse on a page with https."),
        _PASTE,
    ),
    "script_type": (
        gettext_lazy('The script has type %(type)s, and does nothing without type="module".'),
        gettext_lazy("Paste the first line anew. Does a plugin for speed change scripts? Make an exception for ours."),
    ),
    "script_integrity": (
        gettext_lazy("The integrity does not match version %(version)s of our script, so browsers refuse it."),
        gettext_lazy("Paste the first line anew, to the last sign."),
    ),
    "script_will_change": (
        gettext_lazy("The script follows improvements, and has an integrity that holds for today only."),
        gettext_lazy("At our next improvement browsers will refuse it. Choose one of the two and paste the code anew."),
    ),
    "sidebar_elsewhere": (
        gettext_lazy("Your plugin asks for its script at %(host)s and not with us."),
        gettext_lazy("Look in the settings of the plugin which address it has."),
    ),
    "unlinked": (
        gettext_lazy("Our picture %(what)s has no link to your certificate."),
        gettext_lazy("A seal that cannot be clicked proves nothing to your customers. Paste the code of this page."),
    ),
    "copied": (
        gettext_lazy("A copy of our picture stands on the page, without a link to your certificate."),
        gettext_lazy("A copy does not follow your standing, and proves nothing. Paste the code of this page instead."),
    ),
    "picture_still": (
        gettext_lazy("A copy of our picture stands on the page, with a link to your certificate."),
        gettext_lazy("Your score in it stands still. Paste the code of this page instead."),
    ),
    "blocked_script": (
        gettext_lazy("The policy of your page keeps our script out: %(directive)s (%(where)s)."),
        gettext_lazy("Add %(host)s to script-src in the Content-Security-Policy of your webshop. If it works with "
                     "nonces, give our script the nonce of the page."),
    ),
    "blocked_sandbox": (
        gettext_lazy("The policy of your page allows no script at all: %(directive)s (%(where)s)."),
        gettext_lazy("Add allow-scripts to it, or use our frame for platforms without scripts."),
    ),
    "blocked_data": (
        gettext_lazy("The policy of your page keeps your figures out: %(directive)s (%(where)s)."),
        gettext_lazy("Add %(host)s to connect-src in the Content-Security-Policy of your webshop."),
    ),
    "blocked_picture": (
        gettext_lazy("The policy of your page keeps our pictures out: %(directive)s (%(where)s)."),
        gettext_lazy("Add %(host)s to img-src in the Content-Security-Policy of your webshop."),
    ),
    "blocked_frame": (
        gettext_lazy("The policy of your page keeps our frame out: %(directive)s (%(where)s)."),
        gettext_lazy("Add %(host)s to frame-src in the Content-Security-Policy of your webshop."),
    ),
    "host": (
        gettext_lazy("Your address leads to %(host)s, and the mark holds for %(own)s only."),
        gettext_lazy("On another host the widget says that it is not valid. Ask us to inspect the new address."),
    ),
    "not_now": (
        gettext_lazy("The mark still stands on this page, and your webshop may not show it now."),
        gettext_lazy("Take it away, at the latest on the day we wrote you."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One finding for the page: its tag and its sentences."""

    kind: str
    words: str
    advice: str = ""


def told(findings: Iterable[Mapping[str, Any]]) -> list[Told]:
    """Findings as they were kept; a code that there is no more is left out."""
    return [each for one in findings if (each := _told(one))]


def _told(finding: Mapping[str, Any]) -> Told | None:
    code, facts = str(finding["code"]), dict(finding["facts"])
    if code == "unreadable":
        return Told("warn", _("We could not read your page."), _unreadable(facts))
    if "where" in facts:
        facts["where"] = _("in its header") if facts["where"] == "header" else _("in a meta element")
    if code in THERE:
        return Told("ok", str(THERE[code]) % facts)
    if code not in WRONG:
        return None
    words, advice = WRONG[code]
    return Told(str(finding["kind"]), str(words) % facts, str(advice) % facts)


def _unreadable(facts: Mapping[str, str]) -> str:
    if facts["status"]:
        return str(HttpError(int(facts["status"])))
    kinds = {each.reason: each for each in Unreadable.__subclasses__() if each is not HttpError}
    return str(kinds.get(facts["reason"], Unreadable)())
