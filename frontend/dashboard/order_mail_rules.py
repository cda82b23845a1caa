"""Teaching us a kind of mail: between which texts each fact stands, tried on the mail at hand."""

from email.utils import parseaddr
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from reviews.imports.mails import rules
from reviews.imports.mails.recognise import Reading
from reviews.imports.mails.take import read_anew
from reviews.models import OrderMail, OrderMailRule


class RuleForm(forms.ModelForm[OrderMailRule]):
    """The texts before and after each fact."""

    class Meta:
        model = OrderMailRule
        fields = (
            "subject_has", "number_before", "number_after", "email_before", "email_after", "name_before", "name_after",
        )  # fmt: skip
        labels = {
            "subject_has": gettext_lazy("In the subject of these mails always stands"),
            "number_before": gettext_lazy("Text before the order number"),
            "number_after": gettext_lazy("Text after the order number"),
            "email_before": gettext_lazy("Text before the e-mail address of the customer"),
            "email_after": gettext_lazy("Text after the e-mail address"),
            "name_before": gettext_lazy("Text before the name of the customer"),
            "name_after": gettext_lazy("Text after the name"),
        }
        help_texts = {
            "number_after": gettext_lazy("Empty: up to the end of the line."),
            "email_before": gettext_lazy("Empty: the mail was sent to the customer."),
        }


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def order_mail_rule(request: ShopRequest, mail_id: int) -> HttpResponse:
    """A new rule; "try" shows what it makes of this mail, saving lets it read all that waits."""
    mail = get_object_or_404(request.shop.order_mails.unrecognised(), pk=mail_id)
    form = RuleForm(request.POST or None)
    found = _tried(form, mail)
    if found and "save" in request.POST and not found.reason:
        rule = form.save(commit=False)
        rule.shop, rule.made_at = request.shop, request.now
        rule.save()
        done = read_anew(request.shop, rule, actor=request.actor, at=request.now)
        messages.success(
            request, _("The rule is saved. It recognised %(count)s mail(s) that waited.") % {"count": done}
        )
        return redirect("dashboard:order_mails", shop_id=request.shop.pk)
    page = (
        "dashboard/parts/order_mail_tried.html"
        if request.headers.get("HX-Request")
        else "dashboard/order_mail_rule.html"
    )
    return render(request, page, {"mail": mail, "form": form, "found": found, "reason": _reason(found)})


def _tried(form: RuleForm, mail: OrderMail) -> Reading | None:
    if not form.is_valid():
        return None
    recipient: Any = parseaddr(mail.recipient)[1]
    return rules.apply(form.instance, subject=mail.subject, recipient=recipient, text=mail.text)


def _reason(found: Reading | None) -> str:
    return str(OrderMail.Reason(found.reason).label) if found and found.reason else ""


@for_shop
@require_POST
def delete_order_mail_rule(request: ShopRequest, rule_id: int) -> HttpResponse:
    get_object_or_404(request.shop.order_mail_rules.all(), pk=rule_id).delete()
    messages.success(request, _("The rule is deleted."))
    return redirect("dashboard:order_mails", shop_id=request.shop.pk)


_MAILS = "shops/<int:shop_id>/invitations/mails/"
urlpatterns = [
    path(f"{_MAILS}<int:mail_id>/rule/", order_mail_rule, name="order_mail_rule"),
    path(f"{_MAILS}rules/<int:rule_id>/delete/", delete_order_mail_rule, name="delete_order_mail_rule"),
]
