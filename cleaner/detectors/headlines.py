"""What a headline carries along: copies of itself, names of site and section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.furniture import section_names
from cleaner.detectors.language import is_translated
from cleaner.detectors.page import (
    MAYBE_START,
    Page,
    any_of,
    ends_sentence,
    has_credit,
    page_of,
    plain,
)
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Kept, Spot

# --- the same line again ---------------------------------------------------------------------

_FEWEST_REPEATED = 15  # characters
_NEAR_LINES = 4
_MOST_HEAD_LINES = 60  # before the running text; more is a list, not the head of a page
_MOST_HEADLINE_WORDS = 35
_LONGEST_HEADLINE = 250


def repeated_headline(document: Document) -> Iterator[Spot | Kept]:
    """Yield the later copies of a headline, to be deleted with their line.

    A copy is the same line again, but for bullets, case and a cut end (“The number of …”), or a
    beginning or end of the headline; it stands before the running text, or at most three
    lines below another copy if both look like headlines. A quotation that the text repeats stays.
    The name of a section that is glued to the first copy goes too.
    """
    page = page_of(document)
    if 0 <= page.headline < len(page.lines) - 1:
        line, following = page.lines[page.headline : page.headline + 2]
        label = _glued_section(line.text, following.text)
        if label:
            yield Spot(line.start, line.start + label, "", "the next line is the headline alone")
        elif behind := _hung_label(line.text, following.text):
            yield Spot(line.end - behind, line.end, "", "the next line is the headline alone")
    if not _may_be_copies(page):
        return
    shapes = _shapes(page)
    if not _may_repeat(page, shapes):
        return
    counts = Counter(shapes)
    for number in [n for n, shape in enumerate(shapes) if n and len(shape) >= _FEWEST_REPEATED]:
        line = page.lines[number]
        if line.text[-1] in ",;)]":
            continue
        earlier = range(max(0, number - _NEAR_LINES), number)
        if number < page.first:
            earlier = range(max(0, number - _MOST_HEAD_LINES), number)
        copy = next((n for n in earlier if _is_copy(page, shapes, counts, n, number)), None)
        if copy is None:
            continue
        if (copy == page.headline and _is_headline(line.text)) or is_translated(document):
            yield page.removal(number, f"the same as line {copy + 1}: {page.lines[copy].text[:40]}")
        else:
            against = "for a second headline; against: a caption, on a page that is not translated"
            yield Kept(line.start, line.end, against)


def _may_be_copies(page: Page) -> bool:
    """Tell whether a line but the first is cut, or ends like a headline, and stands near another.

    A whole sentence is no copy, and in the running text one line of that kind has none.
    """
    later = [number for number in page.open_ended if number]
    if not later:
        return False
    head = page.first + 2
    return later[0] < head + _NEAR_LINES or len(page.open_ended) > 1


def _shapes(page: Page) -> list[str]:
    """Return the lines as they are compared; empty for sentences in the running text."""
    texts = page.texts
    shapes = [""] * len(texts)
    for number in page.open_ended:
        if _may_be_copy(texts[number]):
            shapes[number] = plain(texts[number])
    head = page.first + 2
    shapes[:head] = map(plain, texts[:head])
    return shapes


def _may_repeat(page: Page, shapes: Sequence[str]) -> bool:
    """Tell whether a line is there twice, or may be a part of the headline or of another line."""
    known = [shape for shape in shapes if shape]
    if len(set(known)) < len(known) or any(
        page.lines[number].text[-1] == "…" for number in page.open_ended
    ):
        return True
    headline = shapes[page.headline] if page.headline >= 0 else ""
    others = (shape for shape in known if shape != headline)
    return any(headline.startswith(shape) or headline.endswith(shape) for shape in others)


def _may_be_copy(text: str) -> bool:
    return len(text) <= _LONGEST_HEADLINE and _is_headline(text)


def _is_copy(
    page: Page, shapes: Sequence[str], counts: Mapping[str, int], earlier: int, later: int
) -> bool:
    one, other, text = shapes[earlier], shapes[later], page.lines[later].text
    if one == other:
        head = later <= page.first + 1 and earlier <= page.first
        if ends_sentence(text) and not text.endswith("…"):
            return False
        return head or (_is_headline(text) and text.count(" ") >= 4 and counts[one] == 2)
    if later > page.first or one.count(" ") >= _MOST_HEADLINE_WORDS or other.count(" ") < 2:
        return False
    if ends_sentence(text) and not text.endswith("…"):
        return False
    if earlier == page.headline and _is_part(other, one):
        return True
    return text.endswith("…") and one.startswith(other[: other.rfind(" ")]) and len(other) > 30


def _is_headline(text: str) -> bool:
    return 2 <= text.count(" ") <= _MOST_HEADLINE_WORDS and (
        text.endswith("…") or not (ends_sentence(text) or has_credit(text))
    )


def _is_part(part: str, whole: str) -> bool:
    """Tell whether `part` begins or ends `whole`, at the edge of a word."""
    if whole.startswith(part):
        return not whole[len(part) : len(part) + 1].isalnum()
    return whole.endswith(part)


def _glued_section(text: str, copy: str) -> int:
    """Return how many characters of a section's name the next line, a copy, does not have."""
    if len(copy) < 20 or not text.endswith(copy):
        return 0
    label = text[: -len(copy)]
    return len(label) if len(label) <= 30 and label.strip(" -–|:").count(" ") < 3 else 0


