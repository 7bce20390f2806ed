"""Furniture of a web page: buttons, comment forms, teasers.

Labels come from the rules and from `rules/languages/`; a label that may be a heading needs a
witness: its place on the page, its neighbours, or marks of a translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import is_translated, reads_foreign
from cleaner.detectors.lines import Memo, line_matcher
from cleaner.detectors.page import (
    BULLET,
    OPENING_MARKS,
    Page,
    Zone,
    ends_sentence,
    is_prose,
    last_sentences,
    page_of,
    plain,
)
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Kept, Spot
from cleaner.resources import languages

_LONGEST_LABEL = 60


# --- menus, buttons, comment forms -----------------------------------------------------------

_STRONG, _TWO_WORDS, _SMALL_WORD, _ONE_WORD, _GLUE = 6, 3, 3, 2, 0
_ENOUGH = 6
_SIGN_BEHIND_LABEL = lazy_pattern(r"(?:[:.]| [-–—|])\s")
# It speaks for a menu where a label stands beside it
_INVITES = lazy_pattern(
    r"(?:sign up|subscribe|receive|register|join|follow|get|log in)\b[^\n.]{0,110}"
    r"\b(?:newsletters?|news|e-?mail|inbox|account|channels?|notifications?|alerts?|subscri\w+|app"
    r"|bulletins?|whats ?app|telegram)\b",
    regex.IGNORECASE,
)
_GLUE_LINES = frozenset({"|", "/", "on", "and", "by", "in", "·", "•", "-", "–", "x", "×"})


def site_chrome(
    document: Document, *, lines: tuple[str, ...], labels: frozenset[str]
) -> Iterator[Spot | Kept]:
    """Yield lines of menus, buttons and comment forms, to be deleted.

    A line that a pattern in `lines` matches, that is a label of three words or more, or a label
    with words in another language (“Anzeige – hier geht es weiter”), speaks for itself. Shorter
    labels (`labels`, and the chrome of all languages) count only in a run of neighbours: three
    single words, two double ones, or next to one that speaks for itself; a double one is enough
    outside the running text of a page with marks of a translation, two single ones behind it.
    """
    page = page_of(document)
    matches, known = line_matcher(lines), _chrome_labels(labels)
    texts = page.texts
    marks: list[int | None] = [None] * len(texts)
    for number in matches.among(texts):
        marks[number] = _STRONG
    for number, text in enumerate(texts):
        if len(text) <= _LONGEST_LABEL:
            marks[number] = _chrome_weight(text, known, matched=marks[number] is not None)
    if not any(marks):
        return
    for start, end in _runs(marks):
        run = [mark or 0 for mark in marks[start:end]]
        zone: Zone = "edges" if _TWO_WORDS in run else "tail"
        enough = sum(run) >= _ENOUGH or (
            (zone == "edges" or (len(run) > 1 and sum(run) >= 2 * _ONE_WORD))
            and all(page.lies_in(n, zone) for n in range(start, end))
            and is_translated(document)
        )
        if enough and _is_site_above(document, page, start, end):
            yield page.removal(0, "the name of the site, above its menu")
        if enough:
            yield page.removal(start, through=end - 1)
        else:
            against = "for a button; against: nothing else near it is"
            yield from (Kept(line.start, line.end, against) for line in page.lines[start:end])


def _is_site_above(document: Document, page: Page, start: int, end: int) -> bool:
    """Tell whether the first line is attached to a menu that the headline follows."""
    if start != 1 or end - start < _FEWEST_MENU_LINES - 1 or end >= page.first:
        return False
    title = page.lines[0].text
    attached = page.is_attached(1) and not page.is_attached(end)
    return attached and not ends_sentence(title) and is_translated(document)


def _chrome_weight(text: str, known: frozenset[str], *, matched: bool) -> int | None:
    """Return how much a short line speaks for a menu; None: it is no part of one."""
    if plain(text) not in known:
        if matched or _is_native_notice(text, known):
            return _STRONG
        if _INVITES.match(text):
            return _ENOUGH - _ONE_WORD
        return _GLUE if text in _GLUE_LINES else None
    words = text.count(" ") + 1
    if words >= 3:
        return _STRONG
    if words == 2:
        return _TWO_WORDS
    return _SMALL_WORD if text.islower() else _ONE_WORD


def _is_native_notice(text: str, known: frozenset[str]) -> bool:
    """Tell whether a line is a label and, behind a sign, a few words that are not English."""
    sign = _SIGN_BEHIND_LABEL.search(text)
    if sign is None or plain(text[: sign.start()]) not in known:
        return False
    return reads_foreign(text[sign.end() :])


def _runs(marks: Sequence[int | None]) -> Iterator[tuple[int, int]]:
    """Yield the spans of neighbours that are marked; glue alone is no run, nor ends one."""
    number = 0
    while number < len(marks):
        end = number
        while end < len(marks) and marks[end] is not None:
            end += 1
        start, stop = number, end
        number = end + 1
        while start < stop and marks[stop - 1] == _GLUE:
            stop -= 1
        if start < stop:
            yield start, stop


@cache
def _chrome_labels(more: frozenset[str]) -> frozenset[str]:
    tables = (
        plain(label)
        for language in languages().values()
        for table in (language.furniture, language.furniture_translated)
        for label in table.chrome
    )
    return frozenset({*tables, *more} - {""})


_CONTINUED = lazy_pattern(r"(?:That|This|It|These|Those|Such|So|The word|The words)\b")


def lone_buttons(document: Document, *, labels: frozenset[str]) -> Iterator[Spot | Kept]:
    """Yield lines that are one word of a button, alone between paragraphs or at an end of them.

    A figure may stand behind it (“Discuss 12”). The line above ends in a full stop, or is the
    headline; the line below is running text that does not take the word up (“That is …”), another
    short line, or says the same word.
    """
    page = page_of(document)
    for number, line in enumerate(page.lines):
        if len(line.text) > _LONGEST_LONE or plain(_COUNTER.sub("", line.text)) not in labels:
            continue
        above = page.lines[number - 1].text if number else ""
        below = page.lines[number + 1].text if number + 1 < len(page.lines) else ""
        placed = is_prose(above) or (number == page.headline + 1 and above)
        rest = page.lines[number + 2].text if number + 2 < len(page.lines) else ""
        between = len(below) <= _LONGEST_LONE and (not rest or is_prose(rest))
        ends = not below or between or plain(line.text) in below.lower()
        if placed and (ends or (is_prose(below) and not _CONTINUED.match(below))):
            yield page.removal(number)
        else:
            yield Kept(line.start, line.end, "for a button; against: it does not stand alone")


_LONGEST_LONE = 24
_COUNTER = lazy_pattern(r"[ :([]*\d{1,5}[)\]]?$")

_MOST_BOX_SPACES, _MOST_BOX_LINES = 24, 3


def named_boxes(document: Document, *, names: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield the name of a box and what it says right below it, to be deleted with it.

    One of `names` is a whole line, and up to three short lines are attached to it: elsewhere a
    blank line parts the paragraphs, and a heading from its text.
    """
    page = page_of(document)
    is_name = line_matcher(names)
    for number, line in enumerate(page.lines):
        if len(line.text) > _LONGEST_LABEL or not is_name(line.text):
            continue
        end = number + 1
        while end < len(page.lines) and page.is_attached(end):
            end += 1
        below = page.lines[number + 1 : end]
        alone = number == 0 or not page.is_attached(number)
        if not below or not alone or number == page.headline:
            continue
        if len(below) <= _MOST_BOX_LINES and all(
            one.text.count(" ") <= _MOST_BOX_SPACES and one.text[0] not in '“"«' for one in below
        ):
            yield page.removal(number, f"a box: {line.text}", through=end - 1)
        else:
            yield Kept(line.start, line.end, "for the name of a box; against: a text below it")


