"""The owner takes the code of a widget home, and sees first what it becomes."""

import pytest

from keurmerk import clock
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    person = members.user()
    client.force_login(person)
    return person


@pytest.fixture
def shop(owner):
    return reviews.inviting_shop(owner=owner)


def url(shop, query: str = "") -> str:
    return f"/dashboard/shops/{shop.pk}/widgets/{query}"


class TestWidgets:
    def test_begin_with_a_badge_in_the_shops_language(self, client, shop):
        page = client.get(url(shop))
        assert f'<keur-badge shop="{shop.pk}" lang="nl">' in page.context["code"]
        assert 'integrity="sha384-' in page.context["code"]
        assert f"&lt;keur-badge shop=&quot;{shop.pk}&quot;" in page.text  # to copy
        assert f'<keur-badge shop="{shop.pk}"' in page.text  # to see

    @pytest.mark.parametrize(
        ("query", "element"),
        [
            ("kind=seal&language=en&theme=dark", 'keur-seal shop="{}" lang="en" theme="dark"'),
            ("kind=reviews&language=de&theme=auto", 'keur-reviews shop="{}" lang="de" theme="auto"'),
            ("kind=reviews&layout=grid", 'keur-reviews shop="{}" lang="nl" layout="grid"'),
            ("kind=sidebar&theme=light", 'keur-sidebar shop="{}" lang="nl"'),
            ("kind=sidebar&side=left", 'keur-sidebar shop="{}" lang="nl" side="left"'),
            ("kind=badge&size=l", 'keur-badge shop="{}" lang="nl" size="l"'),
            ("kind=badge&layout=grid&side=left", 'keur-badge shop="{}" lang="nl"'),  # not for a badge
            ("kind=sidebar&size=l", 'keur-sidebar shop="{}" lang="nl"'),
            ("kind=seal&accent=%237a1fa2", 'keur-seal shop="{}" lang="nl" accent="#7a1fa2"'),
        ],
    )
    def test_are_what_was_chosen(self, client, shop, query, element):
        page = client.get(url(shop, f"?{query}"))
        assert f"<{element.format(shop.pk)}>" in page.context["code"]
        assert f"<{element.format(shop.pk)}>".replace(' theme="auto"', "") in page.context["previews"][0]["widget"]

    def test_are_shown_on_a_light_a_dark_and_a_narrow_ground(self, client, shop):
        page = client.get(url(shop, "?theme=auto"))
        looks = {each["ground"]: 'theme="dark"' in each["widget"] for each in page.context["previews"]}
        assert looks == {"light": False, "dark": True, "narrow": False}

    def test_large_reserve_as_much_room_as_they_will_take(self, client, shop):
        assert 'width="275" height="90"' in client.get(url(shop, "?size=l")).context["code"]

    @pytest.mark.parametrize(
        "odd", ["kind=stamp", "language=fr", "theme=%22%3E%3Cscript%3E", "kind=", "accent=red%22%3E%3Cscript%3E"]
    )
    def test_are_the_badge_after_an_odd_address(self, client, shop, odd):
        page = client.get(url(shop, f"?{odd}"))
        assert f'<keur-badge shop="{shop.pk}" lang="nl">' in page.context["code"]
        assert "<script>" not in page.text

    def test_run_the_script_of_our_own_host(self, client, shop):
        assert '<script type="module" src="/w/1/w.js"></script>' in client.get(url(shop)).text

    def test_come_as_a_frame_for_platforms_without_scripts(self, client, shop):
        frame = client.get(url(shop, "?language=en")).context["frame"]
        assert f"/w/frame/{shop.pk}.en.html" in frame
        assert "<script" not in frame

    def test_lead_to_the_certificate(self, client, shop):
        assert f"/certificate/{shop.pk}#{shop.host}" in client.get(url(shop)).text

    @pytest.mark.rule("4.1")
    def test_are_not_given_before_the_approval(self, client, owner):
        waiting = members.shop(owner=owner)
        page = client.get(url(waiting))
        assert "code" not in page.context
        assert "keur-badge" not in page.text
        assert "/dashboard/application/" in page.text

    def test_say_that_the_mark_is_off_during_a_suspension(self, client, shop):
        before = client.get(url(shop)).text
        shop.membership.suspend(actor="test", at=clock.now(), reason="x")
        assert "note--warn" in client.get(url(shop)).text
        assert "note--warn" not in before

    def test_of_another_shop_do_not_exist(self, client, shop):
        assert client.get(url(members.full_shop())).status_code == 404


