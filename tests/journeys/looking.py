"""A page as people see it: wide and narrow, light and dark, with the eyes of axe."""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import WATCH
from tests.journeys.walking import Walker

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
STANDARD = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SAME_COLOURS = {**STANDARD, "rules": {"color-contrast": {"enabled": False}}}  # the dearest rule by far
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}  # all a theme changes
LOOKS = (
    ("wide and light", 1280, "light", STANDARD),
    ("narrow and light", 320, "light", SAME_COLOURS),
    ("wide and dark", 1280, "dark", COLOURS),
)
TOO_WIDE = """() => {
  const root = document.documentElement, edge = root.clientWidth + 1;
  if (root.scrollWidth <= edge) return '';
  const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > edge).pop();
  return `${root.scrollWidth} of ${root.clientWidth} px` + (wide ? ` by ${wide.tagName} ${wide.className}` : '');
}"""


def sit_down(browser: Browser, walker: Walker) -> BrowserContext:
    """A browser with this person's cookies. Without motion, so that colours are what they become."""
    context = browser.new_context(locale="nl-NL", reduced_motion="reduce")
    context.add_init_script(WATCH)
    context.add_cookies(
        [{"name": each.name, "value": each.value or "", "url": walker.base} for each in walker.session.cookies]
    )
    return context


def faults(context: BrowserContext, url: str) -> list[str]:
    """What is wrong with the page at this address, in sentences; empty when nothing is."""
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(f"console: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda fault: said.append(f"script: {fault}"))
    answer = page.goto(url, wait_until="load")
    said += [] if answer and answer.status == 200 else [f"answers {answer and answer.status}"]
    page.evaluate(AXE)
    for look, width, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
        said += [f"{look}: {fault}" for fault in _seen(page, rules)]
    said += [f"content policy: {report}" for report in page.evaluate("window.__csp")]
    page.close()
    return said


def _seen(page: Page, rules: dict[str, Any]) -> list[str]:
    too_wide = page.evaluate(TOO_WIDE)
    asked = {**rules, "resultTypes": ["violations"]}
    violations = page.evaluate("rules => axe.run(document, rules)", asked)["violations"]
    return ([f"too wide, {too_wide}"] if too_wide else []) + [_told(each) for each in violations]


def _told(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    return f"axe {violation['id']}, {len(nodes)} times, such as {nodes[0]['html'][:120]}"
