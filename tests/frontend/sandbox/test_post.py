import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disputes.models import Message
from keurmerk import clock
from keurmerk.mail.arriving.addresses import reply_address
from tests.factories import disputes
from tests.factories.mails import mail

pytestmark = pytest.mark.django_db


class TestPostBox:
    def test_takes_a_mail_in_as_if_it_had_come(self, client):
        dispute = disputes.dispute(at=clock.now())
        raw = mail(to=reply_address(f"d{dispute.pk}c"))
        client.post("/sandbox/post/", {"file": SimpleUploadedFile("a.eml", raw)})
        client.post("/sandbox/post/", {"text": raw.decode()})
        assert Message.objects.get(dispute=dispute).text == "Dat is goed."

    def test_says_what_is_no_mail(self, client):
        assert client.post("/sandbox/post/", {"text": ""}).status_code == 422
        assert client.get("/sandbox/post/").status_code == 200
