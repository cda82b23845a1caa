"""The application: leave, resume, check, send, withdraw, ask again. Nothing typed is lost; nobody else's is seen."""

from datetime import timedelta

import pytest

from keurmerk import tokens
from keurmerk.lifecycle import IllegalMove
from members import documents
from members.models import Application, Shop
from tests.factories import members

pytestmark = pytest.mark.django_db
HERE = "/dashboard/application/"
COMPANY = {
    "legal_name": "Fietsgoed B.V.",
    "legal_form": "BV",
    "kvk_number": "1234 5678",
    "vat_number": "NL 8643.79.213.B01",
    "street": "Voorbeeldkade",
    "house_number": "12",
    "postcode": "8011ab",
    "city": "Zwolle",
    "phone": "038 123 45 67",
    "email": "info@fietsgoed.example",
}
SHOP = {
    "shop_url": "https://www.Fietsgoed.example/nl",
    "shop_name": "Fietsgoed",
    "shop_language": "nl",
    "shop_description": "Fietsen en onderdelen",
}
TICKED = {"owns_shop": "on", "answers_are_true": "on", "material_is_ours": "on", "knows_requirements": "on"}
AGREED = dict.fromkeys(documents.CURRENT, "on")


@pytest.fixture
def anna(client):
    person = members.user()
    client.force_login(person)
    return person


@pytest.fixture
def draft(anna, client):
    client.post(f"{HERE}start/")
    return Application.objects.get(applicant=anna)


def fill_in(client, **parts):
    answers = {"company": COMPANY, "shop": SHOP, "goods": {}, "declarations": TICKED, "documents": AGREED, **parts}
    return [client.post(f"{HERE}{name}/", typed) for name, typed in answers.items()]


class TestBeginning:
    @pytest.mark.rule("3.1")
    def test_explains_first_and_writes_nothing(self, anna, client):
        page = client.get(HERE)
        assert "Meld je webshop aan" in page.content.decode()
        assert not Application.objects.exists()

    def test_twice_makes_one_draft(self, draft, client):
        client.post(f"{HERE}start/")
        assert Application.objects.count() == 1

    def test_needs_somebody_who_is_logged_in(self, client):
        assert client.get(HERE)["Location"].startswith("/accounts/login/")

    def test_of_a_second_shop_knows_the_company(self, anna, client):
        first = members.full_shop(owner=anna)
        client.post(f"{HERE}start/")
        assert Application.objects.get(applicant=anna).member == first.member


class TestTasks:
    def test_tell_not_started_from_not_complete_from_done(self, draft, client):
        client.post(f"{HERE}company/", {**COMPANY, "kvk_number": "1234567"})
        client.post(f"{HERE}shop/", SHOP)
        page = client.get(HERE).content.decode()
        assert page.count("Niet compleet") == 1
        assert page.count("Klaar<") == 1
        assert page.count("Niet begonnen") == 3

    @pytest.mark.rule("3.2")
    def test_keep_what_was_typed_wrong_until_it_is_right(self, draft, client):
        client.post(f"{HERE}company/", {**COMPANY, "kvk_number": "1234567", "street": "Kerkstraat"})
        again = client.get(f"{HERE}company/").content.decode()
        assert 'value="1234567"' in again
        assert 'value="Kerkstraat"' in again
        client.post(f"{HERE}company/", COMPANY)
        draft.refresh_from_db()
        assert draft.unfinished == {}
        assert draft.member.kvk_number == "12345678"
        assert draft.member.postcode == "8011 AB"
        assert draft.member.vat_number == "NL864379213B01"

    def test_of_somebody_else_do_not_exist(self, draft, client):
        client.force_login(members.user())
        assert client.get(f"{HERE}company/").status_code == 404
        assert "Meld je webshop aan" in client.get(HERE).content.decode()

    def test_that_we_do_not_have_are_a_404(self, draft, client):
        assert client.get(f"{HERE}magic/").status_code == 404


class TestCompany:
    @pytest.mark.parametrize(
        ("wrong", "dutch", "english"),
        [
            ({"kvk_number": "1234567"}, "8 cijfers, je hebt er 7 ingevuld", "8 digits, you entered 7 digits"),
            ({"kvk_number": "12E45678"}, "bestaat alleen uit cijfers", "has digits only"),
            ({"vat_number": "NL864379214B01"}, "Dit btw-nummer klopt niet", "This VAT number is not right"),
            ({"postcode": "801 AB"}, "4 cijfers en 2 letters", "4 digits and 2 letters"),
            ({"phone": "1234"}, "Een telefoonnummer heeft 10 cijfers", "A phone number has 10 digits"),
        ],
    )
    def test_says_what_is_wrong_in_the_readers_language(self, draft, client, wrong, dutch, english):
        typed = {**COMPANY, **wrong}
        page = client.post(f"{HERE}company/", typed).content.decode()
        assert dutch in page
        assert "Controleer je antwoorden" in page
        assert "<title>Fout:" in page
        assert english in client.post(f"/en{HERE}company/", typed).content.decode()

    def test_takes_a_sole_traders_vat_number_and_none_at_all(self, draft, client):
        for number in ("NL000099998B57", ""):
            answer = client.post(f"{HERE}company/", {**COMPANY, "vat_number": number})
            assert answer.status_code == 302