# behind a headline: the name of a site, “– La Voz del Altiplano”
_HUNG = lazy_pattern(
    r"(?: [-–—] | ?\| ?)\p{Lu}[\p{L}\p{N}.’']*"
    r"(?: (?:\p{Lu}[\p{L}\p{N}.’']*|d[aeo]s?|del|de la|of|the|van|der|die|di|del[la]{0,2})){0,5}"
)
_FEWEST_HUNG_ON_SPACES = 3


def _hung_label(text: str, copy: str) -> int:
    """Return how many characters of a site's name stand behind what the next line copies."""
    rest = text[len(copy) :]
    if copy.count(" ") < _FEWEST_HUNG_ON_SPACES or not text.startswith(copy):
        return 0
    return len(rest) if _HUNG.fullmatch(rest) else 0


def doubled_line(document: Document) -> Iterator[Spot | Kept]:
    """Yield the second half of a line that prints the same text twice without a sign between.

    At least twenty characters; verse, slogans and numbers repeat less.
    """
    page = page_of(document)
    for line in map(page.lines.__getitem__, page.open_ended):
        half = _half(line.text)
        if half is None or ends_sentence(line.text):
            continue
        if has_credit(line.text) and not is_translated(document):
            yield Kept(
                line.start, line.end, "for a doubled line; against: a credit on a human page"
            )
        else:
            yield Spot(line.start + half, line.end, "", "the line is printed twice")


def _half(text: str) -> int | None:
    """Return where the second copy begins in a text that is doubled; None: it is not."""
    copy = (len(text) + 1) // 2
    half = len(text) - copy
    if half < 20 or text[copy : copy + 4] != text[:4] or text[copy:] != text[:half]:
        return None
    return half if (copy == half or text[half] == " ") and _is_caption(text[:half]) else None


def _is_caption(text: str) -> bool:
    """Tell whether a text that is doubled is no slogan, no refrain and no stutter."""
    shortest = 40 if text[-1] == "." else 20
    return len(text) >= shortest and text[-1] not in "!?,;" and len(set(text.split())) > 2


# --- what was hung on the headline -----------------------------------------------------------


_SHORTEST_HEADLINE = 20
_TIMED = lazy_pattern(r"\d[:.]\d\d\Z")  # “7 May, 19:30 | Town Hall” is no headline
_LAST_PART = lazy_pattern(
    r"(?:\s+(?P<sign>[-–—|])\s*|[-–—](?=[\w-]+\.\w+\s*$))(?P<label>[^–—|]*?)\s*$"
)


