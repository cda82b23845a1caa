"""Of an answer only the new words land; nothing that somebody wrote is lost."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keurmerk.mail.arriving.quotes import without_history

CUT = {
    "Gmail in Dutch": "Dat is goed.\n\nOp ma 3 nov. 2025 om 10:12 schreef Keurtegel <post@keurtegel.example>:\n\n> Beste Jan\n> Hallo",
    "Gmail broken over lines": "Akkoord!\n\nOp maandag 3 november 2025 om 10:12 schreef Keurtegel van de\nafdeling geschillen <reply+d12c@in.example>:\n> Beste Jan",
    "Apple in English": "Yes please.\n\nOn 3 Nov 2025, at 10:12, Keurtegel <post@keurtegel.example> wrote:\n\n> Dear Jan",
    "HTML without signs": "Ja hoor\nOp ma 3 nov. 2025 om 10:12 schreef Keurtegel <post@keurtegel.example>:\nBeste Jan,\nEr is een bericht.",
    "Outlook": "Prima.\n\n________________________________\nVan: Keurtegel <post@keurtegel.example>\nVerzonden: maandag 3 november 2025 10:12\nAan: Jan\nOnderwerp: Nieuw bericht\n\nBeste Jan",
    "Outlook in English": "Fine.\nFrom: Keurtegel\nSent: Monday\nTo: Jan\nSubject: New message\n\nDear Jan",
    "a ruler": "Nee.\n\n-----Oorspronkelijk bericht-----\nVan: Keurtegel\nBeste Jan",
    "only signs": "Nee, dank je.\n\n> Beste Jan\n> Hallo\n",
    "Thunderbird in German": "Ja\n\nAm 03.11.25 um 10:12 schrieb Keurtegel:\n> Hallo",
}


class TestWithoutHistory:
    @pytest.mark.parametrize("text", CUT.values(), ids=CUT.keys())
    def test_keeps_the_answer_alone(self, text):
        found = without_history(text)
        assert found == text.split("\n")[0]

    def test_leaves_signature_and_telephone_out(self):
        assert without_history("Goed.\n\nVerzonden vanaf mijn iPhone\n\nOp ma 3 nov schreef K:\n> x") == "Goed."
        assert without_history("Goed.\n-- \nJan Bakker\n06 1234") == "Goed."

    def test_keeps_all_of_who_answers_between_the_lines(self):
        text = "Zie hieronder.\n\nOp ma 3 nov schreef K <k@example.com>:\n> Wanneer?\nGisteren.\n> Waar?\nThuis."
        assert without_history(text) == text

    def test_keeps_all_where_nothing_would_be_left(self):
        text = "Op ma 3 nov schreef K <k@example.com>:\n\nBeste Jan\n\nDit is mijn antwoord onderaan."
        assert without_history(text) == text
        assert without_history("> alleen\n> geciteerd") == "> alleen\n> geciteerd"

    def test_leaves_ordinary_words_alone(self):
        text = "Op maandag heb ik besteld.\nVan: mij mag het.\n\nDe winkel schreef: dat kan niet.\nOn sale since then."
        assert without_history(text) == text

    @given(st.text(alphabet="Op on schreef wrote:\n> -_Van", max_size=3000))
    @settings(max_examples=60, deadline=2000)
    def test_is_never_empty_for_a_mail_that_says_something(self, text):
        assert bool(without_history(text)) == bool(text.strip())

    @pytest.mark.parametrize(
        "evil", ["Op " * 60_000, "-" * 200_000, "Op x\n" * 40_000, "heeft " * 30_000 + ":", "> \n" * 60_000]
    )
    def test_is_through_in_no_time(self, evil):
        began = time.process_time()
        without_history(evil)
        assert time.process_time() - began < 1