class TestShop:
    @pytest.mark.rule("5.7")
    def test_is_known_by_one_spelling_of_its_host(self, draft, client):
        client.post(f"{HERE}shop/", SHOP)
        draft.refresh_from_db()
        assert draft.shop_host == "fietsgoed.example"

    def test_may_be_typed_without_https(self, draft, client):
        client.post(f"{HERE}shop/", {**SHOP, "shop_url": "fietsgoed.nl"})
        draft.refresh_from_db()
        assert (draft.shop_host, draft.shop_url) == ("fietsgoed.nl", "https://fietsgoed.nl")

    @pytest.mark.parametrize(
        "address", ["fietsgoed", "https://", "mailto:a@b.nl", "fiets goed.nl", "https://192.168.1.7/"]
    )
    def test_must_have_an_address_on_the_web(self, draft, client, address):
        page = client.post(f"{HERE}shop/", {**SHOP, "shop_url": address})
        assert page.status_code == 200
        assert page.context["form"].errors["shop_url"]

    def test_must_have_an_ending_that_exists(self, draft, client):
        page = client.post(f"{HERE}shop/", {**SHOP, "shop_url": "https://fietsgoed.nll"}).content.decode()
        assert "Op fietsgoed.nll kan geen webshop staan" in page

    @pytest.mark.rule("5.7")
    def test_of_another_says_what_to_do(self, draft, client):
        members.shop(host="fietsgoed.example")
        page = client.post(f"{HERE}shop/", SHOP).content.decode()
        assert "fietsgoed.example is al aangemeld" in page
        assert "hallo@keurtegel.example" in page

    def test_of_ones_own_is_found_under_ones_webshops(self, draft, anna, client):
        members.shop(host="fietsgoed.example", owner=anna)
        assert "Je hebt fietsgoed.example al aangemeld" in client.post(f"{HERE}shop/", SHOP).content.decode()

    def test_may_take_a_host_that_a_former_member_left(self, draft, client, now):
        members.shop(host="fietsgoed.example", ended_at=now)
        assert client.post(f"{HERE}shop/", SHOP).status_code == 302


class TestDeclarations:
    @pytest.mark.rule("3.5")
    @pytest.mark.parametrize("missing", TICKED)
    def test_are_all_needed(self, draft, client, missing):
        page = client.post(f"{HERE}declarations/", {name: "on" for name in TICKED if name != missing})
        assert list(page.context["form"].errors) == [missing]


class TestDocuments:
    @pytest.mark.rule("2.12")
    def test_are_accepted_in_the_version_of_today(self, draft, client):
        assert "versie 2026-01" in client.get(f"{HERE}documents/").content.decode()
        client.post(f"{HERE}documents/", AGREED)
        assert set(draft.acceptances.values_list("document", "version")) == set(documents.CURRENT.items())

    @pytest.mark.rule("2.1")
    def test_keep_who_when_and_from_where(self, draft, anna, client, now):
        client.post(f"{HERE}documents/", AGREED, REMOTE_ADDR="2001:db8::7")
        client.post(f"{HERE}documents/", AGREED, REMOTE_ADDR="192.0.2.9")  # accepted already
        assert set(draft.acceptances.values_list("user", "ip_address")) == {(anna.pk, "2001:db8::7")}
        assert draft.acceptances.filter(accepted_at__isnull=False).count() == len(documents.CURRENT)

    @pytest.mark.parametrize("address", ["", "127.0.0.1"])
    def test_are_accepted_through_a_proxy_without_an_address_too(self, draft, client, address):
        client.post(f"{HERE}documents/", AGREED, REMOTE_ADDR=address)
        assert set(draft.acceptances.values_list("ip_address", flat=True)) == {address or None}

    @pytest.mark.rule("2.1")
    def test_are_all_needed(self, draft, client):
        page = client.post(f"{HERE}documents/", {"TERMS": "on"})
        assert set(page.context["form"].errors) == {"CODE", "PROCESSING"}
        assert draft.missing_acceptances()


