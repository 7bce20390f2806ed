"""Results that every format must tell alike: noise next to what a format could stumble over."""

from __future__ import annotations

from functools import cache

from cleaner import Cleaner, Document, __version__
from cleaner.results import Result, Run

NOISE = "About 40 a thousand people marched , at noon, in the recent days."
# name → what stands around the noise
HOSTILE = {
    "plain": NOISE,
    "script": f"<script>window.hacked = 1</script> {NOISE} </script x><script y>hacked()",
    "comment": f"<!-- {NOISE} --> <!-- <script z ]]> &amp; <img src=x onerror=hacked()>",
    "separators": f"One\u2028two\u2029three\x85four. {NOISE}",
    "quotes": f'"It\'s" `here` \\ {{{{ 7 * 7 }}}} {{% raw %}} ${{hacked}}. {NOISE} \'"',
    "control": f"A null \x00, a bell \x07, \x1b[31mred\x1b]0;title\x07. {NOISE}",
    "carriage returns": f"First line.\r\n\r\n{NOISE}\r\nLast line.\r\n",
    "lone return": f"First\rline. {NOISE}",
    "astral": f"😀 𝒜𝒷 👩‍👩‍👧 said so. {NOISE} 😀",
    "combining": f"Jose\u0301 of Sa\u0303o Joa\u0303o said so. {NOISE}",
    "right to left": f"\u202eabc\u202c \u2066x\u2069 שלום. {NOISE}",
    "commands": f"::error file=x,line=1::100% %0A :: , {NOISE}",
    "several lines": f"{NOISE}\n\n{NOISE}\n\n  {NOISE}",
    "clean": "About 40,000 people marched at noon.",
    "empty": "",
}


CLEANER = cache(Cleaner)  # loaded once, when it is first asked for


def results(*, applied=False, texts=HOSTILE):
    """Return a result for each text as a file, and for each as a row of one file."""
    cleaner = CLEANER()
    found = []
    for name, text in texts.items():
        file = f'articles/{name}, <b>%41</b> "é".txt'
        report = cleaner.clean_document(Document(text, id=file))
        found.append(Result(file, None, None, report, applied))
    for row, (name, text) in enumerate(texts.items(), 1):
        report = cleaner.clean_document(Document(text, id=f"id of {name}"))
        found.append(Result("corpus.jsonl", row, "text", report, applied))
    return found


def run(**options):
    """Return what the results of all rules share."""
    settings = {"unsafe_fixes": False, "source": "pt", "select": ["numbers", "</script>"]}
    return Run(CLEANER().catalogue.rules, __version__, settings=settings, **options)