_LONGEST_KEYWORD, _MOST_KEYWORD_LINES = 40, 8


def keyword_lists(document: Document, *, labels: frozenset[str]) -> Iterator[Spot]:
    """Yield one of `labels` (“Tags”) and the keywords below it at the end of a page.

    Up to eight short lines follow, without a stop, and nothing else.
    """
    page = page_of(document)
    last = len(page.lines) - 1
    for number in range(max(page.last + 1, last - _MOST_KEYWORD_LINES), last):
        below = page.texts[number + 1 :]
        if plain(page.lines[number].text) in labels and all(map(_is_keyword, below)):
            yield page.removal(number, f"{len(below)} lines of keywords", through=last)
            return


def _is_keyword(text: str) -> bool:
    return len(text) <= _LONGEST_KEYWORD and not ends_sentence(text)


_MOST_LABELS = 4


@cache
def section_names() -> frozenset[str]:
    """Return what the sections of a site are called in English and other languages, small."""
    return frozenset(
        plain(label) for language in languages().values() for label in language.furniture.sections
    )


def section_labels(document: Document) -> Iterator[Spot | Kept]:
    """Yield the first lines of a page that are nothing but names of sections, to be deleted.

    Running text must follow them, and no other name of a section: a list of short news, each
    below the name of its section, stays.
    """
    page = page_of(document)
    known = section_names()
    top = range(min(_MOST_LABELS, page.first))
    numbers = [number for number in top if plain(page.lines[number].text) in known]
    if numbers and page.first < len(page.lines):
        below = page.lines[numbers[-1] + 1 :]
        if not any(plain(line.text) in known for line in below):
            yield from map(page.removal, numbers)


