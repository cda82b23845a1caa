"""What exists in sandbox mode only: mailbox, phone, name servers, test bank, the state of each integration."""

from django.urls import URLPattern, URLResolver

from frontend.sandbox import bank, mailbox, name_servers, phone, post, status

urlpatterns: list[URLPattern | URLResolver] = [
    *bank.urlpatterns,
    *mailbox.urlpatterns,
    *name_servers.urlpatterns,
    *phone.urlpatterns,
    *post.urlpatterns,
    *status.urlpatterns,
]
