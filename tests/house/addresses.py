"""Every address of the house, found by walking the resolver, and what stands in it for the things of one tenant.

An address with a parameter that the tables do not know cannot be filled, and the tests say so: whoever adds a view
names here what its address means, and with that has it tried on other tenants and with hostile bodies.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

SANDBOX = "frontend.sandbox"  # open to everybody on purpose, and not there in production
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# What a parameter of this name always is: a thing of tests/factories/tenants.py, or after "=" the words themselves.
BY_NAME = {
    "shop_id": "shop",
    "dispute_id": "dispute",
    "invoice_id": "invoice",
    "order_id": "invitation",
    "invitation_id": "invitation",
    "notice_id": "notice",
    "review_id": "review",
    "product_id": "product",
    "passkey_id": "passkey",
    "session_id": "session",
    "endpoint_id": "endpoint",
    "message_id": "message",
    "mail_id": "order_mail",
    "rule_id": "mail_rule",
    "link_id": "link",
    "text_id": "letter_text",
    "template_id": "template",
    "export_id": "export",
    "snapshot_id": "snapshot",
    "trial_id": "trial",
    "decision_id": "decision",
    "asked_id": "information",
    "document_id": "risk_document",
    "seat_id": "seat",
    "offer_id": "offer",
    "user_id": "person",
    "circumstance_id": "circumstance",
    "proof_id": "misuse_proof",
    "code": "=ID-03",
    "party": "=consumer",
    "number": "=1",
    "year": "=2026",
    "size": "=small",
    "section": "=shops",
    "moment": "=2026-01-01",
    "kind": "=inspection",
    "secret": "=secret",
    "slug": "slug",
}
# What it is on one page, or on every page whose name begins so.
BY_PAGE: dict[str, dict[str, str]] = {
    "public:photo": {"name": "photo"},
    "public:help_chapter": {"name": "=webhooks"},
    "public:terms_version": {"name": "=2026-11"},
    "public:code_of_conduct_version": {"name": "=2026-11"},
    "public:processing_agreement_version": {"name": "=2026-11"},
    "public:product_review": {"review_id": "product_review"},
    "consumer:confirm_sender": {"token": "sender_token"},
    "consumer:dispute_sent": {"receipt": "dispute_receipt"},
    "consumer:settlement": {"token": "settled_token"},
    "consumer:say_of_settlement": {"token": "settled_token", "name": "=done"},
    "consumer:answer_proposal": {"token": "dispute_token", "pk": "proposal", "name": "=accept"},
    "consumer:dispute": {"token": "dispute_token"},
    "consumer:confirm_dispute_mail": {"token": "consumer_mail_token"},
    "consumer:choose_committee": {"token": "dispute_token"},
    "consumer:object_to_item": {"token": "dispute_token"},
    "consumer:withdraw_referral": {"token": "dispute_token"},
    "consumer:committee_paper": {"token": "dispute_token", "name": "=file.pdf"},
    "consumer:say_of_ruling": {"token": "dispute_token", "name": "=done"},
    "consumer:ask_mediation": {"token": "dispute_token"},
    "consumer:ask_more_time": {"token": "dispute_token"},
    "consumer:withdraw_dispute": {"token": "dispute_token"},
    "consumer:reopen_dispute": {"token": "dispute_token"},
    "consumer:propose": {"token": "dispute_token"},
    "consumer:confide": {"token": "dispute_token"},
    "consumer:add_evidence": {"token": "dispute_token"},
    "consumer:show_evidence": {"token": "dispute_token"},
    "consumer:pay_invoice": {"token": "pay_token"},
    "consumer:invoice_pdf": {"token": "pay_token"},
    "consumer:objection": {"token": "pay_token"},
    "consumer:manage_review": {"token": "manage_token"},
    "consumer:edit_review": {"token": "manage_token"},
    "consumer:remove_review": {"token": "manage_token"},
    "consumer:review_messages": {"token": "manage_token"},
    "consumer:own_photo": {"token": "manage_token", "name": "photo"},
    "consumer:edit_product_review": {"token": "product_manage_token", "number": "product_review"},
    "consumer:remove_product_review": {"token": "product_manage_token", "number": "product_review"},
    "consumer:stop_newsletter": {"token": "newsletter_token"},
    "consumer:notice": {"token": "notifier_token"},
    "consumer:withdraw_notice": {"token": "notifier_token"},
    "consumer:notice_of_mine": {"token": "writer_token"},
    "consumer:confirm_review": {"token": "confirm_token"},
    "consumer:write_open_review": {"token": "open_token"},
    "consumer:keep_open_draft": {"token": "open_token"},
    "consumer:check_open_review": {"token": "open_token"},
    "consumer:open_review_sent": {"token": "open_token"},
    "consumer:report_product": {"review_id": "product_review"},
    "consumer:reported": {"receipt": "report_receipt"},
    "consumer:write_review": {"token": "invitation_token"},
    "consumer:keep_draft": {"token": "invitation_token"},
    "consumer:check_review": {"token": "invitation_token"},
    "consumer:review_done": {"token": "invitation_token"},
    "consumer:unsubscribe": {"token": "unsubscribe_token"},
    "consumer:review_link": {"token": "link_token"},
    "consumer:short_link": {"code": "short_code"},
    "consumer:your_data": {"token": "your_data_token"},
    "consumer:erase_your_data": {"token": "your_data_token"},
    "dashboard:confirm_dispute_mail": {"token": "shop_mail_token"},
    "dashboard:take_seat": {"token": "offer_token"},
    "dashboard:decline_seat": {"token": "offer_token"},
    "dashboard:confirm_succession": {"token": "succession_token"},
    "dashboard:rotate_api_key": {"key_id": "api_key"},
    "dashboard:revoke_api_key": {"key_id": "api_key"},
    "dashboard:rotate_key": {"key_id": "plugin_key"},
    "dashboard:revoke_key": {"key_id": "plugin_key"},
    "dashboard:answer_information": {"pk": "information"},
    "dashboard:application_part": {"name": "=shop"},
    "dashboard:ask_reinspection": {"token": "reinspection_token"},
    "dashboard:withdraw_company_change": {"pk": "company_change"},
    "dashboard:withdraw_handover": {"pk": "takeover"},
    "dashboard:takeover": {"token": "takeover_link"},
    "dashboard:committee_paper": {"name": "=file.pdf"},
    "dashboard:accept_data_audit": {"pk": "data_audit"},
    "dashboard:withdraw_data_audit": {"pk": "data_audit"},
    "dashboard:answer_proposal": {"pk": "proposal", "name": "=withdraw"},
    "dashboard:inspection_by_link": {"token": "report_token"},
    "dashboard:inspection_on_paper": {"shop_id": "inspected_shop", "pk": "inspection"},
    "dashboard:earlier_inspection": {"shop_id": "inspected_shop", "pk": "inspection"},
    "dashboard:link_file": {"name": "=qr.svg"},
    "dashboard:order_link": {"invitation_id": "handed_over"},
    "dashboard:order_file": {"invitation_id": "handed_over", "name": "=qr.svg"},
    "dashboard:credit_note_pdf": {"pk": "credit_note"},
    "dashboard:request_moderation_of_product": {"review_id": "product_review"},
    "dashboard:push_product_review": {"review_id": "product_review"},
    "dashboard:order_import": {"import_id": "order_import"},
    "dashboard:confirm_order_import": {"import_id": "order_import"},
    "dashboard:cancel_order_import": {"import_id": "order_import"},
    "dashboard:undo_order_import": {"import_id": "order_import"},
    "dashboard:review_import": {"import_id": "review_import"},
    "dashboard:start_review_import": {"import_id": "review_import"},
    "dashboard:cancel_review_import": {"import_id": "review_import"},
    "dashboard:undo_review_import": {"import_id": "review_import"},
    "desk:account": {"pk": "member"},
    "desk:also_open": {"pk": "inspection"},
    "desk:application": {"pk": "application"},
    "desk:refuse_application": {"pk": "application"},
    "desk:arrears_case": {"pk": "arrears"},
    "desk:settle_arrears": {"pk": "arrears", "name": "=hold"},
    "desk:claim_file": {"pk": "arrears"},
    "desk:charge_evidence": {"pk": "charge"},
    "desk:article": {"pk": "article"},
    "desk:publish_article": {"pk": "article"},
    "desk:withdraw_article": {"pk": "article"},
    "desk:take_back_article": {"pk": "article"},
    "desk:breach": {"pk": "breach"},
    "desk:describe_breach": {"pk": "breach"},
    "desk:leave_breach_unreported": {"pk": "breach"},
    "desk:close_breach": {"pk": "breach"},
    "desk:write_breach_letter": {"pk": "breach"},
    "desk:breach_letter": {"pk": "breach_letter"},
    "desk:send_breach_letter": {"pk": "breach_letter"},
    "desk:company_change": {"pk": "company_change"},
    "desk:decide_company_change": {"pk": "company_change", "name": "=grant"},
    "desk:handover": {"pk": "takeover"},
    "desk:decide_handover": {"pk": "takeover", "name": "=grant"},
    "desk:committee_paper": {"name": "=file.pdf"},
    "desk:decide_objection": {"pk": "=1"},
    "desk:campaign": {"pk": "campaign"},
    "desk:pay_back": {"pk": "credit_note"},
    "desk:refund_note": {"pk": "credit_note"},
    "desk:put_towards": {"pk": "credit_note"},
    "desk:return_excess": {"pk": "payment"},
    "desk:credit_note": {"pk": "credit_note"},
    "desk:data_audit": {"pk": "data_audit"},
    "desk:settle_data_audit": {"pk": "data_audit", "name": "=agree"},
    "desk:answer_extension": {"dispute_id": "extended_dispute", "pk": "extension"},
    "desk:answer_objection": {"pk": "objection"},
    "desk:discount": {"pk": "discount"},
    "desk:objection": {"pk": "objection"},
    "desk:stop_discount": {"pk": "discount"},
    "desk:edition": {"pk": "edition"},
    "desk:add_criterion": {"pk": "edition"},
    "desk:criterion": {"pk": "edition"},
    "desk:end_criterion": {"pk": "edition"},
    "desk:restore_criterion": {"pk": "edition"},
    "desk:try_edition": {"pk": "edition"},
    "desk:publish_edition": {"pk": "edition"},
    "desk:end_flagger": {"pk": "flagger"},
    "desk:look_for_host_proof": {"pk": "application"},
    "desk:waive_host_proof": {"pk": "application"},
    "desk:ask_information": {"pk": "application"},
    "desk:take_back_information": {"pk": "application"},
    "desk:information_file": {"pk": "application", "file_id": "information_file"},
    "desk:standard_text": {"pk": "standard_text"},
    "desk:remove_standard_text": {"pk": "standard_text"},
    "desk:inspection": {"pk": "inspection", "name": "=take"},
    "desk:inspection_decide": {"pk": "inspection", "name": "=approve"},
    "desk:judge": {"pk": "inspection"},
    "desk:take_back": {"pk": "inspection"},
    "desk:waive": {"pk": "inspection"},
    "desk:snapshot": {"pk": "inspection"},
    "desk:mark_complaint": {"pk": "mark_complaint"},
    "desk:settle_mark_complaint": {"pk": "mark_complaint", "name": "=judge"},
    "desk:member": {"pk": "member"},
    "desk:view_as": {"pk": "member"},
    "desk:note_circumstance": {"pk": "member"},
    "desk:close_circumstance": {"pk": "member"},
    "desk:decide_member": {"pk": "member", "name": "=suspend"},
    "desk:misuse": {"pk": "misuse", "name": "=confirm"},
    "desk:movement": {"pk": "movement"},
    "desk:set_aside": {"pk": "movement"},
    "desk:notice": {"pk": "notice", "name": "=take", "file_id": "notice_file"},
    "desk:decide_notice": {"pk": "notice"},
    "desk:undo_decision": {"pk": "notice"},
    "desk:suspend_filing": {"pk": "notice"},
    "desk:release": {"pk": "delivery"},
    "desk:release_stumble": {"pk": "stumble"},
    "desk:reach_question": {"pk": "reach_question"},
    "desk:remedy": {"pk": "remedy"},
    "desk:settle_remedy": {"pk": "remedy", "name": "=mended"},
    "desk:change_seen": {"pk": "scan_change"},
    "desk:report_seen": {"pk": "reported_change"},
    "desk:audit_draw": {"pk": "audit_draw"},
    "desk:risk_document": {"pk": "application"},
    "desk:delete_risk_documents": {"pk": "application"},
    "desk:suspicion": {"pk": "suspicion"},
    "desk:take_up_suspicion": {"pk": "suspicion"},
    "desk:thread": {"pk": "thread", "file_id": "thread_file", "name": "=close"},
    "desk:answer_thread": {"pk": "thread"},
    "desk:note_thread": {"pk": "thread"},
    "desk:assign_thread": {"pk": "thread"},
    "desk:merge_thread": {"pk": "thread"},
    "desk:tie_thread": {"pk": "thread"},
    "desk:end_thread": {"pk": "thread"},
}
# Addresses that are written as a regular expression, as one would write them.
WRITTEN = {
    "allauth:account_confirm_email": "accounts/confirm-email/abc:def/",
    "allauth:account_reset_password_from_key": "accounts/password/reset/key/1-abc/",
    "keurmerk.open_api.view": "api/v1/nothing",
    "reviews.plugins.pages.profile": "webshop/Fietsgoed_<shop_id>",
}


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver."""

    address: str  # as written, with its parameters
    page: str  # its name, or the view's
    view: Any

    @cached_property
    def audience(self) -> str:
        """For whom: everybody ("open"), who has a key of the API ("key"), "person", "shop" or "staff"."""
        if self.address.startswith("api/v1/"):
            return "key"
        if getattr(self.view, "login_required", None) is False:
            return "open"
        return str(getattr(self.view, "audience", "person"))

    @cached_property
    def roles(self) -> frozenset[str]:
        """Which of our own people may enter."""
        return frozenset(getattr(self.view, "roles", ()))

    @cached_property
    def means(self) -> dict[str, str]:
        """What each parameter is. Raises KeyError for one that the tables do not know."""
        names = _PARAMETER.findall(self.address)
        pages = [each for each in BY_PAGE if self.page == each or self.page.startswith(f"{each}_")]
        known = {**BY_NAME, **BY_PAGE.get(max(pages, key=len, default=""), {})}
        return {name: known[name] for name in names}

    @property
    def things(self) -> list[str]:
        """The parameters that stand for something of a tenant."""
        return [name for name, meant in self.means.items() if not meant.startswith("=")]

    @property
    def token(self) -> str:
        """The parameter that lets whoever knows it in; empty where there is none."""
        return next(
            (name for name in self.means if name in {"token", "receipt"} or self.means[name] == "short_code"), ""
        )

    def filled(self, things: Mapping[str, Any], **others: Mapping[str, Any]) -> str:
        """The address of these things; a parameter that is named is of another tenant."""
        address = self.address
        for name, meant in self.means.items():
            value = meant[1:] if meant.startswith("=") else others.get(name, things)[meant]
            address = re.sub(rf"<(?:\w+:)?{name}>", str(value), address)
        return f"/{address}"


def routes() -> list[Route]:
    """Every pattern but those of the sandbox."""
    return [each for each in _walk(get_resolver().url_patterns) if not each.view.__module__.startswith(SANDBOX)]


def _walk(patterns: list[Any], before: str = "", room: str = "") -> Iterator[Route]:
    for each in patterns:
        if isinstance(each, URLResolver):
            prefix = before + str(each.pattern) if isinstance(each.pattern, RoutePattern) else before
            yield from _walk(each.url_patterns, prefix, f"{each.namespace}:" if each.namespace else room)
        else:
            yield _route(each, before, room)


def _route(pattern: URLPattern, before: str, room: str) -> Route:
    view = pattern.callback
    if view.__module__.startswith("allauth"):
        room = "allauth:"
    name = f"{room}{pattern.name}" if pattern.name else f"{view.__module__}.{view.__name__}"
    address = before + str(pattern.pattern) if isinstance(pattern.pattern, RoutePattern) else WRITTEN[name]
    return Route(address, name, view)
