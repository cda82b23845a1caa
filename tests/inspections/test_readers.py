"""From bytes to text: character sets, blocks, what is left out, and quotes that are exact."""

import pytest

from inspections.pages import Kind, normalise
from inspections.readers import decode, read, read_html, read_text
from inspections.unreadable import UnreadableDocument


def html(body, **facts):
    return read_html(f"<html><body>{body}</body></html>", url="https://shop.nl/", kind=Kind.OTHER, **facts)


class TestDecode:
    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            ("één".encode(), "text/html"),
            ("één".encode("cp1252"), "text/html"),
            ("één".encode("cp1252"), "text/html; charset=iso-8859-1"),
            ("één".encode("cp1252"), "text/html; charset=utf-8"),
            ("één".encode(), "text/html; charset=nonsense"),
            ("één".encode("utf-16"), "text/html"),
            (b"\xef\xbb\xbf" + "één".encode(), "text/html; charset=latin-1"),
        ],
    )
    def test_finds_the_character_set(self, body, content_type):
        assert decode(body, content_type) == "één"

    def test_believes_the_page_when_the_header_is_silent(self):
        body = '<meta charset="windows-1252"><p>één € 5'.encode("cp1252")
        assert "één € 5" in decode(body, "text/html")


class TestNormalise:
    def test_keeps_to_the_checklist(self):
        assert normalise("her\u00adroe\u00adpen\n\tbinnen\u00a014  “dagen”") == 'herroepen binnen 14 "dagen"'


class TestReadHtml:
    def test_keeps_words_of_one_block_together(self):
        assert html("<p>Tel: <b>085</b> 0090<br>KvK</p>").text == "Tel: 085 0090 KvK"

    def test_leaves_out_scripts_and_what_is_hidden(self):
        page = html(
            "<script>x</script><style>y</style><p hidden>z</p><p style='display: none'>w</p><p>dag</p><!-- c -->"
        )
        assert page.text == "dag"

    def test_shows_the_words_on_buttons(self):
        assert (
            html("<form><input type=submit value='Nu betalen'><button>Verder</button></form>").text
            == "Nu betalen Verder"
        )

    def test_tells_content_from_header_and_footer(self):
        page = html("<header>Menu</header><main><p>Inhoud van de pagina</p></main><footer>KvK 12345678</footer>")
        assert page.content.text.strip() == "Inhoud van de pagina"
        assert "KvK 12345678" in page.whole.text

    def test_makes_links_absolute(self):
        assert html("<a href='/privacy'> Privacy\nverklaring </a>").links == (
            ("https://shop.nl/privacy", "Privacy verklaring"),
        )

    @pytest.mark.parametrize("broken", ["", "<p>", "<<<>>>", "<div>" * 3000 + "diep", "<table><p>x</table></b>"])
    def test_survives_broken_html(self, broken):
        html(broken)


class TestReadText:
    def test_joins_hard_wrapped_lines(self):
        page = read_text("Dit is een zin die\nverdergaat. En nog een.\n- een punt", url="x", kind=Kind.OTHER)
        assert [block.text for block in page.blocks] == ["Dit is een zin die verdergaat. En nog een.", "- een punt"]

    def test_ends_no_sentence_at_an_abbreviation(self):
        page = read_text("Bakker B.V. levert op grond van art. 6 Alles. Daarna niets.", url="x", kind=Kind.OTHER)
        assert [sentence.text for sentence in page.sentences][-1] == "Daarna niets."


class TestRead:
    def test_refuses_bytes_that_are_no_text(self):
        with pytest.raises(UnreadableDocument):
            read(b"\x00\x01\x02", "", url="x", kind=Kind.OTHER)

    @pytest.mark.parametrize("body", [b"%PDF-1.7 broken", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>"])
    def test_refuses_a_broken_pdf(self, body):
        with pytest.raises(UnreadableDocument):
            read(body, "application/pdf", url="x", kind=Kind.OTHER)