class TestSending:
    @pytest.mark.rule("5.1")
    def test_starts_the_contract_and_shows_where_it_stands(self, draft, client):
        fill_in(client)
        check = client.get(f"{HERE}check/").content.decode()
        for answer in ("12345678", "NL864379213B01", "Voorbeeldkade 12", "fietsgoed.example", "Wijzig"):
            assert answer in check
        page = client.post(f"{HERE}check/", follow=True).content.decode()
        assert "Je aanvraag is verstuurd" in page
        draft.refresh_from_db()
        assert draft.state == "SUBMITTED"
        assert draft.shop.membership.state == "PENDING"

    def test_waits_until_every_part_is_done(self, draft, client):
        fill_in(client, documents={"TERMS": "on"})
        answer = client.post(f"{HERE}check/", follow=True)
        assert "Maak eerst elk onderdeel af" in answer.content.decode()
        assert Application.objects.get().state == "DRAFT"

    def test_that_loses_the_race_for_a_host_says_so_and_keeps_all(self, draft, client):
        fill_in(client)
        members.shop(host="fietsgoed.example")
        answer = client.post(f"{HERE}check/")
        assert answer.status_code == 409
        assert "fietsgoed.example is al aangemeld" in answer.content.decode()
        assert Application.objects.get().shop_name == "Fietsgoed"

    def test_twice_is_sending_once(self, draft, client, now):
        fill_in(client)
        client.post(f"{HERE}check/")
        assert client.post(f"{HERE}check/").status_code == 404
        assert Shop.objects.count() == 1
        with pytest.raises(IllegalMove):
            draft.submit(actor="test", at=now)

    def test_can_be_taken_back(self, draft, client):
        fill_in(client)
        client.post(f"{HERE}check/")
        assert "intrekken" in client.get(f"{HERE}withdraw/").content.decode()
        assert "Je aanvraag is ingetrokken" in client.post(f"{HERE}withdraw/", follow=True).content.decode()
        assert Application.objects.get().state == "WITHDRAWN"
        assert client.get(f"{HERE}withdraw/").status_code == 404

    def test_works_in_english_too(self, draft, client):
        fill_in(client)
        assert "Check your answers" in client.get(f"/en{HERE}check/").content.decode()


class TestReinspection:
    @pytest.fixture
    def rejected(self, anna, now):
        made = members.application(applicant=anna)
        made.submit(actor="test", at=now)
        made.complete(actor="test", at=now)
        made.take_into_inspection(actor="test", at=now)
        made.reject(actor="test", at=now)
        return made

    @pytest.mark.rule("4.9")
    def test_is_asked_from_the_dashboard(self, rejected, client):
        assert "Nog niet goedgekeurd" in client.get(HERE).content.decode()
        client.post(f"{HERE}reinspection/", {"what_changed": "De retourpagina"})
        rejected.refresh_from_db()
        assert (rejected.state, rejected.what_changed) == ("READY", "De retourpagina")

    @pytest.mark.rule("4.10")
    def test_is_asked_with_the_link_of_the_letter_without_logging_in(self, rejected, client):
        client.logout()
        link = f"/dashboard/reinspection/{tokens.sign('reinspection', rejected.pk)}/"
        assert "opnieuw keuren" in client.get(link).content.decode()
        rejected.refresh_from_db()
        assert rejected.state == "REJECTED"  # opening a link asks nothing: scanners open links too
        assert "We hebben je verzoek" in client.post(link, {"what_changed": ""}).content.decode()
        assert "We hebben je verzoek" in client.post(link, {"what_changed": ""}).content.decode()
        rejected.refresh_from_db()
        assert rejected.state == "READY"

    @pytest.mark.rule("4.10")
    def test_link_works_for_sixty_days(self, rejected, client):
        import time_machine

        with time_machine.travel("2026-01-01", tick=False):
            link = f"/dashboard/reinspection/{tokens.sign('reinspection', rejected.pk)}/"
        with time_machine.travel("2026-03-01", tick=False):
            assert client.get(link).status_code == 200
        with time_machine.travel("2026-03-03", tick=False):
            late = client.get(link)
        assert late.status_code == 410
        assert "Deze link werkt niet meer" in late.content.decode()

    def test_link_of_another_purpose_does_not_work(self, rejected, client):
        assert client.get(f"/dashboard/reinspection/{tokens.sign('other', rejected.pk)}/").status_code == 410

    def test_is_not_needed_after_approval(self, rejected, client, now):
        rejected.ask_reinspection(actor="test", at=now)
        rejected.take_into_inspection(actor="test", at=now)
        rejected.approve(actor="test", at=now + timedelta(days=1))
        link = f"/dashboard/reinspection/{tokens.sign('reinspection', rejected.pk)}/"
        assert "is goedgekeurd" in client.post(link, {}).content.decode()
        assert "Naar je webshop" in client.get(HERE).content.decode()


class TestStates:
    @pytest.mark.parametrize("language", ["", "/en"])
    @pytest.mark.parametrize(
        "state",
        ["SUBMITTED", "READY", "ON_HOLD", "IN_INSPECTION", "REJECTED", "APPROVED", "REFUSED", "WITHDRAWN", "LAPSED"],
    )
    def test_each_has_its_page(self, anna, client, now, state, language):
        made = members.application(applicant=anna)
        made.submit(actor="test", at=now)
        Application.objects.filter(pk=made.pk).update(state=state, decided_at=now, held_from="READY", waits_until=now)
        assert client.get(f"{language}{HERE}").status_code == 200
