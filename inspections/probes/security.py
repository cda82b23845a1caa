"""SE: a secure connection, and no empty boasts about it."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from inspections.pages import Page
from inspections.probes.probe import Answer, first, met, not_met, probe, unknown
from inspections.site import Site

BOAST = (
    r"extended validation|\bEV[- ]?(?:SSL|certifica\w*)|groene? (?:kleur|balk|adresbalk|slot\w*)"
    r"|green (?:colou?r|bar|address bar|padlock)"
    r"|100\s?% (?:veilig|secure|safe)|absoluut veilig|volledig veilig|gegarandeerd veilig|completely (?:safe|secure)"
)
RUNNING_OUT = 14  # days before a certificate ends
LOADING = "script[src], img[src], iframe[src], link[rel=stylesheet][href], video[src], audio[src], source[src]"


@probe("SE-01")
def secure(site: Site) -> Answer:
    """Every page over https with a certificate that is valid and does not end soon (GDPR 32)."""
    transport = site.transport
    if transport.https_works is None:
        return unknown(
            first(site.privacy, r"\bSSL\b|\bTLS\b|https|beveiligde verbinding|versleuteld|encrypted|secure connection")
        )
    if not transport.https_works:
        return not_met(note=transport.failure)
    if transport.http_redirects is False:
        return not_met(note=_("The address without https stays without https."))
    if transport.certificate_days is not None and transport.certificate_days < RUNNING_OUT:
        return not_met(note=_("Days until the certificate ends: %(days)d.") % {"days": transport.certificate_days})
    bare = [page.url for page in site.pages if urlsplit(page.url).scheme != "https"]
    return not_met(note=_("Read without https: %(url)s.") % {"url": bare[0]}) if bare else met()


@probe("SE-02")
def no_boasts(site: Site) -> Answer:
    """No outdated or absolute claims of security (BW 6:193c)."""
    boast = first([*site.privacy, *(page.whole for page in site.pages)], BOAST)
    if boast:
        return not_met(boast)
    return met() if site.privacy or site.whole else unknown()


@probe("SE-03")
def no_mixed_content(site: Site) -> Answer:
    """Secure pages load nothing over http."""
    secure_pages = [page for page in site.pages if page.html and page.url.startswith("https:")]
    for page in secure_pages:
        insecure = _insecure(page)
        if insecure:
            return not_met(note=_("%(page)s loads %(url)s.") % {"page": page.url, "url": insecure[:120]})
    return met() if site.whole and secure_pages else unknown()


def _insecure(page: Page) -> str:
    for tag in page.soup.select(LOADING):
        address = str(tag.get("src") or tag.get("href") or "")
        if address.startswith("http:"):
            return address
    return ""
