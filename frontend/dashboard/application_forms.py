"""The forms of an application: one page each, with the words to put right what is wrong."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from tldextract import TLDExtract

from frontend.controls import Segmented
from frontend.dashboard.company_form import text_input
from frontend.files_field import FilesField
from members import documents, terms
from members.hosts import NotAHost, host_of
from members.lookalikes import readable
from members.models import Acceptance, Application, RiskFacts, Shop

_ENDINGS = TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list inside the package: nothing is fetched
NO_ENDING = ("example",)  # kept free for examples, so for the sandbox's shops


class ShopForm(forms.ModelForm[Application]):
    """The webshop, by the one address the mark will be bound to (terms 5.7)."""

    shop_url = forms.CharField(
        label=_("Address of the shop"),
        help_text=_("Such as https://www.fietsgoed.nl. You may use the trust mark on this address only."),
        max_length=300,
        widget=text_input("url", inputmode="url"),
    )

    class Meta:
        model = Application
        fields = ("shop_url", "shop_name", "shop_language", "shop_description")
        widgets = {"shop_language": Segmented, "shop_description": forms.TextInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shop_name"].required = True
        self.fields["shop_language"] = forms.ChoiceField(
            label=_("Language of the shop"), choices=settings.LANGUAGES, widget=Segmented
        )

    def clean_shop_url(self) -> str:
        """A web address with a host that could exist, and that nobody else has registered (rulebook 2.1)."""
        typed: str = self.cleaned_data["shop_url"].strip()
        url = typed if "//" in typed else f"https://{typed}"
        if not url.lower().startswith(("http://", "https://")) or re.search(r"[\s@]", url):
            raise forms.ValidationError(
                _("This is not the address of a webshop. Enter it like https://www.fietsgoed.nl.")
            )
        try:
            self.host = host_of(url)
        except NotAHost as fault:
            raise forms.ValidationError(
                _("This is not the address of a webshop. Enter it like https://www.fietsgoed.nl.")
            ) from fault
        self._refuse_impossible(self.host)
        self._refuse_taken(self.host)
        return url

    def _refuse_impossible(self, host: str) -> None:
        """A bare number is an address on the network, not a shop; an ending must exist. The sandbox's are excepted."""
        name = host.partition(":")[0]
        if settings.SANDBOX and (name.startswith("127.") or name.endswith(NO_ENDING)):
            return
        if not _ENDINGS(name).suffix:
            raise forms.ValidationError(
                gettext(
                    "We cannot find a webshop at %(host)s. Check the address, above all the part after the last dot."
                )
                % {"host": host}
            )

    def _refuse_taken(self, host: str) -> None:
        holder = Shop.objects.at_host(host).filter(ended_at=None).first()
        if holder is None:
            return
        if holder.seats.filter(user=self.instance.applicant_id).exists():
            raise forms.ValidationError(
                gettext("You have registered %(host)s already. Choose it under your webshops.") % {"host": host}
            )
        raise forms.ValidationError(taken_words(host))

    def save(self, commit: bool = True) -> Application:
        """Writes these answers only: in another window the application may be on its way already."""
        self.instance.shop_host = self.host
        self.instance.save(update_fields=["shop_host", *self.Meta.fields])
        return self.instance


def taken_words(host: str) -> str:
    """What to do about a host that somebody else registered."""
    return gettext(
        "%(host)s is registered already. Does a colleague use it? Ask them to let you in. Is it yours and you know of "
        "nothing? Write to %(email)s."
    ) % {"host": host, "email": settings.BRAND["email"]}


def too_many_words() -> str:
    """Each address is inspected by itself, and a member has at most so many (terms 5.7, reading A20)."""
    return gettext(
        "Your company has %(n)d webshops with us, and that is the most. End one of them, or write to %(email)s."
    ) % {"n": terms.SHOPS_PER_MEMBER, "email": settings.BRAND["email"]}


def lookalike_words(host: str) -> str:
    """An address that can be mistaken for another one is looked at closely."""
    return gettext(
        "%(host)s has letters that look like others. Compare it with the address of your webshop. If it is right, we "
        "look at it closely."
    ) % {"host": readable(host)}


class GoodsForm(forms.ModelForm[RiskFacts]):
    """What makes a shop a risk shop, by its owner's own word; nothing ticked is an answer too (checklist 3.7)."""

    class Meta:
        model = RiskFacts
        fields = RiskFacts.QUESTIONS


class DeclarationsForm(forms.ModelForm[Application]):
    """What the applicant warrants (terms 1.5, 3.5, 3.6, 3.7)."""

    class Meta:
        model = Application
        fields = ("owns_shop", "answers_are_true", "material_is_ours", "knows_requirements")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = True
            field.error_messages = {"required": _UNTICKED[name]}

    def save(self, commit: bool = True) -> Application:
        """Writes these answers only."""
        self.instance.save(update_fields=list(self.Meta.fields))
        return self.instance


_UNTICKED = {
    "owns_shop": _("Confirm that you own the shop or act for its owner."),
    "answers_are_true": _("Confirm that your answers are right and complete."),
    "material_is_ours": _("Confirm that what you supply infringes nobody's rights."),
    "knows_requirements": _("Confirm that you have read the code of conduct."),
}

DOCUMENTS = {
    documents.TERMS: (_("the terms and conditions"), "public:terms"),
    documents.CODE: (_("the code of conduct"), "public:code_of_conduct"),
    documents.PROCESSING: (_("the processing agreement"), "public:processing_agreement"),
}


class DocumentsForm(forms.Form):
    """Each document is accepted by itself, in the version of today (terms 2.1, 2.12; processing agreement)."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        missing = application.missing_acceptances()
        for document, (name, page) in DOCUMENTS.items():
            self.fields[document] = forms.BooleanField(
                label=agreement(name, page, documents.CURRENT[document]),
                initial=document not in missing,
                error_messages={"required": _("You can only join if you agree to %(name)s.") % {"name": name}},
            )

    def save(self, *, at: datetime, ip_address: str | None) -> None:
        """Who, which version, when and from where (terms 2.1)."""
        Acceptance.give(self.application, documents.CURRENT, at=at, ip_address=ip_address)


def agreement(name: Any, page: str, version: str) -> Any:
    """The words beside the tick, with a link that opens apart, so that the form stays as it is."""

    def words() -> str:
        sentence = gettext("I agree to %(document)s, version %(version)s")
        pattern = sentence.replace("%(document)s", "{}").replace("%(version)s", "{}")
        url, apart = _address(page), gettext("(opens in a new tab)")
        link = format_html('<a href="{}" target="_blank">{}<span class="vh"> {}</span></a>', url, name, apart)
        return format_html(pattern, link if url else name, version)

    return lazy(words, str)()


def _address(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""


class ReinspectionForm(forms.Form):
    """What was improved since the last look (terms 4.9)."""

    what_changed = forms.CharField(
        label=_("What did you change?"),
        help_text=_("The inspector reads this. Name the pages, then the re-inspection goes faster."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(forms.Form):
    """Words, files, or both."""

    answer = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    documents = FilesField(label=_("Files"), help_text=_("PDF, JPG, PNG or WebP, at most 5 files of 10 MB."))

    def clean(self) -> None:
        if not self.errors and not (self.cleaned_data.get("answer") or self.cleaned_data.get("documents")):
            self.add_error("answer", gettext("Write an answer or add a file."))
