"""The invitation as its buyer reads it, in the words of the shop or in ours."""

import pytest

from keurmerk.models import LetterMould, SentLetter
from reviews.asking import ask_all
from reviews.models import Invitation, LetterText
from tests.factories import reviews, senders

pytestmark = pytest.mark.django_db
INVITATION = LetterText.Letter.INVITATION


def asked(invitation, now):
    ask_all(INVITATION, [invitation], at=now)
    return SentLetter.objects.get(about=f"reviews.invitation:{invitation.pk}")


class TestInvitation:
    def test_is_greeted_by_name_and_told_which_order_it_is_about(self, now):
        letter = asked(reviews.sent_invitation(at=now, number="40871"), now)
        assert letter.subject == "Hoe was je bestelling bij Fietsgoed?"
        assert letter.text.startswith("Beste Sanne de Koning,\n\nJe bestelde bij Fietsgoed (bestelling 40871).")
        assert "De link werkt tot 31 mei 2026." in letter.text

    def test_greets_politely_who_gave_no_name_and_no_number(self, now):
        letter = asked(reviews.sent_invitation(at=now, number="", customer_name=""), now)
        assert letter.text.startswith("Hallo,\n\nJe bestelde bij Fietsgoed. Hoe ging dat?")

    def test_has_a_working_link_per_star_in_both_parts(self, now):
        invitation = reviews.sent_invitation(at=now)
        letter = asked(invitation, now)
        for stars in range(1, 6):
            address = f"http://127.0.0.1:8000/r/{invitation.token}/?stars={stars}"
            assert address in letter.text
            assert f'href="{address}"' in letter.html

    def test_shows_a_name_as_it_is_and_never_as_a_link(self, now):
        letter = asked(reviews.sent_invitation(at=now, customer_name="O'Neill & zoon"), now)
        assert "Beste O'Neill & zoon," in letter.text
        assert "Beste O&#x27;Neill &amp; zoon," in letter.html

    @pytest.mark.rule("PA")
    def test_comes_through_us_with_the_shop_in_sight_and_answers_to_the_shop(self, now):
        invitation = reviews.sent_invitation(at=now)
        letter = asked(invitation, now)
        assert letter.sender == '"Fietsgoed via Keurtegel" <post@keurtegel.example>'
        assert letter.headers["Reply-To"] == invitation.shop.member.email

    def test_breaks_out_of_no_quotation_with_the_name_of_a_shop(self, now):
        shop = reviews.inviting_shop(name='Fiets" <evil@example.com>, "goed')
        assert asked(reviews.sent_invitation(of=shop, at=now), now).sender.count('"') == 2

    @pytest.mark.rule("PA")
    def test_comes_from_the_shops_own_address_while_its_domain_is_proven(self, now):
        invitation = reviews.sent_invitation(at=now)
        senders.active(of=invitation.shop, at=now, address="post@fietsgoed.example")
        letter = asked(Invitation.objects.get(pk=invitation.pk), now)
        assert letter.sender == '"Fietsgoed" <post@fietsgoed.example>'
        assert letter.headers["Reply-To"] == "post@fietsgoed.example"

    def test_travels_in_the_stream_for_many(self, now):
        assert asked(reviews.sent_invitation(at=now), now).stream == "broadcast"

    @pytest.mark.rule("PA")
    def test_offers_one_click_to_refuse_more_by_the_headers_of_rfc_8058(self, now):
        letter = asked(reviews.sent_invitation(at=now), now)
        assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        address = letter.headers["List-Unsubscribe"].strip("<>")
        assert address.startswith("http://127.0.0.1:8000/u/")
        assert address.endswith("/click/")
        assert f"Meld je af: {address.removesuffix('click/')}" in letter.text
        assert address not in letter.text + letter.html

    def test_shares_its_mould_with_others_of_its_day(self, now):
        for _ in range(3):
            asked(reviews.sent_invitation(at=now), now)
        assert LetterMould.objects.count() == 1


class TestOwnWords:
    def write(self, shop, now, body="Dag {naam},\n\nHoe was het?\n\n{sterren}\n\n{knop}", language="nl"):
        return LetterText.write(shop, INVITATION, language, subject="En, {naam}?", body=body, actor="user:1", at=now)

    def test_stand_in_the_letter_with_ours_about_unsubscribing_below(self, now):
        invitation = reviews.sent_invitation(at=now)
        self.write(invitation.shop, now)
        letter = asked(invitation, now)
        assert letter.subject == "En, Sanne de Koning?"
        assert letter.text.startswith("Dag Sanne de Koning,\n\nHoe was het?")
        assert "Meld je af: http" in letter.text

    def test_are_those_of_the_shop_in_the_language_of_the_buyer(self, now):
        invitation = reviews.sent_invitation(at=now, language="en")
        self.write(invitation.shop, now)
        assert asked(invitation, now).subject == "How was your order from Fietsgoed?"
        other = reviews.sent_invitation(at=now)
        assert asked(other, now).subject == "Hoe was je bestelling bij Fietsgoed?"

    def test_become_no_markup_of_a_web_page(self, now):
        invitation = reviews.sent_invitation(at=now)
        self.write(invitation.shop, now, body="<script>alert(1)</script> {{ brand }} {% now %}\n\n{sterren}\n\n{knop}")
        letter = asked(invitation, now)
        assert "<script>" not in letter.html
        assert "{{ brand }} {% now %}" in letter.text

    def test_are_replaced_version_by_version_and_can_be_given_up(self, now):
        shop = reviews.inviting_shop()
        self.write(shop, now)
        self.write(shop, now)
        assert LetterText.objects.of(shop, INVITATION, "nl").current().count() == 1
        assert LetterText.objects.of(shop, INVITATION, "nl").count() == 2
        assert LetterText.reset(shop, INVITATION, "nl", actor="user:1", at=now)
        assert not LetterText.reset(shop, INVITATION, "nl", actor="user:1", at=now)
        assert not LetterText.objects.current().exists()
