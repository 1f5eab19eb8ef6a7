"""Printed pages: tagged, safe from what people type, and never refused for a rare sign."""

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from programs import pdf


def page(words: str, title: object = "A title") -> bytes:
    return pdf.render("words", {"title": title, "words": words})


def test_a_page_is_a_tagged_pdf() -> None:
    made = page("One paragraph.\n\nAnother.")
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" in made


def test_the_same_words_make_the_same_page() -> None:
    assert page("Again") == page("Again")


def test_what_is_typed_is_never_read_as_typst() -> None:
    assert page('#panic("stop") = $x #import "house.typ"').startswith(b"%PDF-")


def test_control_characters_and_broken_letters_are_left_out() -> None:
    assert page("a\x00b\x07c\ud800d\te\nf") == page("abcd\te\nf")


def test_a_sign_without_a_font_costs_the_promise_of_tags_and_nothing_else() -> None:
    made = page("Hieroglyph \U00013000")
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" not in made


def test_lazy_words_are_spoken_in_the_language_of_the_reader() -> None:
    with translation.override("en-au"):
        assert page("x", title=gettext_lazy("Accept")) == page("x", title="Accept")


@pytest.mark.parametrize("name", ["nothing", "../intakes/offer", "/etc/hosts", ""])
def test_a_template_that_is_not_ours_is_refused(name: str) -> None:
    with pytest.raises(pdf.NoSuchTemplate):
        pdf.render(name, {"title": "x"})
