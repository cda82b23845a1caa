"""Delimiter, names and columns are recognised in the lists that shops' systems write, and guessed where they can be."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.imports import layout

EXPORTS = {  # name of the system: first lines of its export, delimiter, line of names, columns
    "WooCommerce": (
        ("Order Number,Order Date,First Name (Billing),Last Name (Billing),Email (Billing),Order Total Amount\n"
        '1042,"March 2, 2026",Sanne,"de Koning",sanne@example.com,49.95\n'),
        ",", 1, ["NUMBER", "DATE", "FIRST_NAME", "LAST_NAME", "EMAIL", "TOTAL"],
    ),
    "Shopify": (
        ("Name,Email,Financial Status,Paid at,Total,Billing Name\n"
        "#1001,sanne@example.com,paid,2026-03-02 10:00:00 +0100,49.95,Sanne de Koning\n"
        "#1002,jan@example.com,paid,2026-03-02 10:00:00 +0100,12.00,Jan Smit\n"),
        ",", 1, ["NUMBER", "EMAIL", "", "DATE", "TOTAL", "NAME"],
    ),
    "Magento": (
        ('"ID","Purchase Point","Purchase Date","Bill-to Name","Customer Email","Grand Total (Base)"\n'
        '"000000123","Main","Mar 2, 2026","Sanne de Koning","sanne@example.com","49.95"\n'),
        ",", 1, ["NUMBER", "", "DATE", "NAME", "EMAIL", ""],
    ),
    "Lightspeed, in Dutch": (
        ("Ordernummer;Klant;E-mailadres;Taal;Verzonden op;Besteld op;Totaal\n"
        "ORD00123;Sanne de Koning;sanne@example.com;nl;03-03-2026;02-03-2026;49,95\n"),
        ";", 1, ["NUMBER", "NAME", "EMAIL", "LANGUAGE", "DATE", "", "TOTAL"],
    ),
    "Dutch with an infix and capitals": (
        ("BESTELNR;VOORNAAM;TUSSENVOEGSEL;ACHTERNAAM;E-MAIL\n12;Sanne;de;Koning;sanne@example.com\n"),
        ";", 1, ["NUMBER", "FIRST_NAME", "INFIX", "LAST_NAME", "EMAIL"],
    ),
    "Tabs": ("order\temail\n12\tsanne@example.com\n", "\t", 1, ["NUMBER", "EMAIL"]),
    "What Excel is told": ("sep=,\nE-mail,Order\nsanne@example.com,12\n", ",", 2, ["EMAIL", "NUMBER"]),
    "Titles above the names": (
        ("Bestellingen van maart\n\nOrdernummer;E-mail;Naam\n12;sanne@example.com;Sanne de Koning\n"),
        ";", 3, ["NUMBER", "EMAIL", "NAME"],
    ),
    "Without names": (
        ("40871;sanne@example.com;Sanne de Koning;02-03-2026;49,95;nl\n40872;jan@example.com;Jan Smit;03-03-2026;5,00;en\n"),
        ";", 0, ["NUMBER", "EMAIL", "NAME", "DATE", "TOTAL", "LANGUAGE"],
    ),
    "Addresses alone": ("sanne@example.com\njan@example.com\n", ";", 0, ["EMAIL"]),
    "Names that we do not know": (
        "Kenteken;Contact\nAB-12;sanne@example.com\nCD-34;jan@example.com\n", ";", 1, ["", "EMAIL"],
    ),
    "Amounts with a comma": (
        "E-mail;Bedrag\na@example.com;12,50\nb@example.com;3,00\n", ";", 1, ["EMAIL", "TOTAL"],
    ),
    "No addresses at all": ("kleur;maat\nrood;1\n", ";", 0, ["", ""]),
}  # fmt: skip


def guessed(text: str) -> layout.Layout:
    return layout.guess(io.BytesIO(text.encode()), charset="utf-8")


@pytest.mark.parametrize("name", EXPORTS)
def test_the_export_of(name):
    text, delimiter, header_line, columns = EXPORTS[name]
    found = guessed(text)
    assert (found.delimiter, found.header_line, found.columns) == (delimiter, header_line, columns)


def test_what_a_person_says_is_not_doubted():
    file = io.BytesIO(b"a;x@example.com\nb;y@example.com\n")
    found = layout.with_columns(file, charset="utf-8", delimiter=";", header_line=1)
    assert (found.header_line, found.columns) == (1, ["", "EMAIL"])


@given(st.text(max_size=500))
def test_any_text_has_a_layout(text):
    found = guessed(text.replace("\r", ""))
    assert len(found.columns) <= layout.MOST_COLUMNS
