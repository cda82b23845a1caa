"""The account: sign up, prove the address, log in, mend the password; nothing tells who has one."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from keurmerk.models import SentLetter
from members.models import User
from tests.factories import accounts, members

pytestmark = pytest.mark.django_db
STRONG = "Zee-paard-88"
confirmed = accounts.person


def sign_up(client, **answers):
    typed = {"name": "Bea Bakker", "email": "bea@example.com", "password1": STRONG, "language": "nl", **answers}
    return client.post("/accounts/signup/", typed)


def letter(name: str) -> SentLetter:
    return SentLetter.objects.get(letter=f"members/{name}")


def link_in(found: SentLetter) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", found.text)[1]


class TestSignUp:
    def test_asks_to_prove_the_address_first(self, client):
        answer = sign_up(client)
        assert answer["Location"] == reverse("account_email_verification_sent")
        bea = User.objects.get(email="bea@example.com")
        assert (bea.name, bea.language) == ("Bea Bakker", "nl")
        assert letter("email_confirmation_signup").language == "nl"

    def test_writes_in_the_language_that_was_chosen(self, client):
        sign_up(client, language="en")
        assert letter("email_confirmation_signup").subject == "Confirm your e-mail address"

    @pytest.mark.parametrize("address", ["", "/en"])
    def test_shows_its_form(self, client, address):
        page = client.get(f"{address}/accounts/signup/").content.decode()
        assert 'autocomplete="new-password"' in page
        assert "placeholder" not in page

    def test_does_not_tell_that_an_address_is_known(self, client):
        confirmed(email="bea@example.com")
        assert sign_up(client)["Location"] == reverse("account_email_verification_sent")
        assert User.objects.count() == 1
        assert letter("account_already_exists").to == "bea@example.com"

    @pytest.mark.rule("PA security: password")
    @pytest.mark.parametrize(
        "password", ["Ab1!", "allletters!", "12345678!", "Letters123", "Bakker-12", "bea@example.com1"]
    )
    def test_refuses_a_password_that_is_too_plain(self, client, password):
        answer = sign_up(client, password1=password)
        assert answer.status_code == 200
        assert "password1" in answer.context["form"].errors

    def test_keeps_what_was_typed_when_something_is_wrong(self, client):
        page = sign_up(client, email="bea-at-example").content.decode()
        assert 'value="Bea Bakker"' in page
        assert 'value="bea-at-example"' in page
        assert "Controleer je antwoorden" in page


class TestConfirm:
    def test_opening_the_link_confirms_nothing_the_button_does(self, client):
        sign_up(client)
        path = link_in(letter("email_confirmation_signup"))
        client.get(path)
        assert not EmailAddress.objects.get().verified
        client.post(path)
        assert EmailAddress.objects.get().verified

    def test_works_in_another_browser_too(self, client):
        sign_up(client)
        client.cookies.clear()
        answer = client.post(link_in(letter("email_confirmation_signup")), follow=True)
        assert answer.redirect_chain[-1][0] == reverse("account_login")
        assert "Je e-mailadres is bevestigd" in answer.content.decode()

    def test_says_so_when_the_link_is_broken(self, client):
        assert "Deze link werkt niet meer" in client.get("/accounts/confirm-email/abc:def/").content.decode()


class TestLogIn:
    def test_leads_the_applicant_to_the_application(self, client):
        person = confirmed()
        answer = client.post("/accounts/login/", {"login": person.email, "password": members.PASSWORD}, follow=True)
        assert [url for url, _ in answer.redirect_chain] == ["/dashboard/", "/dashboard/application/"]

    def test_says_nothing_about_which_half_was_wrong(self, client):
        person = confirmed()
        known = client.post("/accounts/login/", {"login": person.email, "password": "fout"})
        unknown = client.post("/accounts/login/", {"login": "niemand@example.com", "password": "fout"})
        words = "Het e-mailadres en wachtwoord horen niet bij elkaar"
        assert words in known.content.decode()
        assert words in unknown.content.decode()

    def test_asks_to_wait_after_five_failures_in_the_readers_language(self, client):
        person = confirmed()
        for _ in range(5):
            client.post("/en/accounts/login/", {"login": person.email, "password": "wrong"})
        late = client.post("/en/accounts/login/", {"login": person.email, "password": members.PASSWORD})
        assert "Too many failed attempts" in late.content.decode()
        late = client.post("/accounts/login/", {"login": person.email, "password": members.PASSWORD})
        assert "Te veel mislukte pogingen" in late.content.decode()

    def test_sends_a_new_link_to_who_has_not_proved_the_address(self, client):
        person = members.user()
        answer = client.post("/accounts/login/", {"login": person.email, "password": members.PASSWORD})
        assert answer["Location"] == reverse("account_email_verification_sent")

    def test_of_a_closed_account_is_refused_politely(self, client):
        person = confirmed(is_active=False)
        answer = client.post("/accounts/login/", {"login": person.email, "password": members.PASSWORD}, follow=True)
        assert not answer.wsgi_request.user.is_authenticated

    def test_goes_on_to_the_page_that_was_asked(self, client):
        person = confirmed()
        asked = client.get("/dashboard/application/")
        assert asked["Location"] == "/accounts/login/?next=/dashboard/application/"
        answer = client.post(
            asked["Location"], {"login": person.email, "password": members.PASSWORD, "next": "/dashboard/application/"}
        )
        assert answer["Location"] == "/dashboard/application/"


class TestLogOut:
    def test_takes_a_button(self, client):
        client.force_login(confirmed())
        assert client.get("/accounts/logout/").wsgi_request.user.is_authenticated
        client.post("/accounts/logout/")
        assert client.get("/dashboard/application/").status_code == 302


class TestPassword:
    def test_is_reset_by_a_link_that_works_once(self, client):
        person = confirmed()
        client.post("/accounts/password/reset/", {"email": person.email})
        path = link_in(letter("password_reset_key"))
        form = client.get(path, follow=True)
        answer = client.post(form.redirect_chain[-1][0], {"password1": STRONG}, follow=True)
        assert "Je wachtwoord is gewijzigd" in answer.content.decode()
        person.refresh_from_db()
        assert person.check_password(STRONG)
        assert letter("password_reset").to == person.email
        client.cookies.clear()
        assert "Deze link werkt niet meer" in client.get(path, follow=True).content.decode()

    def test_reset_does_not_tell_who_has_an_account(self, client):
        answer = client.post("/accounts/password/reset/", {"email": "niemand@example.com"})
        assert answer["Location"] == reverse("account_reset_password_done")
        assert letter("unknown_account").to == "niemand@example.com"

    def test_is_changed_with_the_current_one_and_never_to_the_same(self, client):
        person = confirmed()
        client.force_login(person)
        same = client.post(
            "/accounts/password/change/", {"oldpassword": members.PASSWORD, "password1": members.PASSWORD}
        )
        assert "password1" in same.context["form"].errors
        client.post("/accounts/password/change/", {"oldpassword": members.PASSWORD, "password1": STRONG})
        person.refresh_from_db()
        assert person.check_password(STRONG)
        assert letter("password_changed").to == person.email

    @pytest.mark.rule("PA security: password")
    def test_is_none_of_the_last_ones(self, client):
        person = confirmed()
        client.force_login(person)
        client.post("/accounts/password/change/", {"oldpassword": members.PASSWORD, "password1": STRONG})
        back = client.post("/accounts/password/change/", {"oldpassword": STRONG, "password1": members.PASSWORD})
        assert "niet eerder hebt gebruikt" in back.content.decode()

    def test_letters_lead_to_our_public_address(self, client, settings):
        settings.SITE_URL = "https://keurtegel.example"
        person = confirmed()
        client.post("/accounts/password/reset/", {"email": person.email}, headers={"host": "localhost"})
        assert "https://keurtegel.example/accounts/password/reset/key/" in letter("password_reset_key").text


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize(
    "page",
    ["login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "password/reset/key/1-abc/",
     "confirm-email/", "inactive/", "confirm-email/abc/"],
)  # fmt: skip
def test_every_page_for_visitors_is_ours(client, language, page):
    answer = client.get(f"{language}/accounts/{page}", follow=True)
    assert answer.status_code == 200
    assert 'class="door"' in answer.content.decode()


@pytest.mark.parametrize("page", ["password/change/", "logout/", "email/", "reauthenticate/"])
def test_every_page_for_people_is_ours(client, page):
    client.force_login(confirmed())
    answer = client.get(f"/accounts/{page}")
    assert answer.status_code == 200
    assert 'class="door"' in answer.content.decode()


class TestAddress:
    @pytest.fixture
    def person(self, client):
        found = confirmed(email="oud@example.com")
        client.force_login(found)
        return found

    def ask(self, client, **typed):
        asked = {"email": "nieuw@example.com", "password": members.PASSWORD, "action_add": "1", **typed}
        return client.post("/accounts/email/", asked)

    def test_is_changed_only_after_it_is_proved(self, client, person):
        self.ask(client)
        person.refresh_from_db()
        assert person.email == "oud@example.com"
        client.post(link_in(letter("email_confirmation")))
        person.refresh_from_db()
        assert person.email == "nieuw@example.com"

    def test_is_told_to_both_when_it_is_asked_and_when_it_is_done(self, client, person):
        self.ask(client)
        assert letter("email_change_asked").to == "oud@example.com"
        assert "nieuw@example.com" in letter("email_change_asked").text
        assert letter("email_confirmation").to == "nieuw@example.com"
        client.post(link_in(letter("email_confirmation")))
        assert letter("email_changed").to == "oud@example.com"
        assert letter("email_confirm").to == "nieuw@example.com"

    @pytest.mark.rule("PA security: access")
    @pytest.mark.parametrize("password", ["", "fout"])
    def test_takes_the_password(self, client, person, password):
        assert self.ask(client, password=password).context["form"].errors
        assert not SentLetter.objects.exists()

    def test_of_somebody_else_is_not_told_to_have_an_account(self, client, person):
        confirmed(email="bezet@example.com")
        free, taken = self.ask(client), self.ask(client, email="bezet@example.com")
        assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"])
        person.refresh_from_db()
        assert person.email == "oud@example.com"

    def test_stays_when_the_link_is_opened_and_not_used(self, client, person):
        self.ask(client)
        client.get(link_in(letter("email_confirmation")))
        person.refresh_from_db()
        assert person.email == "oud@example.com"


def test_who_signs_up_too_often_is_asked_to_wait(client):
    for _ in range(20):
        client.post("/accounts/signup/", {})
    answer = client.post("/accounts/signup/", {})
    assert answer.status_code == 429
    assert "Wacht een paar minuten" in answer.content.decode()
