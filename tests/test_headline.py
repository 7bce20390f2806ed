"""Which line of a page is its headline."""

from __future__ import annotations

import pytest

from cleaner import Document
from cleaner.detectors.page import page_of

HEADLINE = "Ferry stays in port for the third day"
PROSE = (
    "The ferry between the islands did not run on Monday, because the crew of the only boat was "
    "down with the flu."
)


@pytest.mark.parametrize(
    "above",
    [
        "NEWS AGENDA CLASSIFIEDS CONTACT",
        "Home / Islands / Ferries /",
        "Status: 11/18/2021, 7:02 a.m.",
    ],
)
def test_menus_paths_and_stamps_above_the_headline_are_no_headline(above):
    page = page_of(Document(f"{above}\n\n{HEADLINE}\n\n{PROSE}"))
    assert page.texts[page.headline] == HEADLINE


@pytest.mark.parametrize("headline", [HEADLINE.upper(), f"{HEADLINE} / New pumps / Rain"])
def test_a_headline_may_have_capitals_and_slashes(headline):
    page = page_of(Document(f"{headline}\n\nThe crew is down with the flu\n\n{PROSE}"))
    assert page.texts[page.headline] == headline


def test_a_text_without_a_short_line_has_no_headline():
    assert page_of(Document(PROSE)).headline == -1
