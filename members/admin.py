"""Members in Django's admin: to look things up. States move by their verbs, so they are read-only here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from members.models import Acceptance, Application, MarkGrant, Member, Membership, Seat, Shop, User


class ReadOnly(admin.ModelAdmin[Any]):
    """Looking is free; changing goes through the desk, which leaves a trail."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Member)
class MemberAdmin(ReadOnly):
    list_display = ("legal_name", "kvk_number", "vat_number", "city")
    search_fields = ("legal_name", "kvk_number", "vat_number")


@admin.register(Shop)
class ShopAdmin(ReadOnly):
    list_display = ("name", "host", "member", "registered_at", "ended_at")
    search_fields = ("name", "host", "member__legal_name")
    list_select_related = ("member",)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ("member", "state", "established_at", "term_ends_on", "ended_at")
    list_filter = ("state",)
    search_fields = ("member__legal_name", "member__kvk_number")
    list_select_related = ("member",)


@admin.register(Application)
class ApplicationAdmin(ReadOnly):
    list_display = ("shop_name", "shop_host", "state", "submitted_at", "decided_at")
    list_filter = ("state",)
    search_fields = ("shop_name", "shop_host")
    exclude = ("unfinished",)  # the applicant's own, until it is sent


@admin.register(MarkGrant)
class MarkGrantAdmin(ReadOnly):
    list_display = ("host", "state", "granted_at", "remove_by")
    list_filter = ("state",)
    search_fields = ("host",)


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ("email", "name", "staff_role", "is_active", "date_joined")
    list_filter = ("staff_role", "is_active")
    search_fields = ("email", "name")
    exclude = ("password",)


admin.site.register((Seat, Acceptance), ReadOnly)
