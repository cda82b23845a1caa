"""A notice behind its link: for who reported something, and for the writer who is asked for proof."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import HouseRequest, visitor
from frontend.files_field import FilesField
from frontend.limits import is_too_often
from frontend.notice_room import AppealForm, room_of
from keurmerk.file_kinds import MOST_FILES
from keurmerk.lifecycle import IllegalMove
from keurmerk.tokens import BadToken, unsign
from reviews.models import Appeal, Notice, NoticeFile
from reviews.moderation.addresses import NOTIFIER, WRITER
from reviews.moderation.filing import Subject
from reviews.moderation.outcomes import Side

_NOTICES = Notice.objects.select_related("shop", "review", "product_review__invitation__review")
_MOST_AN_HOUR = 20
page = require_http_methods(["GET", "HEAD", "POST"])


class ProofForm(forms.Form):
    """What the writer wants us to know: files, words, or both."""

    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("What do you want to tell us?"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    documents = FilesField(
        label=gettext_lazy("A receipt, an order confirmation or an e-mail"),
        help_text=gettext_lazy(
            "PDF, JPG, PNG or WebP, at most 5 files of 10 MB. Only our moderators see them, and they are erased when "
            "the case is closed. Black out what we do not need."
        ),
    )

    def clean(self) -> None:
        """One of the two at least; nothing is asked of who sent a wrong file."""
        answers = super().clean() or {}
        if not self.errors and not answers.get("text", "").strip() and not answers.get("documents"):
            self.add_error("text", _("Write something or choose a file"))


def _behind(token: str, purpose: str) -> Notice | None:
    try:
        return _NOTICES.filter(pk=unsign(purpose, token)).first()
    except BadToken:
        return None


@never_cache
@visitor
@page
def notice(request: HouseRequest, token: str) -> HttpResponse:
    """For who reported it: how it stands, our decision, and an appeal."""
    found = _behind(token, NOTIFIER)
    if found is None:
        return render(request, "consumer/link_unknown.html", status=404)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _appeal(request, found, Side.NOTIFIER, form)
        return redirect("consumer:notice", token=token)
    facts = {**room_of(found, Side.NOTIFIER, request.now), "form": form, "token": token}
    return render(request, "consumer/notice.html", facts)


@visitor
@require_POST
def withdraw(request: HouseRequest, token: str) -> HttpResponse:
    found = _behind(token, NOTIFIER)
    if found is None:
        return render(request, "consumer/link_unknown.html", status=404)
    try:
        found.withdraw(actor="notifier", at=request.now)
        messages.success(request, _("Your notice is withdrawn."))
    except IllegalMove:
        messages.error(request, _("That is not possible any more: we are deciding, or have decided."))
    return redirect("consumer:notice", token=token)


@never_cache
@visitor
@page
def notice_of_mine(request: HouseRequest, token: str) -> HttpResponse:
    """For the writer: our question, proof or words, our decision, and an appeal (rulebook 2.7; DSA 17, 20)."""
    found = _behind(token, WRITER)
    if found is None or found.subject == Subject.REPLY:
        return render(request, "consumer/link_unknown.html", status=404)
    appeals = request.POST.get("what") == "appeal"
    proof = ProofForm(request.POST, request.FILES) if request.POST and not appeals else ProofForm()
    form = AppealForm(request.POST) if appeals else AppealForm()
    if request.method == "POST" and (form if appeals else proof).is_valid():
        if appeals:
            _appeal(request, found, Side.WRITER, form)
        else:
            _answer(request, found, proof)
        return redirect("consumer:notice_of_mine", token=token)
    facts = {
        **room_of(found, Side.WRITER, request.now),
        "hears": found.hears_writer(request.now),
        "proof": proof,
        "appeal_form": form,
        "form": form if appeals else proof,
        "token_of_mine": found.publication.manage_token,
        "files": found.files.filter(sender=NoticeFile.Sender.WRITER).order_by("pk"),
    }
    return render(request, "consumer/notice_of_mine.html", facts)


def _answer(request: HouseRequest, found: Notice, proof: ProofForm) -> None:
    """The files first: an answer makes it our turn, and whoever looks then finds them."""
    if is_too_often(request, f"proof:{found.pk}", most=_MOST_AN_HOUR, within=timedelta(hours=1)):
        messages.error(request, _("You sent a lot in a short time. Try again in an hour."))
        return
    if not found.hears_writer(request.now):
        messages.error(request, _("That is not possible any more: it has been decided meanwhile."))
        return
    room = MOST_FILES - found.files.filter(sender=NoticeFile.Sender.WRITER).count()
    files = proof.cleaned_data["documents"]
    if len(files) > room:
        messages.error(request, _("We keep at most %(n)d files. The others were not stored.") % {"n": MOST_FILES})
    for file in files[: max(room, 0)]:
        NoticeFile.keep(
            file.content,
            name=file.name,
            kind=file.kind,
            sender=NoticeFile.Sender.WRITER,
            at=request.now,
            notice=found,
        )
    try:
        found.answer_as_writer(proof.cleaned_data["text"], actor="writer", at=request.now)
        messages.success(request, _("Thank you. We look at it, and you hear from us by e-mail."))
    except IllegalMove:
        messages.error(request, _("That is not possible any more: it has been decided meanwhile."))


def _appeal(request: HouseRequest, found: Notice, side: Side, form: AppealForm) -> None:
    actor = "writer" if side == Side.WRITER else "notifier"
    try:
        Appeal.file(found, side, form.cleaned_data["text"], actor=actor, at=request.now)
        messages.success(request, _("We have your appeal. Somebody else looks at it again."))
    except IllegalMove:
        messages.error(request, _("You cannot appeal any more, or you did so already."))


urlpatterns = [
    path("notices/<str:token>/", notice, name="notice"),
    path("notices/<str:token>/withdraw/", withdraw, name="withdraw_notice"),
    path("my-review/notices/<str:token>/", notice_of_mine, name="notice_of_mine"),
]
