"""Detectors that look at one line at a time find the same in a part as in the whole."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.detectors import DETECTORS, LOCAL
from cleaner.document import Document
from cleaner.rules import load_catalogue

RULES = load_catalogue().rules
LOOKING_LOCALLY = [r for r in RULES.values() if r.kind == "detector" and r.reads_lines]
OTHER_TEXTS = [e.bad or e.keep for rule in RULES.values() for e in rule.file.example]
DATE = datetime.date(2022, 6, 9)


def test_every_local_detector_is_one():
    assert set(DETECTORS) >= LOCAL
    assert {rule.file.detector for rule in LOOKING_LOCALLY} == LOCAL


@pytest.mark.parametrize("rule", LOOKING_LOCALLY, ids=lambda rule: rule.id)
@given(data=st.data())
def test_same_in_a_block_of_lines_as_in_the_whole(rule, data):
    own = [e.bad or e.keep for e in rule.file.example]
    piece = st.sampled_from(own) | st.sampled_from(OTHER_TEXTS)
    line_end = st.sampled_from(["\n", "\n\n", " \n"])
    blocks = data.draw(st.lists(st.builds(str.__add__, piece, line_end), min_size=2, max_size=5))
    found, start = [], 0
    for block in blocks:
        spots = rule.look(Document(block, date=DATE))
        found += [s._replace(start=s.start + start, end=s.end + start) for s in spots]
        start += len(block)
    assert list(rule.look(Document("".join(blocks), date=DATE))) == found
