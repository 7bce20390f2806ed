"""Which language a line is in, and which language a document was translated from.

Evidence comes first: function words of both languages, quotation marks, position. langdetect
is wrong on 15 to 45 % of short English lines, and sure when it is wrong, so it has only the
last word, with a seed, and above a length floor. Languages are data: `rules/languages/`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache, lru_cache

import msgspec
import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.vocabulary import is_english
from cleaner.document import WORD, Document, Kept, Line, Spot, View, per_page
from cleaner.resources import Language, function_words, languages, word_list

_FEWEST_WORDS = 6
_FEWEST_STRONG = 2  # distinct function words that English does not have
_FEWEST_DIFFERENT = 3  # function words, where not even two are strong
_LEAST_SHARE = 0.25  # of a line's words that are function words of its language
_LARGE_SHARE = 0.45  # enough with one strong word
_MOST_ENGLISH = 0.1  # of a line's words that are English function words
_MOST_CAPITALS = 0.5  # of a line's words; above it the line is a title or a list of names
_MOST_FOREIGN_LINES = 0.4  # above it the document is not English news with leftovers
_LANGDETECT_FLOOR = 30  # letters
_LANGDETECT_SURE = 0.8  # where one strong word is all the evidence there is
_FEWEST_MARKERS = 2
_PAGE = 25_000  # characters; what bears marks in a longer text must bear them all along
_SHORT_NAME = 8
_NEAR = 30  # characters around a word that tell whether it stands among foreign ones
_USUAL_MARKS = "“”‘’–—…€£°«»•\xa0"
_NOT_LATIN = re.compile(r"[^\x00-\x7F\xC0-\xD6\xD8-\xF6\xF8-\u024F]")
_ASCII_WORDS = bytes(
    code if code > 127 or chr(code).isalnum() or chr(code) == "_" else 32 for code in range(256)
)
_ASCII_LETTERS = bytes(code if code > 127 or chr(code).isalpha() else 32 for code in range(256))
_PLAIN_WORD = re.compile(r"\w+")  # the standard library's is twice as fast here
_LETTERS = re.compile(r"[^\W\d_]+")
_QUOTED = lazy_pattern(r"^[\"“”‘'«„]|[\"”’»]\)?[.,;]?$")
_GLOSS = lazy_pattern(
    r"^[(\[]|\b(?:reads?|means?|translat\w+|said|says|wrote|writes|in English)\b", regex.IGNORECASE
)


class Reading(msgspec.Struct, frozen=True):
    """A line in a language other than English, and the function words that say so."""

    code: str
    witnesses: tuple[str, ...]
    different: int  # function words of the language
    share: float  # of the line's words that are function words of the language
    english: float


def split_words(text: str) -> frozenset[str]:
    """Return the words of a text as they are spelt, cut at apostrophes and hyphens."""
    return frozenset(_split(text, _ASCII_WORDS, _PLAIN_WORD))


@per_page
def word_set(text: str) -> frozenset[str]:
    """Return the same for a whole page, which more than one rule asks for."""
    return split_words(text)


@per_page
def unknown_in(text: str) -> frozenset[str]:
    """Return the words of a page, as they are spelt, that are no English in small letters."""
    known = word_list("english-words")
    rare = (word for word in word_set(text) if word not in known)
    return frozenset(word for word in rare if not is_english(word.lower()))


def at_words(
    pattern: regex.Pattern[str], text: str, words: Iterable[str], group: str | int = 0
) -> Iterator[regex.Match[str]]:
    """Yield the matches of a pattern that begin with one of the words, and have it as a group.

    Few of the words of a page are worth asking for, and to find them takes no time.
    """
    for word in words:
        at = text.find(word)
        while at >= 0:
            match = pattern.match(text, at)
            if match is not None and match[group] == word:
                yield match
            at = text.find(word, at + 1)


def split_row(text: str) -> tuple[str, ...]:
    """Return the words of a text in their order, in small letters."""
    return tuple(_split(text.lower(), _ASCII_WORDS, _PLAIN_WORD))


@per_page
def word_row(text: str) -> tuple[str, ...]:
    """Return the same for a whole page, which more than one rule asks for."""
    return split_row(text)


def letter_words(text: str) -> frozenset[str]:
    """Return the words of a text, cut at all that is no letter."""
    return frozenset(_split(text, _ASCII_LETTERS, _LETTERS))


def _split(text: str, table: bytes, word: re.Pattern[str]) -> list[str]:
    """Return the words of a text; Latin letters and usual marks alone are split fast."""
    plain = text
    if not plain.isascii():
        for mark in _USUAL_MARKS:
            plain = plain.replace(mark, " ")
        if not plain.isascii() and _NOT_LATIN.search(plain):
            return word.findall(text)
    return plain.encode().translate(table).decode().split()


class _FunctionWords(msgspec.Struct, frozen=True):
    """The function words of a language, those that English has not, and those it has alone."""

    all: frozenset[str]
    strong: frozenset[str]
    english: frozenset[str]


@cache
def _function_words() -> dict[str, _FunctionWords]:
    """Return the function words by language code.

    Weekdays and months are among both; a language that spells them without a capital has
    them only so, because “Domingo” and “Abril” are names.
    """
    english = languages()["en"]
    common = frozenset(english.function_words)
    own_dates = {name.casefold() for name in (*english.weekdays, *english.months)}
    return {
        code: _FunctionWords(
            everything := frozenset(language.function_words) | (dates := _dates(language)),
            (frozenset(language.function_words) - frozenset(language.weak_words) - common)
            | {date for date in dates if date.casefold() not in own_dates},
            common - everything,
        )
        for code, language in languages().items()
        if code != "en" and language.script == "Latin"
    }


def _dates(language: Language) -> frozenset[str]:
    return frozenset(
        word
        for name in (*language.weekdays, *language.months)
        for word in name.split("-")
        if len(word) > 3
    )


@cache
def _strong_words() -> frozenset[str]:
    return frozenset().union(*(words.strong for words in _function_words().values()))


def _words(text: str) -> list[str]:
    """Return the words of a line in lower case, “l’” apart from its noun.

    Acronyms (“EU”, “AI”) and weekdays that have their capital stay.
    """
    known = _strong_words()
    words = (
        part
        for word in WORD.findall(text.replace("’", "'"))
        for part in (regex.split(r"(?<=')(?=\p{L}{3})", word) if "'" in word else (word,))
    )
    return [
        word if word in known or (len(word) > 1 and word.isupper()) else word.lower()
        for word in words
    ]


@lru_cache(maxsize=256)
def read_line(text: str) -> Reading | None:
    """Return how a text of one line reads in another language; None: as English, or too little."""
    words = _words(text)
    if _strong_words().isdisjoint(words):
        return None
    reading = _read(words)
    return reading if reading.witnesses else None


def _read(words: list[str]) -> Reading:
    """Return the language that most of the words are function words of; strong ones count twice."""
    known, present = _function_words(), frozenset(words)
    code = max(known, key=lambda c: len(known[c].all & present) + len(known[c].strong & present))
    return Reading(
        code,
        tuple(dict.fromkeys(word for word in words if word in known[code].strong)),
        len(known[code].all & present),
        _hits(words, known[code].all) / len(words),
        _hits(words, known[code].english) / len(words),
    )


def _hits(words: list[str], known: Set[str]) -> int:
    return sum(word in known for word in words)


def untranslated_lines(document: Document) -> Iterator[Spot | Kept]:
    """Yield lines left in the source language, with the blank lines that go with them.

    Left alone: quotations, lines that a colon or a gloss announces, verse (foreign lines
    without a blank line between them), and all lines of a document that is not English.
    A line without two strong function words must have three weak ones and no English one, must
    not be made of names, and langdetect must name its language too.
    """
    worth_reading = _worth_reading(document.text)
    if not worth_reading:
        return
    lines = document.lines
    foreign = {
        n: reading
        for n, line in enumerate(lines)
        if line.text in worth_reading and (reading := _foreign(line.text))
    }
    for number, reading in foreign.items():
        line = lines[number]
        language = languages()[reading.code].name
        against = _objection(document, lines, number, len(foreign))
        if against:
            yield Kept(line.start, line.end, f"for a line left in {language}; against: {against}")
            continue
        evidence = ", ".join(reading.witnesses[:4]) or "its function words, and none of English"
        start, end = document.removal(line.start, line.end)
        yield Spot(start, end, "", f"line left in {language}: {evidence}")


def _foreign(text: str) -> Reading | None:
    """Return how a line reads that is long enough and not in English."""
    if text.count(" ") < _FEWEST_WORDS - 1 or _plainly_english(text):
        return None
    words = _words(text)
    if len(words) < _FEWEST_WORDS:
        return None
    reading = _read(words)
    if reading.witnesses and _is_foreign(reading):
        return reading
    if reading.english or reading.share < _LEAST_SHARE or reading.different < _FEWEST_DIFFERENT:
        return None
    capitals = sum(word[0].isupper() for word in WORD.findall(text)) / len(words)
    return reading if capitals <= _MOST_CAPITALS and _sure_of(reading, text) else None


def _plainly_english(text: str) -> bool:
    """Tell at a first look whether a line has too many words that only English has."""
    if " the " in text:
        return True
    words = text.split()
    return sum(map(_only_english().__contains__, words)) > _MOST_ENGLISH * len(words)


@per_page
def _worth_reading(text: str) -> frozenset[str]:
    """Return the lines of a text that may be in another language, without their white space.

    Such a line has a strong word, or it is long, has some function words of other languages and
    none that only English has. Nearly all text of an English page stands in lines with “ the ”.
    """
    lines = [line for line in text.split("\n") if line and " the " not in line]
    found = {line for line in lines if _has_only_weak_words(line)}
    if _has_strong_word("\n".join(lines)):
        found.update(filter(_has_strong_word, lines))
    return frozenset(line.strip() for line in found)


def _has_only_weak_words(line: str) -> bool:
    """Tell whether a line is long, has some function words, and none that only English has."""
    if line.count(" ") < _FEWEST_WORDS - 1 or not _only_english().isdisjoint(line.split()):
        return False
    return len(letter_words(line.lower()) & _unelided_words(strong=False)) >= _FEWEST_DIFFERENT


def _has_strong_word(text: str) -> bool:
    lowered = text.lower()
    if not _unelided_words(strong=True).isdisjoint(letter_words(lowered)):
        return True
    return ("'" in text or "’" in text) and _elided_words().search(lowered) is not None


@cache
def _unelided_words(*, strong: bool) -> frozenset[str]:
    """Return function words in small letters, parts of such as “aujourd’hui” only if weak."""
    everything = frozenset().union(*(words.all for words in _function_words().values()))
    words = (w for w in _strong_words() if "'" not in w) if strong else everything
    return letter_words(" ".join(words).lower())


@cache
def _elided_words() -> regex.Pattern[str]:
    """Return what finds a word like “l’”, or the beginning of one like “aujourd’hui”."""
    firsts = sorted({word.lower().partition("'")[0] for word in _strong_words() if "'" in word})
    return compiled(rf"['’](?<=(?<![^\W\d_])(?:{'|'.join(firsts)})['’])")


@cache
def _only_english() -> frozenset[str]:
    shared = (words.all for words in _function_words().values())
    return function_words("en").difference(*shared)


def _is_foreign(reading: Reading) -> bool:
    return (
        (len(reading.witnesses) >= _FEWEST_STRONG or reading.share >= _LARGE_SHARE)
        and reading.share >= _LEAST_SHARE
        and reading.english <= _MOST_ENGLISH
    )


def _sure_of(reading: Reading, text: str) -> bool:
    """Tell whether langdetect names the language too; a strong word makes a guess enough."""
    least = 0.0 if reading.witnesses else _LANGDETECT_SURE
    return any(guess.lang == reading.code and guess.prob >= least for guess in _guesses(text))


def _objection(
    document: Document, lines: tuple[Line, ...], number: int, foreign: int
) -> str | None:
    if foreign == len(lines) or foreign > max(1, _MOST_FOREIGN_LINES * len(lines)):
        return "the document is not in English"
    against = _stands_so(document, lines, number)
    if against is None and not _langdetect_agrees(lines[number].text):
        return "langdetect reads it as English"
    return against


def _stands_so(document: Document, lines: tuple[Line, ...], number: int) -> str | None:
    """Return what of the lines around a foreign one says that it is meant to be there."""
    line = lines[number]
    if _QUOTED.search(line.text):
        return "it is a quotation"
    if number and lines[number - 1].text.endswith(":"):
        return "the line before announces it"
    following = lines[number + 1] if number + 1 < len(lines) else None
    if following and _GLOSS.search(following.text[:60]) and len(following.text) < 200:
        return "the next line explains it"
    if "\n\n" in document.text and _in_a_block(document, line):
        return "it stands in verse or a block with other lines"
    return None


def _in_a_block(document: Document, line: Line) -> bool:
    """Tell whether another line stands right above or below, without a blank line between."""
    above = document.text[: line.start].rstrip(" \t")
    below = document.text[line.end :].lstrip(" \t")
    return any(
        end == "\n" and further not in ("", "\n")
        for end, further in ((above[-1:], above[-2:-1]), (below[:1], below[1:2]))
    )


def _langdetect_agrees(text: str) -> bool:
    if sum(map(str.isalpha, text)) < _LANGDETECT_FLOOR:
        return True
    guesses = _guesses(text)
    return bool(guesses) and all(guess.lang != "en" or guess.prob < 0.5 for guess in guesses)


_LONGEST_LEFTOVER = 120  # characters; longer lines have function words enough
_FEWEST_LEFT = 4  # words
_FEWEST_TELLING = 3  # words that English has not, and function words of the language


def leftover_lines(document: Document) -> Iterator[Spot | Kept]:
    """Yield short lines left in the language of the page: “Das Video wird geladen”.

    Half of their words or more are no English, some of them in small letters, and the rest
    are function words of the language; none is a function word that only English has. Left
    alone is what `untranslated_lines` leaves alone, and a line that alone tells of its language.
    """
    known = _function_words()
    codes = sorted(origins(document) & known.keys())
    if not codes:
        return
    lines = document.lines
    for number, line in enumerate(lines):
        text = line.text
        if len(text) > _LONGEST_LEFTOVER or text.count(" ") < _FEWEST_LEFT - 1 or " the " in text:
            continue
        code = next((code for code in codes if _is_leftover(text, known[code])), None)
        if code is None:
            continue
        language = languages()[code].name
        against = _stands_so(document, lines, number)
        if not against and _is_only_witness(document, line, code):
            against = f"nothing else on the page tells of {language}"
        if against:
            yield Kept(line.start, line.end, f"for a line left in {language}; against: {against}")
            continue
        start, end = document.removal(line.start, line.end)
        yield Spot(start, end, "", f"line left in {language}: its words are no English")


def _is_only_witness(document: Document, line: Line, code: str) -> bool:
    """Tell whether a line alone says of a page that it is from the language of the line."""
    if document.source is not None:
        return False
    rest = document.text[: line.start] + document.text[line.end :]
    return code not in read_origins(Document(rest))


def _is_leftover(text: str, known: _FunctionWords) -> bool:
    """Tell whether a short line has words of a language and none of English."""
    words = WORD.findall(text)
    if len(words) < _FEWEST_LEFT:
        return False
    small = {word for word in words if word.islower()} | {words[0].lower()}
    if not _only_english().isdisjoint(small) or small.isdisjoint(known.all):
        return False
    content = {word for word in small - known.all if len(word) > 2}
    unknown = {word for word in content if not is_english(word)}
    common = function_words("en")
    telling = len(unknown) + len((small & known.all).difference(common))
    return (
        telling >= _FEWEST_TELLING
        and "@" not in text
        and 2 * len(unknown) >= len(content)
        and any(word in unknown for word in words)
    )


class _Guess(msgspec.Struct, frozen=True):
    lang: str
    prob: float


@lru_cache(maxsize=4096)
def _guesses(text: str) -> tuple[_Guess, ...]:
    """Return what langdetect thinks of a text, always the same; nothing if it has no letters.

    A guess takes milliseconds, and a site prints the same lines on thousands of pages.
    """
    from langdetect import DetectorFactory, LangDetectException, detect_langs

    DetectorFactory.seed = 0
    try:
        return tuple(_Guess(guess.lang, guess.prob) for guess in detect_langs(text))
    except LangDetectException:
        return ()


def foreign_neighbours(text: str, start: int, end: int) -> bool:
    """Tell whether a function word that English does not have stands near `text[start:end]`.

    With a capital it may be of a name, “Corriere della Sera”.
    """
    before = WORD.findall(text, max(0, start - _NEAR), start)[-3:]
    behind = WORD.findall(text, end, end + _NEAR)[:3]
    return any(word in _strong_words() for word in [*before, *behind])


def origins(document: Document) -> frozenset[str]:
    """Return the languages a document may be translated from; a view knows them already."""
    return document.origins if isinstance(document, View) else read_origins(document)


def read_origins(document: Document, *, marked: bool = True) -> frozenset[str]:
    """Return the languages a document as it is may be translated from, by ISO 639-1 code.

    That is the language given; or else those of which the text bears marks: a line left
    untranslated, or two names that only that country's news has, and more in a long text: a
    file of many articles is no translation because of one.
    `marked` False: there is no such name, because none of `name_triggers` hit.
    """
    if document.source is not None:
        return frozenset({document.source})
    return _lines_origins(document.text) | (_names_origins(document.text) if marked else set())


def is_translated(document: Document) -> bool:
    """Tell whether the document is said, or its text shows, to be translated into English."""
    return bool(origins(document) - {"en"})


@per_page
def _lines_origins(text: str) -> frozenset[str]:
    lines = (line for line in _worth_reading(text) if not _plainly_english(line))
    readings = (reading for line in lines if (reading := read_line(line)) is not None)
    codes = Counter(reading.code for reading in readings if _is_foreign(reading))
    return frozenset(code for code, count in codes.items() if count >= len(text) / _PAGE)


@per_page
def _names_origins(text: str) -> frozenset[str]:
    index = _markers()
    counts: dict[str, set[str]] = {}
    for word in index.keys() & word_set(text):
        for code, marker in index[word]:
            if marker in text and _whole(marker).search(text):
                counts.setdefault(code, set()).add(marker)
    fewest = max(_FEWEST_MARKERS, len(text) / _PAGE)
    return frozenset(code for code, markers in counts.items() if len(markers) >= fewest)


@cache
def _markers() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return code and name of every marker by its first word."""
    index: dict[str, list[tuple[str, str]]] = {}
    for code, language in languages().items():
        for marker in language.markers:
            first = _PLAIN_WORD.search(marker)
            if first is not None:
                index.setdefault(first[0], []).append((code, marker))
    return {word: tuple(entries) for word, entries in index.items()}


