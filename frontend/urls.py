"""The rooms of the house: everybody's, the account's, the consumer's, the member's and our own."""

from django.urls import URLPattern, URLResolver, include, path

ROOMS = {"public": "", "account": "accounts/", "consumer": "", "dashboard": "dashboard/", "desk": "desk/"}

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include((f"frontend.{room}.urls", room), namespace=room)) for room, prefix in ROOMS.items()
]
