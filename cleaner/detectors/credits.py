"""Credits told by their form: names, agencies and the words of a credit, and nothing else.

A credit is no sentence: every part of it, between signs, is somebody's name, an agency
(`rules/words/picture-agencies.txt`) or made of a few words that the rules list. Knows nothing
of how a certain house words its credits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from cleaner.compiled import lazy_pattern
from cleaner.detectors.page import (
    Page,
    ends_sentence,
    has_letters,
    is_among_facts,
    is_prose,
    page_of,
)
from cleaner.detectors.persons import PARTICLES
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Kept, Spot
from cleaner.resources import first_names, languages, word_list

# --- what a part of a credit is ----------------------------------------------------------------

_PARTICLES = rf"{PARTICLES}|y|e|i"
_NAME_WORD = r"(?:\p{Lu}[\p{L}\p{M}.'’-]*+|@\w[\w.]*)"
_NAME = lazy_pattern(rf"{_NAME_WORD}(?: (?:(?:{_PARTICLES}) )*{_NAME_WORD}){{0,4}}")
_HOUSE = lazy_pattern(
    r"(?:Ag[êe]nci?a|Agence|Agenzia|Agentur|TV|Rádio|Radio|Jornal|Diario|Diário)"
    r" \p{Lu}\S*(?: \S+){0,2}"
    r"|\p{Lu}\S*(?: \S+){0,2}"
    r" (?:Press|PRESS|Images?|IMAGES?|Agency|AGENCY|Photos?|Pictures?|Media|News|NEWS|Bildagentur)"
)
_SIGN = lazy_pattern(r"\s*[/|©()\[\]•;:,]+\s*|\s+[-–—]\s*|\.\s+|(?<=\p{Ll})\.(?=\p{Lu})|\svia\s")
_WORD = lazy_pattern(r"[\p{L}\d@][\p{L}\p{M}\d.'’@-]*")
_DATE = lazy_pattern(
    r"(?:\d{1,2}|\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}\.? ?\p{L}{3,9}\.? ?\d{4})"
)


_DOCTOR = lazy_pattern(r"Drs?\.? ")  # who signs a letter; DR is an agency


def _is_name(part: str) -> bool:
    return _NAME.fullmatch(part) is not None


def _is_agency(part: str) -> bool:
    small = part.casefold().strip(". ")
    return small in word_list("picture-agencies") or _HOUSE.fullmatch(part) is not None


_OUTLET = lazy_pattern(
    r"(?:Blog|Portal|TV|R[áa]dio|Jornal|Di[áa]rio|Folha|Gazeta|Site|Correio|Tribuna|Revista|Canal) "
    r"(?:d[aeo]s? |del? )?\p{Lu}\S*(?: \S+){0,2}"
)


def _is_house(part: str) -> bool:
    return _is_agency(part) or _OUTLET.fullmatch(part) is not None


def _said(part: str) -> list[str]:
    return [word.strip(".") for word in _WORD.findall(part.casefold())]


def _parts(text: str) -> list[str]:
    return [part.strip(" .*\"'“”") for part in _SIGN.split(text) if part.strip(" .*\"'“”")]


def _weigh(
    parts: list[str], core: frozenset[str], others: frozenset[str], *, spelt: bool = True
) -> int:
    """Return how many parts are an agency or credit words; -1: a part is neither, nor a name.

    `spelt`: a name behind words of a credit must not begin with a word of English.
    """
    weights = [_weight(part, core, others, spelt=spelt) for part in parts]
    return -1 if -1 in weights else sum(weights)


def _weight(part: str, core: frozenset[str], others: frozenset[str], *, spelt: bool) -> int:
    """Return 1 for an agency or words of a credit, alone or before a name; 0 for a name."""
    if _DOCTOR.match(part):
        return -1
    if _is_agency(part):
        return 1
    said = _said(part)
    agencies = word_list("picture-agencies")
    known = (core, agencies, others)
    unknown = next((n for n, w in enumerate(said) if not any(w in k for k in known)), len(said))
    strong = any(w in core or w in agencies for w in said[:unknown])
    if unknown == len(said):
        return int(strong)
    if not unknown:
        return 0 if _is_name(part) or _DATE.fullmatch(part) else -1
    rest = part.split(" ", unknown)[-1]
    if _is_agency(rest):
        return 1
    if not _is_name(rest) or (spelt and _is_plain(rest.split()[0])):
        return -1
    return int(strong)


_LABEL = lazy_pattern(r"\p{Lu}(?:\p{Ll}+|\p{Lu}+)(?: \p{Ll}+){0,2}(?=: )")


def _is_fact(text: str, *known: frozenset[str]) -> bool:
    """Tell whether a line is a fact, “Referee: Ada Brandt”: its label has no word of a credit."""
    label = _LABEL.match(text)
    if label is None:
        return False
    said = _said(label.group())
    return all(map(is_english, said)) and not any(w in words for words in known for w in said)


# --- captions of pictures ----------------------------------------------------------------------

_LONGEST_CAPTION, _LONGEST_CREDIT = 300, 80
_FEWEST_BODY_SPACES, _MOST_BODY_SPACES = 2, 30
_CUT = lazy_pattern(
    r"(?<=[\p{L}\d)”\"'’])[.,;]?\s*[/|©]\s?"
    r"|(?<=[\p{Ll}\d)”\"'’]{2}[.;])\s?(?=[\p{Lu}©d@])|\s[-–—]\s?|[.]?\s[(\[]|,\s"
    r"|\s(?=\p{Lu}[\p{L}'’-]+ \p{Lu}[\p{L}'’-]+ ?/)"
    r"|\s(?=Getty Images|via |(?:Source|Photo|Credit|Image)s?: )"
)
_SAID = lazy_pattern(
    r"[“”\"«»?!]|\b(?:said|says|say|told|tells|added|announced|according|reported|reports|writes|wrote)\b"
)
_SOURCE = lazy_pattern(
    r"[(\[]?(?:Sources?|Fonte|Fuente|Quelle|Bron)\b(?!.*(?:via|Images|Getty|Photo))"
)
_SENTENCE_INSIDE = lazy_pattern(r"(?:\p{Ll}{3}|\d)[.!?] (?:\p{Lu}\p{Ll}* |\d+ \p{Ll})")


def captions_by_form(
    document: Document, *, words: frozenset[str], others: frozenset[str]
) -> Iterator[Spot | Kept]:
    """Yield captions that end in a credit, to be deleted: “Ada Brandt, miller. Agency”.

    Behind a sign nothing stands but names, agencies and `words`, with `others` between them, and
    an agency or one of `words` is among them. What goes before is one clause that nobody says,
    at the head of the page or between its paragraphs. Behind a full stop only the credit goes if
    it begins with “Source”, or ends the text: a paragraph may end in one, too.
    """
    page = page_of(document)
    for number, line in enumerate(page.lines):
        text = line.text
        if number == page.headline or len(text) > _LONGEST_CAPTION or text.count(" ") < 3:
            continue
        start = _credit_start(text, words, others)
        if start < 0 or _is_fact(text, words, others):
            continue
        body = text[:start].rstrip(" /|©([-–—")
        reason = _against(body)
        if reason:
            yield Kept(line.start, line.end, f"for a caption; against: {reason}")
        elif body.endswith(".") and (number >= page.last or _SOURCE.match(text, start)):
            yield Spot(line.start + len(body), line.end, "")
        else:
            yield page.removal(number, f"it ends in the credit {text[start:]}")


def _credit_start(text: str, words: frozenset[str], others: frozenset[str]) -> int:
    """Return where the credit at the end of a line begins, as early as it can; -1: no credit."""
    floor = max(0, len(text) - _LONGEST_CREDIT)
    first = -1
    for cut in reversed(list(_CUT.finditer(text, floor))):
        tail = text[cut.end() :]
        if ("(" in cut.group() and not tail.endswith(")")) or (
            "[" in cut.group() and not tail.endswith("]")
        ):
            continue
        parts = _parts(tail)
        weight = _weigh(parts, words, others, spelt=False) if parts else -1
        if weight < 0:
            break
        sign = "©" if tail[0] == "©" else text[: cut.end()].rstrip()[-1]
        if sign == "," and (text[-1] == "." or not _is_agency(parts[0])):
            continue
        named = sign in ".|" and text[-1] != "."
        housed = sign in "([" and _is_name_and_house(tail.rstrip(")].").strip())
        if (
            weight
            or sign == "©"
            or housed
            or (named and _is_signature(text[: cut.end()], parts, sign))
        ):
            first = cut.end()
    return first


def _is_signature(before: str, parts: list[str], sign: str) -> bool:
    """Tell whether parts are names of nobody else: not “Sen. Ada Brandt”, not “grew. MORE”."""
    if before.rstrip(".|; ").rpartition(" ")[2] in word_list("abbreviations"):
        return False
    return all(
        (sign == "|" or " " in part) and _is_name(part) and not any(map(_is_plain, part.split()))
        for part in parts
    )


def _against(body: str) -> str:
    """Return why what goes before a credit is no caption; empty: it may be one."""
    if not _FEWEST_BODY_SPACES <= body.count(" ") <= _MOST_BODY_SPACES or not body[0].isalnum():
        return "too short or too long"
    if _SAID.search(body) or _SENTENCE_INSIDE.search(body):
        return "somebody says it, or it is a paragraph"
    return ""


_ROW = lazy_pattern(r"\(\d+\): \p{Lu}|(?:\b\p{Lu}{2,4}, ){5}")  # “Stable (2): PA, RO”


def bare_credits(
    document: Document, *, words: frozenset[str], others: frozenset[str]
) -> Iterator[Spot | Kept]:
    """Yield lines that are nothing but the credit of a picture, to be deleted with their line.

    All their parts are names, agencies, `words` and `others`; one is an agency or one of `words`,
    or the line is a full name, a slash and a house (“Ada Brandt/CBD”). A short line without a
    stop between a paragraph and such a credit is the caption, and goes too. Signed letters stay.
    """
    page = page_of(document)
    if has_letters(document.text):
        return
    for number, line in enumerate(page.lines):
        text = line.text
        if len(text) > _LONGEST_CREDIT or number == page.headline or text[-1] in "?!:":
            continue
        if _is_fact(text, words, others) or _ROW.search(text):
            continue
        parts = _parts(text)
        weight = _weigh(parts, words, others) if parts else -1
        if weight > 0 or (weight == 0 and _is_name_and_house(text)):
            yield page.removal(number)
            if _is_caption(page, number - 1):
                yield page.removal(number - 1, f"above the credit {text}")


def _is_caption(page: Page, number: int) -> bool:
    """Tell whether a line below a paragraph is no sentence, and as long as a caption."""
    if number <= page.first or not is_prose(page.lines[number - 1].text):
        return False
    text = page.lines[number].text
    if not text[0].isalnum():
        return False
    return _FEWEST_BODY_SPACES < text.count(" ") <= _MOST_BODY_SPACES and not ends_sentence(text)


_PERSON = rf"(?P<name>{_NAME_WORD}(?: {_NAME_WORD}){{1,3}})"
_ACRONYM = r"\p{Lu}[\p{Lu}\d.]{1,8}"
_NAME_AND_HOUSE = lazy_pattern(rf"{_PERSON} ?/ ?{_ACRONYM}|{_ACRONYM} ?/ ?{_PERSON}")


def _is_name_and_house(text: str) -> bool:
    """Tell whether a line is a name that is no English, a slash and an acronym or a newspaper."""
    match = _NAME_AND_HOUSE.fullmatch(text)
    name, _, house = text.partition("/")
    if match is not None:
        name = match["name"]
    elif house.strip() not in _newspapers() or _FULL_NAME.fullmatch(name.strip()) is None:
        return False
    return not any(map(is_english, name.lower().split()))


@cache
def _newspapers() -> frozenset[str]:
    return frozenset(name for language in languages().values() for name in language.outlets)


# --- reporters ---------------------------------------------------------------------------------

_LONGEST_BYLINE, _MOST_BYLINE_WORDS, _MOST_BYLINES = 120, 16, 4
_TOKEN = lazy_pattern(r"[\p{L}\d@][\p{L}\p{M}\d.'’@_-]*+")
_ADDRESS = lazy_pattern(r"(?:[\w.-]+@[\w-]+(?:\.[\w-]+)+|@\w[\w.]+)")
_FULL_NAME = lazy_pattern(
    rf"\p{{Lu}}[\p{{L}}\p{{M}}.'’-]+(?: (?:(?:{_PARTICLES}) )*\p{{Lu}}[\p{{L}}\p{{M}}.'’-]*){{1,3}}"
)
_BYLINE_SIGN = lazy_pattern(
    r"\s*(?:[,/|()•;:*]\s*(?:[-–—]\s+)?)+|\s+[-–—]\s+|\.\s+|\s(?i:from|in)\s|\s(?=@)"
)
_LED = lazy_pattern(r"^(?i:from|in) ")
_FIGURES = lazy_pattern(r"[\d./:h-]+")
_SMALL_WORDS = frozenset(
    {"de", "da", "do", "dos", "das", "del", "della", "di", "von", "van", "der"}
)


def bylines_by_form(
    document: Document,
    *,
    roles: frozenset[str],
    leads: frozenset[str],
    others: frozenset[str],
    places: frozenset[str],
) -> Iterator[Spot | Kept]:
    """Yield lines with nothing but reporters and what they do, outside the running text.

    Every word is a name, one of `roles`, `leads` or `others`, and there is a role, or the line
    begins with a lead and has a name (“of Ada Brandt”). Or the line is a reporter's name and a
    place or an agency with a sign between them (“Ada Brandt | Moll”), or a name alone, right above
    the text or at its end; the text does not tell of that name. A name has no word of English.
    More than four such lines are a list, and stay, and so do signatures of letters.
    """
    page = page_of(document)
    if has_letters(document.text):
        return
    known = roles | leads | others | _SMALL_WORDS
    found = [
        number
        for number, line in enumerate(page.lines)
        if len(line.text) <= _LONGEST_BYLINE
        and line.text[-1] not in "?!:"
        and page.lies_in(number, "edges")
        and not _is_fact(line.text, roles, leads, others)
        and not is_among_facts(page, number)
        and (
            _is_said(line.text, roles, leads, known)
            or _is_signed(page, number, places)
            or (line.text.rstrip(":").lower() == "by" and number + 1 < len(page.lines))
        )
    ]
    for number in found:
        line = page.lines[number]
        if len(found) > _MOST_BYLINES:
            yield Kept(line.start, line.end, "for a byline; against: one of many, a list of names")
        else:
            yield page.removal(number)


def _small(words: list[str]) -> list[str]:
    return [word.casefold().strip(".") for word in words]


def _is_said(
    text: str, roles: frozenset[str], leads: frozenset[str], known: frozenset[str]
) -> bool:
    """Tell whether a line says who wrote the text, in words that are all known, names aside."""
    words = _TOKEN.findall(_ADDRESS.sub("", text))
    small = _small(words)
    if not words or len(words) > _MOST_BYLINE_WORDS:
        return False
    unknown = [
        word
        for word, form in zip(words, small, strict=True)
        if form not in known and _FIGURES.fullmatch(word) is None
    ]
    if any(not word[0].isupper() or _is_plain(word) for word in unknown):
        return False
    return not roles.isdisjoint(small) or (small[0] in leads and bool(unknown))


def _is_plain(word: str) -> bool:
    """Tell whether a word is one of English, not a name."""
    small = word.strip(".'’").lower()
    return len(small) > 2 and not word.isupper() and is_english(small)


def _is_signed(page: Page, number: int, places: frozenset[str]) -> bool:
    """Tell whether a line is a reporter's name, alone or beside a place or an agency."""
    text = page.lines[number].text.strip("*() ")
    beside = number + 1 == page.first or number + 1 == len(page.lines)
    parts = [
        _LED.sub("", part)
        for part in _BYLINE_SIGN.split(text)
        if part and not _ADDRESS.fullmatch(part)
    ]
    if not parts:
        return _ADDRESS.fullmatch(text) is not None
    if beside and len(parts) == 2 and page.lines[number].text.endswith(")"):
        person, place = parts
        if _is_person(person) and _is_place(place, page, number):
            return _is_unknown(page, number, person)
    people = [part for part in parts if _is_person(part)]
    if not all(_is_unknown(page, number, person) for person in people):
        return False
    if len(parts) == 1:
        alone = len(_BYLINE_SIGN.split(text)) == 1
        return bool(people) and not (alone and (not beside or number == page.headline))
    rest = [part for part in parts if part not in people]
    placed = [part for part in rest if _is_house(part) or _is_known_place(part, places)]
    if len(parts) > 3 or not people:
        return False
    if placed and len(placed) == len(rest):
        return True
    return len(people) == 1 and beside and len(rest) == 1 and _is_place(rest[0], page, number)


@cache
def _small_first_names() -> frozenset[str]:
    return frozenset(map(str.casefold, first_names()))


def _is_person(text: str) -> bool:
    """Tell whether a text is a first and a last name, no word of which is English."""
    if _FULL_NAME.fullmatch(text) is None:
        return False
    words = [word.lower().strip(".'’") for word in text.split() if word[0].isupper()]
    if words[0] in _small_first_names():
        return not is_english(words[-1])
    return not any(is_english(word) for word in words if len(word) > 2)


def _is_unknown(page: Page, number: int, name: str) -> bool:
    """Tell whether the text does not tell of a name: it is nobody in the news."""
    return name.split()[-1] not in page.text.replace(page.lines[number].text, "")


def _is_known_place(text: str, places: frozenset[str]) -> bool:
    small = text.casefold()
    return small in places or (small.split()[0] in places and _is_name(text.title()))


_LONGEST_PARTY = 5  # “Ada Brandt (PSD)”


def _is_place(text: str, page: Page, number: int) -> bool:
    party = text.isupper() and len(text) <= _LONGEST_PARTY
    return not party and _is_name(text) and not any(map(_is_plain, text.split()))