@cache
def _whole(marker: str) -> regex.Pattern[str]:
    return compiled(rf"(?<!\w){regex.escape(marker)}(?!\w)")


def name_triggers() -> dict[str, str]:
    """Return by language code a pattern for the names that betray the language."""
    return {
        code: "|".join(map(_bounded, language.markers))
        for code, language in languages().items()
        if language.markers
    }


def _bounded(name: str) -> str:
    """Return a pattern for a name; a short one, that may be a part of words, between boundaries."""
    if name.isalnum():
        return rf"\b{name}\b" if len(name) <= _SHORT_NAME else name
    if name.replace(" ", "").isalnum():  # as most are; to escape takes ten times as long
        return name
    return re.escape(name).replace("\\ ", " ")


_FOREIGN_LETTER = lazy_pattern(r"[ãõñß]|ç[aãoõ]")  # not in the loanwords of English: “façade”


def reads_foreign(text: str) -> bool:
    """Tell whether a few words have a strong foreign one or a letter like “ã”, and no English."""
    words = _words(text)
    if not _only_english().isdisjoint(words):
        return False
    plain = [word for word in text.split() if word.islower()]
    if len(plain) > 1 and not _strong_words().isdisjoint(words):
        return True
    return any(_FOREIGN_LETTER.search(word) for word in plain)


