"""Which role each page of a shop's dashboard needs: the one table of it, which a test holds against all addresses.

`for_shop` looks an address up here by its name; one that is not here opens for nobody. A page of somebody's own,
without a shop, is PERSONAL. Addresses of the API are opened by keys: what each needs is the `scope` on its view.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Duty, Seat

READING = {"GET", "HEAD", "OPTIONS"}
Opens = Callable[[Seat], bool]


@dataclass(frozen=True)
class Needs:
    """What it takes to read a page, what to change something on it, and how that is called."""

    read: Opens
    act: Opens
    words: str | Promise = ""

    @property
    def is_for_owners(self) -> bool:
        return self.act is _owner

    def let_in(self, seat: Seat, method: str) -> bool:
        return self.read(seat) if method in READING else self.act(seat)


def _anybody(seat: Seat) -> bool:
    return True


def _nobody(seat: Seat) -> bool:
    return False


def _owner(seat: Seat) -> bool:
    return seat.is_owner


def _works(seat: Seat) -> bool:
    """Everybody but who only reads."""
    return seat.is_owner or seat.duties != [Duty.READ]


def _reads(duty: Seat.Duty) -> Opens:
    return lambda seat: seat.may_read(duty)


def _acts(duty: Seat.Duty) -> Opens:
    return lambda seat: seat.may_act(duty)


def _of(duty: Seat.Duty) -> Needs:
    return Needs(_reads(duty), _acts(duty), duty.label)


PERSONAL = Needs(_nobody, _nobody)
EVERYBODY = Needs(_anybody, _anybody)
WORKING = Needs(_anybody, _works, _("Owner, or a colleague with a task"))
REVIEWS, DISPUTES, BILLING = _of(Duty.REVIEWS), _of(Duty.DISPUTES), _of(Duty.BILLING)
REVIEWS_READ = Needs(_reads(Duty.REVIEWS), _reads(Duty.REVIEWS), Duty.REVIEWS.label)
OWNER = Needs(_owner, _owner, _("Owner"))
OWNER_CHANGES = Needs(_anybody, _owner, _("Owner"))
OWNER_CHANGES_BILLING = Needs(_reads(Duty.BILLING), _owner, _("Owner"))
OWNER_CHANGES_REVIEWS = Needs(_reads(Duty.REVIEWS), _owner, _("Owner"))


def _all(needs: Needs, names: str) -> Iterable[tuple[str, Needs]]:
    return ((name, needs) for name in names.split())


NEEDS: dict[str, Needs] = dict(
    [
        *_all(
            PERSONAL,
            "start application start_application check_application withdraw_application reinspect ask_reinspection "
            "answer_information postpone_application host_proof risk_documents self_check self_check_progress "
            "application_part inspection_by_link takeover take_seat decline_seat confirm_succession",
        ),
        *_all(EVERYBODY, "home team leave_team widgets widget_result withdraw_succession"),
        *_all(WORKING, "inspection ask_inspection_again read_shop_again inspection_on_paper earlier_inspection"),
        *_all(WORKING, "remedies look_again check_widgets"),
        *_all(OWNER_CHANGES, "settings contact membership mark_complaints data_audits company_change handover"),
        *_all(
            REVIEWS,
            "reviews review write_private ask_update reply_templates reply_template remove_reply_template "
            "product_reviews push_product_review notices notice withdraw_request request_moderation "
            "request_moderation_of_product bring_reviews review_import review_import_progress start_review_import "
            "cancel_review_import undo_review_import review_import_faults review_import_columns review_import_layout",
        ),
        *_all(REVIEWS_READ, "statistics statistics_csv statistics_xlsx coverage review_settings"),
        *_all(
            REVIEWS,
            "invitations cancel_invitation invitation_settings preview_letter try_letter invitation_links make_link "
            "rotate_link revoke_link link_file make_order_link order_link order_file order_imports "
            "order_import_example order_import order_import_progress confirm_order_import cancel_order_import "
            "undo_order_import order_import_faults order_import_columns order_import_layout order_mails order_mail "
            "dismiss_order_mail rotate_order_mailbox order_mail_rule delete_order_mail_rule text_messages stop_texting",
        ),
        *_all(OWNER_CHANGES_REVIEWS, "invitation_letter sender review_transfer keys api_keys webhooks webhook"),
        *_all(OWNER_CHANGES_REVIEWS, "webhook_message"),
        *_all(
            OWNER,
            "reset_letter restore_letter check_sender ask_sender stop_sender ask_export download_export issue_key "
            "rotate_key revoke_key new_api_key rotate_api_key revoke_api_key new_webhook change_webhook "
            "rotate_webhook test_webhook disable_webhook enable_webhook remove_webhook replay_since replay_message",
        ),
        *_all(
            DISPUTES,
            "disputes dispute dispute_news confide add_evidence show_evidence propose answer_proposal ask_more_time "
            "confirm_dispute_mail object_to_item committee_paper",
        ),
        *_all(BILLING, "invoices account choose_period invoice pay_invoice invoice_pdf invoice_ubl credit_note_pdf"),
        *_all(OWNER_CHANGES_BILLING, "discount objection"),
        *_all(
            OWNER,
            "choose_term give_notice withdraw_notice accept_data_audit withdraw_data_audit newsletter "
            "withdraw_company_change withdraw_handover",
        ),
        *_all(OWNER, "logbook logbook_file offer_seat send_offer_again withdraw_offer seat remove_seat hand_over"),
    ]
)


def needs_of(name: str) -> Needs:
    """Of an address of the dashboard, by its name with or without the room before it."""
    return NEEDS.get(name.removeprefix("dashboard:"), PERSONAL)


def opens(name: str, seat: Seat) -> bool:
    """May this seat read the page? For links that should not be offered in vain."""
    return needs_of(name).read(seat)
