"""A notice in questions, one page each, and a last look: the same for a shop and for anybody.

Every page carries the answers of the others along, so nothing is stored before it is sent and nothing is lost on the
way back.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language

from frontend.access import HouseRequest
from frontend.reporting_forms import FactForm, ReasonForm, WordsForm
from keurmerk.file_kinds import MOST_FILES
from keurmerk.tokens import new_token
from reviews.grounds import Grounds
from reviews.models import NoticeFile
from reviews.models.notice_file import NoticeFileQuerySet
from reviews.moderation.fact_or_opinion import Answers, Verdict, verdict
from reviews.moderation.filing import Report

REASON, FACT, WORDS, CHECK, STAYS, SEND = "reason", "fact", "words", "check", "stays", "send"


class Interview:
    """What was answered until now, and which page comes next."""

    def __init__(self, request: HouseRequest, *, for_shop: bool, about_reply: bool = False) -> None:
        self.request = request
        self.data: QueryDict = request.POST
        self.files = request.FILES
        self.for_shop, self.about_reply = for_shop, about_reply
        self.sent = self.data.get("page", "")  # the page that was filled in
        self.back_to = self.data.get("back", "")  # the page to look at again

    @cached_property
    def key(self) -> str:
        """Of this notice: sending it twice is sending it once, and its files wait under it."""
        said = self.data.get("key", "")
        return said if 20 <= len(said) <= 64 else new_token()

    @property
    def reason(self) -> str:
        return self.data.get("reason", "")

    @property
    def pages(self) -> list[str]:
        return [REASON, *([FACT] if self.reason == Grounds.FALSE_FACTS else []), WORDS]

    @cached_property
    def page(self) -> str:
        """The first that is not answered well, up to the one that was sent; then the next."""
        if self.back_to in self.pages:
            return self.back_to
        if self.sent not in {*self.pages, SEND}:
            return REASON
        for page in self.pages:
            if not self.form_of(page, bound=True).is_valid():
                return page
            if page in {REASON, FACT} and self.verdict != Verdict.GROUND and page == self._last_of_test:
                return STAYS
            if page == self.sent:
                return self.pages[self.pages.index(page) + 1] if page != WORDS else CHECK
        return CHECK

    @property
    def _last_of_test(self) -> str:
        return FACT if FACT in self.pages else REASON

    @cached_property
    def verdict(self) -> Verdict:
        form = self.form_of(FACT, bound=True)
        said = form.cleaned_data if form.is_valid() else {}
        return verdict(Answers(self.reason, **said))

    @cached_property
    def form(self) -> forms.Form:
        """Of the page to show: with its errors where it was sent, else with what was typed before."""
        return self.form_of(self.page, bound=not self.back_to and self._was_sent(self.page))

    def _was_sent(self, page: str) -> bool:
        order = [*self.pages, SEND]
        return self.sent in order and order.index(page) <= order.index(self.sent)

    def form_of(self, page: str, *, bound: bool) -> forms.Form:
        if (page, bound) not in self._forms:
            self._forms[page, bound] = self._made(page, bound=bound)
        return self._forms[page, bound]

    @cached_property
    def _forms(self) -> dict[tuple[str, bool], forms.Form]:
        return {}

    def _made(self, page: str, *, bound: bool) -> forms.Form:
        given: dict[str, Any] = {"data": self.data, "files": self.files} if bound else {"initial": self.data.dict()}
        if page == FACT:
            return FactForm(**given)
        if page == WORDS:
            return WordsForm(**given, reason=self.reason, for_shop=self.for_shop, has_files=self.drafts.exists())
        return ReasonForm(**given, about_reply=self.about_reply)

    @property
    def drafts(self) -> NoticeFileQuerySet:
        """The files that came with an earlier page."""
        return NoticeFile.objects.drafts(self.data.get("key", ""))

    def keep_files(self) -> None:
        """What was sent with the words is kept under the key, so that a wrong answer beside it costs no file."""
        if self.sent != WORDS or not self.for_shop:
            return
        form = self.form_of(WORDS, bound=True)
        form.is_valid()
        room = MOST_FILES - self.drafts.count()
        for file in form.fields["documents"].accepted[: max(room, 0)]:  # type: ignore[attr-defined]  # our own field
            NoticeFile.keep(
                file.content,
                name=file.name,
                kind=file.kind,
                sender=NoticeFile.Sender.NOTIFIER,
                at=self.request.now,
                key=self.key,
            )

    def drop_file(self) -> None:
        """One of them was a mistake."""
        number = self.data.get("drop", "")
        for file in self.drafts.filter(pk=int(number)) if number.isascii() and number.isdigit() else ():
            file.forget()

    @property
    def carried(self) -> Iterator[tuple[str, str]]:
        """The answers of the other pages, for hidden fields."""
        shown = set(self.form.fields) if self.page in self.pages else set()
        for page in self.pages:
            for name in self.form_of(page, bound=False).fields:
                if name not in shown and name in self.data:
                    yield name, str(self.data[name])

    @property
    def words(self) -> dict[str, Any]:
        """The answers of the last questions. Only when they are valid."""
        return dict(self.form_of(WORDS, bound=True).cleaned_data)

    @property
    def grounds_label(self) -> str:
        return str(Grounds(self.reason).label)

    def report(self) -> Report:
        """Only when every page is answered well."""
        said = self.words
        return Report(
            grounds=self.reason,
            explanation=said["explanation"],
            quote=said["quote"],
            name=said.get("name", ""),
            email=said.get("email", ""),
            language=get_language() or "nl",
            good_faith=said["good_faith"],
        )