_LOAN = lazy_pattern(r"(?:carte|mode|mot|route|suite)\b")


def small_words(document: Document, *, words: dict[str, dict[str, str]]) -> Iterator[Spot | Kept]:
    """Yield function words left in the source language between English ones, “to um neighbor”.

    `words` has them by language, with what they mean. At the start of a sentence they may have
    a capital. Left alone: what stands beside a quotation mark, a foreign word or a name.
    """
    for code in sorted(origins(document) & words.keys()):
        table = words[code]
        if word_set(document.text).isdisjoint(_with_capitals(tuple(table))):
            continue
        for match in _between_words(tuple(table)).finditer(document.text):
            word, behind = match["word"], match["behind"]
            if not _is_set_in_english(document.text, match):
                against = "for a word left in the source language; against: a foreign phrase"
                yield Kept(*match.span("word"), against)
                continue
            english = table[word.lower()]
            if english == "a" and behind[0] in "aeiou":
                english = "an"
            after = capitalised(english) if word[0].isupper() else english
            yield Spot(*match.span("word"), after, f"“{word}” is “{english}”")


@cache
def _with_capitals(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words).union(map(capitalised, words))


@cache
def _between_words(words: tuple[str, ...]) -> regex.Pattern[str]:
    """Return what finds one of the words after a small word or a figure, or opening a sentence."""
    small, first = "|".join(words), "|".join(map(capitalised, words))
    inside = rf"(?<=(?:\p{{Ll}}{{2,}}|\d|\ba),? )(?P<word>{small})"
    opening = rf"(?:^|(?<=[.!?] ))(?P<word>{first})"
    return compiled(
        rf"(?:{inside}|{opening})"
        r"(?= (?P<behind>[a-z]{3,}|\d+ [a-z]{3,})(?![\p{L}\p{M}’'\-]))"
    )


