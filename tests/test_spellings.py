"""Names in two spellings: what is said of them does not hang on the order of a set."""

from __future__ import annotations

from tests.hash_seeds import printed_under

TWO_SPELLINGS = """
from cleaner.detectors.spellings import garbled_names
from cleaner.document import Document

stems = ["urbatim", "urgutin", "ursalim", "urgalim", "urhanim", "uldasim"]
pairs = [(f"{c}o{stem}ov", f"{c}{stem}ova") for c, stem in zip("KSMTBG", stems)]
text = " ".join(f"The ferry of Zaur {whole} left. Then {left} was ill." for left, whole in pairs)
for spot in garbled_names(Document(text), titles=(), known=()):
    print(spot)
"""


def test_a_clipped_name_is_told_whatever_order_the_words_come_in() -> None:
    told = printed_under(TWO_SPELLINGS, "1", "2", "3")
    assert len(told) == 1
    assert told.pop().count(b"perhaps") == 6
