"""The sandbox's post box: a mail as a file, taken in as if it had come by the mail server."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frontend.access import HouseRequest, visitor
from keurmerk.mail.arriving.door import of_mail, take_in
from keurmerk.mail.arriving.mail import Unreadable, read

_MOST = 35 * 1024 * 1024  # as Postmark


class PostForm(forms.Form):
    """A mail as a file, or typed."""

    use_required_attribute = False

    file = forms.FileField(
        label=gettext_lazy("Mail (.eml)"), required=False, allow_empty_file=True,
        help_text=gettext_lazy("Save the mail from your mail program as a file."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Or the mail as text"), max_length=1_000_000, required=False, strip=False,
        help_text=gettext_lazy("With its heads: From, To, Subject and Message-ID, an empty line, and what it says."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )  # fmt: skip

    def raw(self) -> bytes:
        file = self.cleaned_data["file"]
        return bytes(file.read(_MOST + 1)) if file else self.cleaned_data["text"].encode()


@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HouseRequest) -> HttpResponse:
    form = PostForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            arrival = of_mail(read(form.raw(), most=_MOST, with_files=True))
        except Unreadable:
            form.add_error("file", _("This is no mail that can be read."))
        else:
            wanted = take_in(arrival, at=request.now)
            messages.success(request, _("Taken in.") if wanted else _("It is for nobody here."))
            return redirect("post")
    return render(request, "sandbox/post.html", {"form": form}, status=422 if form.errors else 200)


urlpatterns = [path("sandbox/post/", post, name="post")]