def _is_set_in_english(text: str, match: regex.Match[str]) -> bool:
    """Tell whether a word stands before an English one, and beside no foreign one nor a name."""
    start, end = match.span("word")
    before, behind = text[max(0, start - _NEAR) : start], match["behind"]
    if _LOAN.match(behind) or _SET_APART.search(before[-10:]):
        return False
    if not (behind[0].isdigit() or is_english(behind)):
        return False
    beside = WORD.findall(before)[-1:] + WORD.findall(text, end, end + _NEAR)[:2]
    return all(word.isascii() and word.lower() not in _strong_words() for word in beside)


_LEFT_WORD = lazy_pattern(r"\p{Ll}*(?:ção|ções|ñ[aeo]s?|ñer[oa]s?|amento[s]?|ão|ões)\b")
_SET_APART = lazy_pattern(r"""[“"‘'«(*_\[]|\b(?:called|named|as|word|term|so-called) """)


def untranslated_words(document: Document) -> Iterator[Spot]:
    """Yield words of a source language in running text, to be reported.

    Known from `rules/words/left-in-source.txt`, or by an ending that English has not. Left
    alone: what is quoted, explained (“the repasse, or transfer”), or part of a foreign name
    or phrase.
    """
    text = document.text
    words = word_set(text)
    left = sorted(
        {*words.intersection(word_list("left-in-source"))}
        | {word for word in _hyphenated() if word in text}
        | {word for word in words if not word.isascii() and _LEFT_WORD.fullmatch(word)}
        - word_list("borrowed-words")
    )
    for word in left:
        for match in regex.finditer(rf"(?<![\w’'.-]){word}(?![\w’'-]|\.\w)", text):
            if not _is_set_apart(text, *match.span()):
                yield Spot(*match.span(), None, f"“{word}” is no English word")


