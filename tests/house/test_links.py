"""Nothing leads nowhere, and nothing lies about unused: links of the rooms and templates."""

import re
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.urls import reverse

from frontend import navigation
from frontend.public import paper, paper_versions

ROOT: Path = settings.BASE_DIR
APPS = ("keurmerk", "members", "inspections", "reviews", "disputes", "billing", "frontend")
TEMPLATES = ROOT / "frontend" / "templates"
ROOMS = {**navigation.ROOMS, "footer": navigation.FOOTER}
TO_COME = {"desk:notices"}  # named in the side already, being built
LINKS = [
    (room, link.page)
    for room, groups in ROOMS.items()
    for group in groups
    for link in group.links
    if link.page not in TO_COME
]
ASKED_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
NAMED = re.compile(r"""["']([\w./{}\[\]()-]+\.(?:html|svg))["']""")
DRAWN = re.compile(r'_draw\(\s*"(\w+)"')  # components of templatetags/ui.py, pictures of widgets/pictures.py
COMPOSED = {"components/{component}.html", "widgets/{picture}.svg"}  # what those two make of it


@pytest.mark.parametrize(("room", "page"), LINKS)
def test_every_link_of_a_room_leads_to_a_page(room: str, page: str) -> None:
    """The navigation leaves out what does not exist, so only this test would miss it."""
    assert reverse(page, kwargs={"shop_id": 1} if room == "dashboard" else {})


def test_every_template_is_used() -> None:
    used = named_in_the_code() | ASKED_BY_DJANGO | written_for_allauth() | papers()
    have = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".svg"}}
    assert have - used == set()


def test_every_template_that_is_named_exists() -> None:
    have = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*")}
    rooms = {path.name for path in TEMPLATES.iterdir() if path.is_dir()} - {"account"}  # allauth has more of those
    named = {name for name in named_in_the_code() if name.split("/")[0] in rooms and "{" not in name}
    assert named - have == set()


def named_in_the_code() -> set[str]:
    """Templates as views, tags, includes and extends name them."""
    sources = [path for app in APPS for path in (ROOT / app).rglob("*") if path.suffix in {".py", ".html", ".svg"}]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    drawn = DRAWN.findall(code)
    made = {f"components/{name}.html" for name in drawn} | {f"widgets/{name}.svg" for name in drawn}
    exist = {name for name in made if (TEMPLATES / name).exists()}
    return (set(NAMED.findall(code)) | exist) - COMPOSED


def written_for_allauth() -> set[str]:
    """Our words in the place of allauth's."""
    theirs = Path(allauth.__file__).parent / "templates"
    return {str(path.relative_to(theirs)) for path in theirs.rglob("*.html")}


def papers() -> set[str]:
    """The public's paper, one file per page and language."""
    stems = {name.replace("-", "_") for name in paper.PAGES}
    for document in paper_versions.DOCUMENTS.values():
        stems |= {f"{document.stem}/{version.name}/text" for version in document.versions}
    return {f"public/paper/{stem}.{language}.html" for stem in stems for language, _name in settings.LANGUAGES}
