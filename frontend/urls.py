"""The rooms of the house: everybody's, the consumer's, the member's and our own."""

from django.urls import URLPattern, URLResolver, include, path

ROOMS = {"public": "", "consumer": "", "dashboard": "dashboard/", "desk": "desk/"}

urlpatterns: list[URLPattern | URLResolver] = [
    path(prefix, include((f"frontend.{room}.urls", room), namespace=room)) for room, prefix in ROOMS.items()
]