_PATH_SIGN = lazy_pattern(r"\s*[>›»→|/•·]\s*|\s+[-–—]\s+")
_ARROW = lazy_pattern(r"[>›»→]")
_PATH_PART = lazy_pattern(r"[\p{Lu}\d][^.!?;:“”]{0,30}")
_MOST_PATH_PARTS = 6


def section_paths(
    document: Document,
    *,
    homes: frozenset[str],
    sections: frozenset[str],
    pages: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield the path of the page, “Home > Regions > Brittany”, “Sport - Football”, to be deleted.

    Its parts are short and begin with a capital; the last may match one of `pages` (“Serie B: the
    news of the day”). An arrow needs one of `homes` or `sections` or another section,
    any other sign a home first or two sections. It stands outside the running text, but for three
    parts in another language.
    """
    page = page_of(document)
    is_page = line_matcher(pages)
    for number, line in enumerate(page.lines):
        if len(line.text) > _LONGEST_PATH:
            continue
        parts = [part for part in _PATH_SIGN.split(line.text) if part]
        if not 2 <= len(parts) <= _MOST_PATH_PARTS:
            continue
        foreign = len(parts) >= 3 and _is_foreign(line.text)
        if not (foreign or page.lies_in(number, "edges")):
            continue
        last = _PATH_PART.fullmatch(parts[-1]) or is_page(parts[-1])
        if not last or not all(_is_path_part(part) for part in parts[1:-1]):
            continue
        if not _is_path_part(parts[0]) and (number or len(parts) < 4 or not _is_site(parts[0])):
            continue
        small = [part.casefold() for part in parts]
        home = small[0] in homes
        known = sum(part in sections or part in section_names() for part in small)
        foreign = foreign and (known > 0 or reads_foreign(line.text))
        arrow = _ARROW.search(line.text) is not None and (known > 0 or reads_foreign(line.text))
        if home or known >= 2 or arrow or foreign:
            yield page.removal(number, f"the path of the page: {line.text}")


_LONGEST_PATH = 110


def _is_foreign(text: str) -> bool:
    """Tell whether a line reads as another language, or has long small words, none of English."""
    small = [word for word in text.split() if word.islower() and len(word) > _LONGEST_SMALL_WORD]
    return reads_foreign(text) or (bool(small) and not any(map(is_english, small)))


def _is_path_part(text: str) -> bool:
    return _PATH_PART.fullmatch(text) is not None and text.count(" ") < 4


def _is_site(text: str) -> bool:
    """Tell whether a text may be a site's long name: “City Hall of Moll do Norte”."""
    return text.count(" ") < _MOST_SITE_SPACES and all(
        word[0].isupper() or len(word) < _LONGEST_SMALL_WORD for word in text.split()
    )


_MOST_SITE_SPACES, _LONGEST_SMALL_WORD = 8, 4

_FEWEST_MENU_LINES, _LONGEST_MENU_LINE, _MOST_MENU_SPACES = 3, 40, 5
_MOST_SPACED_WORDS = 4


def menu_blocks(document: Document, *, telling: frozenset[str]) -> Iterator[Spot | Kept]:
    """Yield menus: short lines right below each other, before or behind the text.

    Two of them and a third of all have a word of `telling`, as “Subscribe”, “Comments (12)”; what
    stands between those, “Obituaries”, goes with them. No line of a menu ends a sentence. Lines
    with blank ones between them are shorter, and the last of them has such a word.
    """
    page = page_of(document)
    for attached in (True, False):
        number = 0
        while number < len(page.lines):
            end = number + 1
            while end < len(page.lines) and _goes_on(page, end, attached=attached):
                end += 1
            block = page.lines[number:end]
            if len(block) >= _FEWEST_MENU_LINES and all(_is_menu_line(line.text) for line in block):
                said = [not telling.isdisjoint(plain(line.text).split()) for line in block]
                outside = all(page.lies_in(n, "edges") for n in range(number, end))
                few, share = (2, 3) if attached else (1, 4)
                if (
                    outside
                    and (attached or said[-1])
                    and sum(said) >= few
                    and share * sum(said) >= len(block)
                ):
                    yield page.removal(number, f"a menu of {len(block)} lines", through=end - 1)
            number = end


def _goes_on(page: Page, number: int, *, attached: bool) -> bool:
    """Tell whether a line may be of one menu with the line before it."""
    if attached:
        return page.is_attached(number)
    pair = page.lines[number - 1 : number + 1]
    return number > 1 and all(line.text.count(" ") < _MOST_SPACED_WORDS for line in pair)


def _is_menu_line(text: str) -> bool:
    return (
        len(text) <= _LONGEST_MENU_LINE
        and text.count(" ") < _MOST_MENU_SPACES
        and not ends_sentence(text)
        and text[-1] not in ",:;"
    )


# --- teasers of other articles ---------------------------------------------------------------

_MOST_TEASER_WORDS, _LONGEST_TEASER = 30, 300
_FEWEST_TEASER_WORDS = 4
_FEWEST_LONG_SPACES = 5
_FEWEST_TEASER_LINES = 3  # below a section's name


_URGENT = (
    *("last minute", "breaking", "urgent", "flash", "son dak", "última hora"),
    *("ultim'ora", "eilmeldung", "срочно", "терміново"),
)


def related_links(
    document: Document,
    *,
    labels: frozenset[str],
    native: frozenset[str],
    words: frozenset[str],
    telling: frozenset[str],
    sections: frozenset[str],
) -> Iterator[Spot | Kept]:
    """Yield blocks of links to other articles: “know more” and the lines that begin with +.

    A block is a label on a line of its own with the list, or the single headline, under it; or
    a line that begins with a label and a colon or a bar (“Also Read: …”), or with a label and no
    space (“Read alsoBrazil: …”). Labels that English sites print too (`native`), that are made of
    `words` alone (one must be `telling` if the headline follows on the line), or name a section
    behind a label or one of `sections` (“More in Culture:”), count only where the text bears marks
    of a translation and a teaser follows. Headlines under
    a label in the middle of the text go only if they have no full stop.
    """
    page = page_of(document)
    known = _related_labels(labels, native)
    beginnings = _beginnings(known, sections, words)
    behind = 0  # the block that was found last
    for number in beginnings.among(page.texts):
        if number < behind:
            continue
        line = page.lines[number]
        text, label = line.text, None
        if beginnings.has_label(text):
            label = _label_of(text, known, sections)
        if label is None and _begins_with(text.lstrip(_BEFORE_LABEL), words):
            label = _worded_label(text, words, telling)
        if label is None and _is_made_of(text, words):
            label = plain(text)
        if label is None:
            continue
        whole = plain(text) == label or text.endswith(":")
        weak = label not in known or label in native or (whole and plain(text) != label)
        if not whole and label in native and text[-1] == "." and label not in labels:
            continue
        end = _teasers_end(page, number) if whole else number + 1
        if number < page.headline < end and label.startswith(_URGENT):
            end = number + 1  # “Last minute” and the news itself
        if not whole and number <= max(page.headline, 0) and (weak or label.startswith(_URGENT)):
            continue  # “Breaking news: …” is the headline
        if weak and ((whole and end == number + 1) or not is_translated(document)):
            yield Kept(line.start, line.end, "for a link to another article; against: no teaser")
        else:
            yield page.removal(number, f"teasers under “{label}”", through=end - 1)
        behind = end


class _Beginnings:
    """How the line of a link may begin: with a label, or a word of labels."""

    def __init__(self, labels: frozenset[str], words: frozenset[str]) -> None:
        self._labels: dict[str, tuple[str, ...]] = {}
        for label in labels:
            key = label[: _FIRST if len(label) >= _FIRST else _FIRST_OF_SHORT]
            self._labels[key] = (*self._labels.get(key, ()), label)
        self._words = frozenset(word[:_FIRST] for word in words)
        self._named = Memo(self._is_named)

    def _is_named(self, beginning: str) -> bool | None:
        """Tell whether a label may begin so, True, or a word of labels, False; None: neither."""
        first = beginning.replace("’", "'").lower()
        if beginning[:1] in _BEFORE_LABEL or " ".join(first.split()) != first.rstrip(" "):
            return True  # what counts stands further behind
        if first in self._labels or first[:_FIRST_OF_SHORT] in self._labels:
            return True
        return False if first.partition(" ")[0] in self._words else None

    def among(self, texts: Sequence[str]) -> list[int]:
        """Return the numbers of the lines that may begin so."""
        begun = [(number, self._named[text[:_FIRST]]) for number, text in enumerate(texts)]
        return [n for n, named in begun if named or (named is False and _may_be_worded(texts[n]))]

    def has_label(self, text: str) -> bool:
        """Tell whether a text begins with one of the labels."""
        whole = plain(text[:_LONGEST_LABEL].lstrip(_BEFORE_LABEL))
        labels = self._labels.get(whole[:_FIRST], ())
        return whole.startswith((*labels, *self._labels.get(whole[:_FIRST_OF_SHORT], ())))


@cache
def _beginnings(
    labels: frozenset[str], sections: frozenset[str], words: frozenset[str]
) -> _Beginnings:
    return _Beginnings(labels | sections, words)


_PAIR = lazy_pattern(r"(\S+) \(?([^\s:|>»–—]+)")


def _may_be_worded(text: str) -> bool:
    """Tell whether a line is short, or has a sign behind what may be a label."""
    return len(text) <= _LONGEST_LABEL or bool(_WORDED_SIGN.search(text, 0, _WORDED_REACH))


def _begins_with(text: str, words: frozenset[str]) -> bool:
    """Tell whether the first two words of a text are of `words`."""
    if text.partition(" ")[0].lower() not in words:
        return False
    pair = _PAIR.match(text)
    return pair is not None and plain(pair[2].rstrip("-)")) in words


def _is_made_of(text: str, words: frozenset[str]) -> bool:
    """Tell whether a short line has two words or more, and all of `words`."""
    if len(text) > _LONGEST_LABEL or " " not in text or ends_sentence(text.rstrip(":")):
        return False
    return words.issuperset(plain(text).split())


_LONGEST_WORDED = 45
_WORDED_REACH = _LONGEST_WORDED + 4  # brackets and spaces come on top
_WORDED_SIGN = re.compile(r"[-–—:|>»]")  # the standard library's is faster here
_WORDED = lazy_pattern(
    rf"[\[(]?(?P<label>[\p{{L}} ’'()-]{{6,{_LONGEST_WORDED}}}?) ?"
    r"(?:[:|>»]|[-–—] ) ?(?P<teaser>\S.+)"
)


def _worded_label(text: str, words: frozenset[str], telling: frozenset[str]) -> str | None:
    """Return the label before a sign: two `words` or more, one of them `telling`."""
    if len(text) > _LONGEST_TEASER:
        return None
    parts = _WORDED.fullmatch(text)
    if parts is None or not _is_teaser(parts["teaser"].rstrip("?!)]")):
        return None
    said = plain(parts["label"]).replace("(", "").replace(")", "").split()
    if len(said) < 2 or not words.issuperset(said) or telling.isdisjoint(said):
        return None
    return " ".join(said)


def _label_of(text: str, known: frozenset[str], sections: frozenset[str]) -> str | None:
    """Return the label that a line is, or begins with; None: it is text."""
    if len(text) <= _LONGEST_LABEL:
        if plain(text) in known:
            return plain(text)
        sectioned = _SECTIONED.fullmatch(text) if text.endswith(":") else None
        if sectioned and plain(sectioned["label"]) in known | sections:
            return plain(sectioned["label"])
    glue = _GLUED_CAPITAL.search(text, endpos=_LONGEST_LABEL)
    if glue and " " in text[: glue.start()] and plain(text[: glue.start()]) in known:
        return plain(text[: glue.start()])
    beginning = text[: _LONGEST_LABEL + 2]
    if len(text) > _LONGEST_TEASER:
        return None
    signs = _LABEL_SIGN.finditer(beginning)
    if not any(plain(beginning[: sign.start()]) in known for sign in signs):
        return None
    parts = _LABEL_AND_TEASER.fullmatch(text)
    if parts is None or parts["teaser"].count(" ") >= _MOST_TEASER_WORDS:
        return None
    return plain(parts["label"]) if plain(parts["label"]) in known else None


_LABEL_SIGN = lazy_pattern(r"[:|>»]| [–—] ")
_FIRST, _FIRST_OF_SHORT = 6, 3  # characters that tell most lines from labels
_BEFORE_LABEL = OPENING_MARKS + "[("
_GLUED_CAPITAL = lazy_pattern(r"(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu}\p{Lu})(?=\p{Lu}\p{Ll})")
_SECTIONED = lazy_pattern(r"(?P<label>[^:]{4,40}?) (?:in|on|about|from) [^:.]{2,30}:")
_LABEL_AND_TEASER = lazy_pattern(
    rf"(?P<label>[^:|>\n]{{4,{_LONGEST_LABEL}}}?)(?::| [|>»]+| [–—])(?P<teaser>\s.+)"
)


def _teasers_end(page: Page, number: int) -> int:
    """Return the number of the line behind the list under the label in line `number`."""
    lines, end = page.lines, number + 1
    while end < len(lines) and BULLET.match(lines[end].text) and not is_prose(lines[end].text):
        end += 1
    if end > number + 1:
        told = sum(line.text[-1] in ".!" for line in lines[number + 1 : end])
        goes_on = end < len(lines) and BULLET.match(lines[end].text) is not None
        return number + 1 if goes_on or 2 * told > end - number else end
    while end < len(lines) and page.is_attached(end) and _is_short_teaser(lines[end].text):
        end += 1
    if end > number + 2:
        return end
    end = number + 1
    if number > page.last:
        while end < len(lines) and _is_teaser(lines[end].text):
            end += 1
        return end
    if end < len(lines) and _is_teaser(lines[end].text):
        end += 1
        while end < len(lines) and _is_long_teaser(lines[end].text):
            end += 1
    return end


def _is_short_teaser(text: str) -> bool:
    """Tell whether a line is a headline, of two sentences perhaps, without a stop at its end."""
    words = text.count(" ") + 1
    return _FEWEST_TEASER_WORDS <= words <= _MOST_TEASER_WORDS and text[-1] not in ".:;"


def _is_long_teaser(text: str) -> bool:
    """Tell whether a line is longer than the headings between paragraphs are."""
    return text.count(" ") >= _FEWEST_LONG_SPACES and _is_teaser(text)


# A sentence and the beginning of another: a paragraph whose end is furniture is no headline
_SENTENCE_INSIDE = lazy_pattern(r"(?:\S+ ){5}\S*(?:\p{Ll}{3}|\d|\))[.!?][”\"’)]? [(\[“\"©*]?\p{Lu}")


# “Referee: Ada Brandt (PR)”, “Attendance: 2,318”
_FACT = lazy_pattern(
    r"\p{Lu}\p{Ll}+: (?:[\d.,]+|(?:(?:\p{Lu}[\p{L}.’-]*|d[aeo]s?)[ ]?){2,6}(?:\(\p{Lu}{2,4}\))?)"
)


def _is_teaser(text: str) -> bool:
    """Tell whether a line may be the headline of another article; a fact of a match is none."""
    words = text.count(" ") + 1
    if _FACT.fullmatch(text):
        return False
    if text.endswith("…"):
        return words <= _MOST_TEASER_WORDS
    if _SENTENCE_INSIDE.search(text):
        return False
    return _FEWEST_TEASER_WORDS <= words <= _MOST_TEASER_WORDS and not ends_sentence(text)


@cache
def _related_labels(own: frozenset[str], native: frozenset[str]) -> frozenset[str]:
    tables = (
        plain(label)
        for language in languages().values()
        for table in (language.furniture, language.furniture_translated)
        for label in table.related
        if label.count(" ") or not label.isascii()
    )
    return frozenset({*tables, *own, *native})


@cache
def _native_labels() -> frozenset[str]:
    tables = (language.furniture.related for language in languages().values())
    labels = (plain(label) for related in tables for label in related)
    return frozenset(label for label in labels if " " in label)


_BEFORE_SIGN = lazy_pattern(rf"(?P<label>[^:|>»\n.!?]{{4,{_LONGEST_LABEL}}}?) ?[:|>»] ")


def glued_teasers(document: Document) -> Iterator[Spot | Kept]:
    """Yield a teaser in another language at the end of a paragraph, label and headline.

    Its label is one of a language’s own (“Mehr zum Thema: …”); what goes before ends a sentence.
    """
    page = page_of(document)
    labels = _native_labels()
    for line in page.lines:
        for start in last_sentences(line.text):
            label = _BEFORE_SIGN.match(line.text, start)
            if start and label is not None and plain(label["label"]) in labels:
                cut = line.start + len(line.text[:start].rstrip())
                yield Spot(cut, line.end, "", f"a teaser under “{plain(label['label'])}”")
                break


_FEWEST_COMMAND_SPACES = 4


def translated_teasers(
    document: Document, *, labelled: tuple[str, ...], commands: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield links to other articles that an engine rendered, each a line between paragraphs.

    One of `labelled` begins with its label and a sign, one of `commands` bids to look. The
    headline, which may look so, stays, and so does what announces a list or a short line.
    """
    page = page_of(document)
    is_labelled, is_command = line_matcher(labelled), line_matcher(commands)
    for number in range(page.first + 1, len(page.lines)):
        line = page.lines[number]
        if is_labelled(line.text):
            yield page.removal(number)
        elif is_command(line.text) and (line.text[0] == "+" or not line.text.endswith(":")):
            if _announces(page, number):
                yield Kept(line.start, line.end, "for a teaser; against: a list follows")
            else:
                yield page.removal(number)


def _announces(page: Page, number: int) -> bool:
    """Tell whether short lines follow, as they do under the heading of a list."""
    following = page.texts[number + 1 : number + 3]
    return len(following) == 2 and all(
        BULLET.match(text) or text.count(" ") <= _FEWEST_COMMAND_SPACES for text in following
    )


def plus_teasers(document: Document) -> Iterator[Spot | Kept]:
    """Yield rows of two and more lines `+ Headline` at the end of the page, to be deleted.

    A list that the running text announces with a colon stays.
    """
    page = page_of(document)
    rows = [n for n, line in enumerate(page.lines) if regex.match(r"\+ ?\p{Lu}", line.text)]
    ends = len(rows) > 1 and rows[-1] > page.last
    for number in rows:
        line = page.lines[number]
        above = next((t for t in reversed(page.texts[:number]) if not t.startswith("+")), "")
        if ends and not above.endswith(":") and not ends_sentence(line.text):
            yield page.removal(number)
        else:
            yield Kept(line.start, line.end, "for a teaser; against: no row at the end of the page")


_SIGNED = lazy_pattern(r"(?:\+|→|➡️?|▶️?|►|👉|»|>{1,2}) ?(?=[\p{Lu}\d“\"‘'¿#@])")
_MOST_SIGNED = 6


def signed_teasers(document: Document) -> Iterator[Spot | Kept]:
    """Yield headlines behind a sign of links, “+ Mayor counts the goats”, to be deleted.

    They stand below the first paragraph, have four words or more and no stop. A list that
    a colon announces stays, and so does a longer row, each item of a list.
    """
    page = page_of(document)
    found = [n for n in range(page.first, len(page.lines)) if _is_signed_teaser(page, n)]
    for number in found:
        line = page.lines[number]
        top = number
        while top and _SIGNED.match(page.lines[top].text):
            top -= 1
        if len(found) > _MOST_SIGNED or page.lines[top].text.endswith(":"):
            yield Kept(line.start, line.end, "for a teaser; against: an item of a list")
        else:
            yield page.removal(number)


def _is_signed_teaser(page: Page, number: int) -> bool:
    text = page.lines[number].text
    sign = _SIGNED.match(text)
    return sign is not None and _is_teaser(text[sign.end() :])


@cache
def _medium_teaser(media: tuple[str, ...], labels: tuple[str, ...]) -> regex.Pattern[str]:
    """Return what matches a headline with a medium behind it, or a label or a medium before it."""
    medium = rf"(?i:{'|'.join(media)})"
    some = rf"{medium}(?:(?:,| and| ?[&+/-]) ?{medium})*"
    headline = r"(?P<headline>[\p{Lu}\d“\"‘'].+)"
    return compiled(
        rf"(?P<headline>.+?)(?: ?[(\[]{some}[)\]]"
        rf"|(?: [-–—|/]|,) (?:(?i:the ){medium}|(?<!, ){medium}))"
        rf"|(?:{'|'.join(labels)})[.:] ?{headline}"
        rf"|{medium} ?(?:[|/»>•]|[-–—] ) ?{headline}"
        rf"|(?:{medium}|(?i:by video|watch|see)) ?(?:\.\.+|…) ?(?P<headline>.+)"
    )


def medium_teasers(
    document: Document, *, media: tuple[str, ...], labels: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield headlines with the name of a medium at an end, “Goats on the roof (video)”.

    A medium is one of `media`, case aside, or before a stop or a colon one of `labels`. Such a
    headline is deleted between the paragraphs and below them, if it has four words or more and
    no stop; above the text it is the headline of the page.
    """
    page = page_of(document)
    teaser = _medium_teaser(media, labels)
    for number in range(page.first + 1, len(page.lines)):
        line = page.lines[number]
        match = teaser.fullmatch(line.text) if len(line.text) < _LONGEST_TEASER else None
        if match is not None and _is_teaser(match["headline"]):
            yield page.removal(number)


def section_teasers(document: Document) -> Iterator[Spot | Kept]:
    """Yield pairs of a section and a headline, “Culture”, “Opera: …”, that close the page.

    The witness is the section's name, which heads two pairs or more. On a translation they may
    stand in the text.
    """
    page = page_of(document)
    anywhere = is_translated(document)
    number = 0 if anywhere else page.last + 1
    while number < len(page.lines):
        end = _pairs_end(page, number)
        if end > number and (anywhere or end == len(page.lines)):
            why = f"{(end - number) // 2} teasers of “{page.lines[number].text}”"
            yield page.removal(number, why, through=end - 1)
        if not anywhere:
            return
        number = max(end, number + 1)


def _pairs_end(page: Page, first: int) -> int:
    """Return behind which line two pairs or more end, all with one section; else `first`."""
    lines = page.lines
    name, end = lines[first].text, first
    if name.count(" ") > 1 or not name[0].isupper() or not name[-1].isalpha():
        return first
    while end + 1 < len(lines) and lines[end].text == name and _is_teaser(lines[end + 1].text):
        end += 2
    return end if end - first > _FEWEST_TEASER_LINES else first


def echoed_links(document: Document) -> Iterator[Spot | Kept]:
    """Yield a link `LABEL : Headline` whose next line repeats it without the label.

    The second line begins with the colon and may carry further links.
    """
    page = page_of(document)
    for number, (line, following) in enumerate(zip(page.lines, page.lines[1:], strict=False)):
        label, colon, headline = line.text.partition(":")
        if not (colon and label.strip() and headline.strip()):
            continue
        if label.count(" ") <= 2 and following.text.startswith(":" + headline.rstrip()):
            yield page.removal(number, "a link printed twice")
            yield page.removal(number + 1, "a link printed twice")


# --- marks inside the text ----------------------------------------------------------------------

_MARKED = lazy_pattern(r"(?<=[\p{L}\d)”\"’])(?<!\*\p{L}*)\*(?![\w*])")
_FOOTNOTE = lazy_pattern(
    r"^\s*\*\s?(?!\S*\s(?:is an? (?:offer|service)|is part))[^\s*]", regex.MULTILINE
)
_OWNED_NOTE = lazy_pattern(r"^\s*\*\s?\S+ (?:is|are) (?:an? |part )", regex.MULTILINE)
_FEWEST_MARKS = 3


def link_asterisks(document: Document, *, owner: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield asterisks behind three words or more, a publisher's mark of its own links.

    A footnote, a line that begins with an asterisk, explains them: then they stay, unless it
    names one of the `owner` houses whose mark it is.
    """
    found = list(_MARKED.finditer(document.text))
    note = _FOOTNOTE.search(document.text)
    small = document.text.casefold()
    owned = any(name.casefold() in small for name in owner)
    if len(found) < _FEWEST_MARKS and not (owned and _OWNED_NOTE.search(document.text)):
        return
    if note and not owned:
        yield Kept(note.start(), note.end(), "for a mark of links; against: a footnote explains it")
        return
    for match in found:
        yield Spot(match.start(), match.end(), "", f"one of {len(found)} marks of links")
