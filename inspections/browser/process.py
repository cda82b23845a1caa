"""The process in which the browser lives: an address a line in, a page a line out. Knows no database, no settings."""

import asyncio
import base64
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Error, Page, Route, async_playwright

from keurmerk.outside.addresses import is_loopback
from keurmerk.outside.guard import READABLE, Guard, Limits
from keurmerk.outside.unreadable import HttpError, Unreadable

ORDINARY = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
# The browser itself reaches nothing: what is not handed to the guard goes to a proxy that is not there.
NOWHERE = "http://127.0.0.1:9"
ARGUMENTS = [
    f"--proxy-server={NOWHERE}",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
WANTED = {"document", "stylesheet", "script", "image", "xhr", "fetch", "other"}
TYPES = (
    *READABLE, "text/css", "text/javascript", "application/javascript", "application/x-javascript", "application/json",
    "application/ld+json", "application/manifest+json", "image/png", "image/jpeg", "image/gif", "image/webp",
    "image/svg+xml", "image/avif", "image/x-icon",
)  # fmt: skip
KEPT_BACK = {"content-length", "content-encoding", "transfer-encoding", "connection", "strict-transport-security"}
MOST_REQUESTS = 150
AT_ONCE = 4
LOADING = 7_000  # milliseconds
SETTLING = 800  # for what comes after loading: consent scripts, texts fetched late
WIDTH, HEIGHT, LONGEST = 1280, 800, 3000  # pixels
MOST_HTML = 2_000_000


@dataclass
class Gate:
    """All that the pages of one visit ask for goes through here, to the guard and nowhere else."""

    allow_loopback: bool
    left: int = MOST_REQUESTS
    hosts: set[str] = field(default_factory=set)
    slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def guard_for(self, page_url: str) -> Guard:
        """A shop on the public internet reaches our own machine not even in the sandbox."""
        home = self.allow_loopback and is_loopback(urlsplit(page_url).hostname or "")
        limits = Limits(size=3_000_000, connect=4, read=5, total=6, types=TYPES)
        return Guard(user_agent=ORDINARY, allow_loopback=home, limits=limits)

    async def pass_on(self, route: Route, guard: Guard) -> None:
        request = route.request
        self.left -= 1
        if request.method not in {"GET", "HEAD"} or request.resource_type not in WANTED or self.left < 0:
            await route.abort()
            return
        self.hosts.add(urlsplit(request.url).hostname or "")
        async with self.slots:
            await self._answer(route, guard)

    async def _answer(self, route: Route, guard: Guard) -> None:
        try:
            found = await asyncio.to_thread(guard.fetch, route.request.url)
        except HttpError as failure:
            await route.fulfill(status=failure.status, body="")
        except Unreadable:
            await route.abort()
        else:
            headers = {name: value for name, value in found.headers.items() if name not in KEPT_BACK}
            await route.fulfill(status=found.status, headers=headers, body=found.body)


async def serve(told: dict[str, Any]) -> None:
    """Until nobody asks any more."""
    async with async_playwright() as playwright:
        arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        launched = await playwright.chromium.launch(executable_path=told["chromium"], args=arguments)
        while line := await asyncio.to_thread(sys.stdin.readline):
            shown = await _shown(launched, json.loads(line), allow_loopback=told["allow_loopback"])
            sys.stdout.write(json.dumps(shown) + "\n")
            sys.stdout.flush()


async def _shown(launched: Browser, url: str, *, allow_loopback: bool) -> dict[str, Any] | None:
    """A fresh visitor each time: without cookies, and gone afterwards."""
    context = await launched.new_context(
        viewport={"width": WIDTH, "height": HEIGHT},
        user_agent=ORDINARY,
        locale="nl-NL",
        accept_downloads=False,
        service_workers="block",
    )
    gate = Gate(allow_loopback)
    guard = gate.guard_for(url)
    await context.route("**/*", lambda route: gate.pass_on(route, guard))
    try:
        return await _visit(context, url, gate)
    except Error:
        return None
    finally:
        await context.close()


async def _visit(context: BrowserContext, url: str, gate: Gate) -> dict[str, Any] | None:
    page = await context.new_page()
    page.set_default_timeout(LOADING)
    page.on("dialog", lambda dialog: dialog.dismiss())
    answer = await page.goto(url, wait_until="domcontentloaded", timeout=LOADING)
    await _settle(page)
    if answer is None:
        return None
    cookies = await context.cookies()
    return {
        "url": page.url,
        "status": answer.status,
        "html": (await page.content())[:MOST_HTML],
        "picture": base64.b64encode(await _picture(page)).decode(),
        "cookies": [{"name": each.get("name", ""), "host": each.get("domain", "").lstrip(".")} for each in cookies],
        "hosts": sorted(gate.hosts - {""}),
    }


async def _settle(page: Page) -> None:
    with suppress(Error):  # something on it never ends: what is there now is what a visitor sees
        await page.wait_for_load_state("load", timeout=LOADING // 2)
    await page.wait_for_timeout(SETTLING)


async def _picture(page: Page) -> bytes:
    height = int(await page.evaluate("Math.max(document.documentElement.scrollHeight, 200)"))
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": min(height, LONGEST)}
    try:
        return await page.screenshot(type="jpeg", quality=45, full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
    except Error:
        return b""


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))