class TestOwnColour:
    @pytest.mark.parametrize(
        ("query", "colour"),
        [
            ("accent=7a1fa2", "#7a1fa2"),
            ("accent=%23A12", "#aa1122"),
            ("accent=&picked=%237a1fa2&before=%23e4570b", "#7a1fa2"),  # picked
            ("accent=%23aa1122&picked=%237a1fa2&before=%237a1fa2", "#aa1122"),  # typed, with the picker left alone
            ("accent=&picked=%23e4570b&before=%23e4570b", None),
        ],
    )
    def test_is_typed_or_picked(self, client, shop, query, colour):
        code = client.get(url(shop, f"?{query}")).context["code"]
        assert (f'accent="{colour}"' in code) if colour else ("accent" not in code)

    @pytest.mark.parametrize(
        ("colour", "theme", "counts", "said"),
        [
            ("7a1fa2", "light", True, "Dark: it is too dark"),
            ("7a1fa2", "dark", False, "Dark: it is too dark"),
            ("7a1fa2", "auto", False, "Automatic: it must be seen on both"),
            ("ffee55", "light", False, "Light: it is too light"),
            ("ffee55", "dark", True, "Light: it is too light"),
        ],
    )
    def test_that_cannot_be_seen_is_told_and_left_out(self, client, shop, colour, theme, counts, said):
        page = client.get("/en" + url(shop, f"?accent={colour}&theme={theme}"))
        assert ("accent=" in page.context["code"]) is counts
        assert ("Your colour is not in the code" in page.text) is not counts
        assert said in page.text

    def test_that_is_no_colour_is_told(self, client, shop):
        page = client.get("/en" + url(shop, "?accent=greenish"))
        assert "This is not a colour" in page.text


class TestCode:
    def test_follows_when_asked(self, client, shop):
        code = client.get(url(shop, "?script=following")).context["code"]
        assert "/w/1/w.js" in code
        assert "integrity" not in code

    def test_is_explained_for_each_platform(self, client, shop):
        page = client.get(url(shop)).text
        for name in ("WooCommerce", "Shopify", "Magento", "Lightspeed"):
            assert f"<summary>{name}</summary>" in page

    def test_for_a_tag_manager_makes_script_and_element_by_itself(self, client, shop):
        code = client.get(url(shop)).context["tag_manager"]
        assert code.count("<") == 2  # its own script, opened and closed
        assert "\\u003ckeur-badge" in code
        assert 'script.integrity = "sha384-' in code

    def test_for_a_tag_manager_cannot_be_ended_by_a_name(self, client, shop):
        shop.change({"name": "</script><b>"}, actor="test", at=clock.now())
        assert client.get(url(shop)).context["tag_manager"].count("</script>") == 1


class TestTheResultByItself:
    def result(self, client, shop, query: str = ""):
        return client.get(f"/dashboard/shops/{shop.pk}/widgets/result/{query}")

    def test_is_the_part_that_changes(self, client, shop):
        answer = self.result(client, shop, "?kind=seal")
        assert "<html" not in answer.text
        assert "<keur-seal" in answer.text
        assert answer["HX-Replace-Url"] == url(shop, "?kind=seal")

    def test_keeps_odd_words_out_of_the_headers(self, client, shop):
        answer = self.result(client, shop, "?kind=a%0d%0aSet-Cookie:x")
        assert "\n" not in answer["HX-Replace-Url"]

    def test_of_another_shop_does_not_exist(self, client, shop):
        assert self.result(client, members.full_shop()).status_code == 404

    def test_before_the_approval_is_empty(self, client, owner):
        assert "keur-" not in self.result(client, members.shop(owner=owner)).text