def headline_labels(
    document: Document,
    *,
    suffixes: tuple[str, ...],
    sections: tuple[str, ...],
    never: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield the names of site and section on the headline, “ | Song”, “Fires - ”, to be deleted.

    Only in the headline above a text: what follows a bar, three words at
    most and none of `never`; what follows a dash, if a pattern in `suffixes` matches it;
    what goes before a dash, if it is one of `sections`.
    """
    page = page_of(document)
    if page.headline < 0 or page.lines[page.headline].text.count(" ") > 30:
        return
    line = page.lines[page.headline]
    text = line.text
    label = 0
    while (section := _SECTION.match(text, label)) and section[1].casefold() in sections:
        label = section.end()
    if label:
        yield Spot(line.start, line.start + label, "", f"a section: {text[:label].strip(' -–|:')}")
    suffix = _suffix_start(text, any_of(suffixes), frozenset(never))
    if suffix < len(text):
        yield Spot(line.start + suffix, line.end, "", f"of the site: {text[suffix:].strip()}")


def label_trigger(*, suffixes: Iterable[str], sections: Iterable[str], never: Iterable[str]) -> str:
    """Return the trigger of `headline_labels`: a section first, or a bar or a suffix last."""
    before = rf"(?i:{MAYBE_START}(?:{'|'.join(map(regex.escape, sections))})(?: [-–] | ?\| |: ))"
    return rf"{before}|\s\|[^–—|\n]*$|[-–—]\s*(?:{'|'.join(suffixes)})[\s|–—-]*$"


_SECTION = lazy_pattern(
    r"(\p{Lu}[\p{L} ]{2,24}?)(?: [-–] | ?\| |(?<=[Ll]ast [Mm]inute): )(?=\p{Lu}|[“\"'‘])"
)


def _suffix_start(text: str, suffixes: regex.Pattern[str], never: frozenset[str]) -> int:
    end = len(text)
    while True:
        part = _LAST_PART.search(text, endpos=end)
        if part is None or part.start() < _SHORTEST_HEADLINE:
            return end
        label, bar = part["label"], part["sign"] == "|"
        named = bar and label.count(" ") < 3 and never.isdisjoint(label.split())
        named = named and _TIMED.search(text, 0, part.start()) is None
        if not (named or (part["label"] == "" and bar) or suffixes.fullmatch(label)):
            return end
        end = part.start()


_TRAIL_WORD = (
    r"(?:[\p{Lu}\d][\p{L}\d.&'’-]*+|d[aeou]s?|de[lmrn]?|dell[ae]|di|n[ao]|ao|em|en|el|las?|les?|los|van|of|the|and"
    r"|&|e|et|und|y|het|zu|im|from|in|for|on|at|your|news|online|sur|aus|uit)"
)
_TRAIL = lazy_pattern(
    rf"(?:(?:\s(?:[-–—|·•»>/]|::)\s|\|)(?=[\p{{Lu}}\d])"
    rf"(?P<part>{_TRAIL_WORD}(?:\s{_TRAIL_WORD}){{0,4}}))+"
    r"(?P<motto>\s[-–—|·]\s(?:(?:All the |Latest |Current )?[Nn]ews|Football|Sports?)\b"
    r"[^.!?:\n]{0,60})?$"
)
_FEWEST_HEADLINE_SPACES = 4


def headline_trails(document: Document, *, media: frozenset[str]) -> Iterator[Spot | Kept]:
    """Yield the short names behind dashes or bars at the end of the headline.

    “… - Travel - Island Courier” is the path of the page, section and site; a name alone is a
    section, or a site if it has two words, one of `media`, a motto behind it (“News from your
    region”), or the headline stands below without it. A name that the text has, too, may belong to
    the news: the last one speaks for all, the first for itself.
    """
    page = page_of(document)
    if not 0 <= page.headline < len(page.lines) - 1:
        return
    line = page.lines[page.headline]
    trail = _TRAIL.search(line.text)
    if trail is None or line.text.count(" ", 0, trail.start()) < _FEWEST_HEADLINE_SPACES:
        return
    first = page.lines[min(page.first, len(page.lines) - 1)]
    text = document.text[max(line.end, first.start) :]
    start = line.start + trail.start()
    names, ends = trail.captures("part"), trail.ends("part")
    words = names[-1].lower().split()
    sure = plain(names[-1]) in section_names() or trail["motto"] is not None
    sure = sure or line.text[: trail.start()] in page.texts
    if len(names) == 1 and not sure and (len(words) < 2 or media.isdisjoint(words)):
        return
    if names[-1] in text:
        against = f"for the path of the page; against: the text tells of {names[-1]}"
        yield Kept(start, line.end, against)
        return
    if len(names) > 2 and names[0] in text:
        start = line.start + ends[0]
    path = document.text[start : line.end].strip(" -–—|·•»>/:")
    yield Spot(start, line.end, "", f"the path of the page: {path}")


_GLUED_LABEL = lazy_pattern(r"(?P<label>\p{Lu}(?:\p{Ll}+|\p{Lu}+))(?=(?P<word>\p{Lu}\p{Ll}+)[ ,:])")


def glued_sections(document: Document, *, labels: frozenset[str]) -> Iterator[Spot | Kept]:
    """Yield the name of a section that is stuck to the first word of the headline.

    The rest is a word of English or of the text below; stuck together they are no name of the text.
    """
    page = page_of(document)
    if not 0 <= page.headline < len(page.lines) - 1:
        return
    line = page.lines[page.headline]
    match = _GLUED_LABEL.match(line.text)
    if match is None or match["label"].lower() not in labels:
        return
    below, word = document.text[line.end :], match["word"]
    if match["label"] + word not in below and (is_english(word.lower()) or word in below):
        end = line.start + match.end("label")
        yield Spot(line.start, end, "", "the name of a section, stuck to the headline")


_DATELINE = lazy_pattern(
    r"[(\[](?P<name>[^()\[\]\n]{5,50})[)\]]\s?(?:\.?[–—-]|:)\s(?=\S)"
    r"|(?P<name>(?:\p{Lu}[\p{L}\d.&’'-]*+ ){1,3}\p{Lu}?[\p{L}\d.]++)"
    r"(?:\s[–—-]\s(?=[\p{Lu}“\"])|(?P<run>\s)(?=(?:The|An?|In|On|At|After|This) \p{Ll}))"
)
_ADDRESS = lazy_pattern(r"[\w-]+\.(?:com|net|org|info|fr|de|es|it|pt|ru|ua|nl|tr)(?:\.\w\w)?")


def masthead_datelines(
    document: Document, *, media: frozenset[str], agencies: frozenset[str]
) -> Iterator[Spot | Kept]:
    """Yield the name of a paper in brackets and a dash, before the first words of the text.

    The name has two words or more, one of `media` among them, the last one where the dash is lost:
    “Valley Bulletin The oldest tram”. An agency or a chain of several papers may be whom the text
    is from, and stays: a name with one of `agencies`.
    """
    page = page_of(document)
    if page.first == len(page.lines):
        return
    line = page.lines[page.first]
    dateline = _DATELINE.match(line.text)
    if dateline is None:
        return
    words = dateline["name"].split()
    small = {word.casefold() for word in words}
    named = words[0][0].isupper() or words[0][0].isdigit()
    known = len(words) > 1 and named and not small.isdisjoint(media)
    if dateline["run"] and words[-1].casefold() not in media:
        return
    if not known and _ADDRESS.fullmatch(words[-1]) is None:
        return
    if small.isdisjoint(agencies):
        yield Spot(line.start, line.start + dateline.end(), "", f"a paper: {dateline['name']}")
    else:
        against = "for the name of the site; against: an agency, whose report it may be"
        yield Kept(line.start, line.start + dateline.end(), against)


def masthead(document: Document, *, names: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield a first line that is the name of the site, above the headline, to be deleted.

    Two to four words with a capital, one of `names` the last; the headline below is longer and no
    sentence, and text follows. Such a line right above the text is a headline itself.
    """
    page = page_of(document)
    if len(page.lines) < 3 or page.first < 2:
        return
    words, headline = page.lines[0].text.split(), page.lines[1].text
    named = 2 <= len(words) <= 4 and words[-1] in names and all(map(_is_capital, words))
    if named and headline.count(" ") >= 5 and not ends_sentence(headline):
        yield page.removal(0, "the name of a site, above the headline")


def _is_capital(word: str) -> bool:
    return word[0].isupper() or word.isdigit()