def unknown_words(document: Document, *, endings: tuple[str, ...]) -> Iterator[Spot]:
    """Yield small words in running text that end in one of `endings` and are no English.

    A vocabulary tells; left alone is what `untranslated_words` leaves alone, and what is borrowed.
    """
    text, borrowed = document.text, word_list("borrowed-words") | word_list("left-in-source")
    left = (word for word in unknown_in(text) - borrowed if word.endswith(endings))
    for match in at_words(_IN_TEXT, text, filter(str.islower, left)):
        if not _is_set_apart(text, *match.span()):
            yield Spot(*match.span(), None, f"“{match.group()}” is perhaps no English word")


# A small word behind another and before one, or before a stop; not a part of an address
_IN_TEXT = lazy_pattern(r"(?<=\p{Ll},? )\p{Ll}{4,}(?= \p{Ll}|[.,;:](?!\w))")


_SHORTEST_ALONE = 5


def left_words_trigger() -> str:
    """Return the trigger of `untranslated_words`: the known words, and endings with a mark.

    A scanner is made much faster from words whose ends it does not have to look at: so it is with
    those that stand inside no word of English.
    """
    english = "\n".join(word_list("english-words"))
    whole: list[str] = []
    alone: list[str] = []
    for word in sorted(word_list("left-in-source")):
        inside = len(word) < _SHORTEST_ALONE or word.lower() in english
        (whole if inside else alone).append(regex.escape(word))
    words = rf"\b(?:{'|'.join(whole)})\b|{'|'.join(alone)}"
    return rf"{words}|(?:ç(?:ão|ões)|ñ[aeo]|ñer|ão|ões)|[^\x00-\x7F]\p{{L}}*amentos?\b"


@cache
def _hyphenated() -> frozenset[str]:
    return frozenset(word for word in word_list("left-in-source") if "-" in word)


def _is_set_apart(text: str, start: int, end: int) -> bool:
    """Tell whether a word is quoted, explained, or stands in a foreign phrase or name."""
    if _SET_APART.search(text[max(0, start - 10) : start]) or foreign_neighbours(text, start, end):
        return True
    behind = text[end : end + 4]
    return behind[:1] in "”\"’'»)*_" or behind[:2] == " (" or behind[:4] == ", or"


def capitalised(subject: str) -> str:
    """Return the words with a capital at their start."""
    return subject[:1].upper() + subject[1:]


def place_preposition(place: str | None, measure: str | None) -> str:
    """Return the English preposition for a quarter of a town, or for a measure."""
    return "in" if measure is None else "per"
