"""Captions of pictures that are gone, and the credits of a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import origins
from cleaner.detectors.lines import line_matcher
from cleaner.detectors.page import (
    Page,
    any_of,
    closing_sentences,
    ends_sentence,
    is_prose,
    last_sentences,
    page_of,
    whole_lines,
)
from cleaner.document import Document, Kept, Spot
from cleaner.resources import languages, word_list

_MOST_BYLINES = 4
_LONGEST_CAPTION, _LONGEST_CREDIT = 350, 110
_CREDIT_SIGN = lazy_pattern(
    r"[:/©)]|reproduction$|(?:photo|image)\.?$|\b(?:COURTESY|Courtesy)\b|\b(?:Credits?|Photos?)\b|\p{Lu}{3,}$"
)
_PERSON = lazy_pattern(r"(?:\p{Lu}[\p{L}.'’-]* ){1,4}\p{Lu}[\p{L}'’-]*, \p{Ll}[^.!?\n]{5,80}\.?")
_FIRST_PERSON = lazy_pattern(r"I\b|My\b")
_MOST_TITLE_WORDS = 15


def captions(
    document: Document,
    *,
    whole: tuple[str, ...],
    leading: tuple[str, ...],
    credits: tuple[str, ...],
    announced: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield captions, to be deleted with their line, or from the front of a line.

    A caption ends in one of the credits in `whole`, opens a line with one of `leading`, stands,
    without a full stop, above a line that one of `credits` matches, or below a label in `announced`
    (“photo caption,”). A short line above a credit that opens the page is its headline and stays,
    and so does what somebody says: there the credit goes alone.
    """
    page = page_of(document)
    ending, opening = any_of(whole), any_of(leading)
    is_credit, is_label = line_matcher(credits), line_matcher(announced)
    for number, line in enumerate(page.lines):
        credit = _credit_at_end(ending, line.text)
        if credit is not None and _SAYS.fullmatch(line.text, 0, credit):
            yield Spot(line.start + len(line.text[:credit].rstrip()), line.end, "")
        elif credit is not None or is_label(line.text):
            yield page.removal(number)
        elif number and is_label(page.lines[number - 1].text) and line.text.count(" ") <= 30:
            yield page.removal(number, f"below “{page.lines[number - 1].text}”")
        elif number + 1 < len(page.lines) and is_credit(page.lines[number + 1].text):
            if _may_be_title(page, number):
                yield page.removal(number, f"above “{page.lines[number + 1].text}”")
                yield page.removal(number + 1)
            else:
                yield Kept(line.start, line.end, "for a caption; against: a headline or a sentence")
        elif (match := opening.match(line.text)) is not None:
            yield Spot(line.start, line.start + match.end(), "")


def _credit_at_end(credit: regex.Pattern[str], text: str) -> int | None:
    """Return where the credit at the end of a line of a caption's length begins; None: nowhere."""
    if len(text) > _LONGEST_CAPTION or not _CREDIT_SIGN.search(text[-_LONGEST_CREDIT:]):
        return None
    match = credit.search(text, max(0, len(text) - _LONGEST_CREDIT))
    return None if match is None else match.start()


# The end of the text, with a picture's credit: “The baker says he will come. (photo: …)”
_SAYS = lazy_pattern(
    r"[^.!?\n]* (?:says|said|explains|explained|recalls|recalled|adds|added) (?:that|s?he|they) "
    r"[^.!?\n]+[.!?…] ?"
)


def _may_be_title(page: Page, number: int) -> bool:
    """Tell whether a line is short, no sentence, and not the headline."""
    text, above = page.lines[number].text, page.lines[number - 1].text
    return (
        number > 0
        and page.first < number
        and text.count(" ") <= (_MOST_CAPTION_SPACES if is_prose(above) else _MOST_TITLE_WORDS)
        and not ends_sentence(text)
    )


def credit_trigger(*, lines: Iterable[str], sentences: Iterable[str]) -> str:
    """Return the trigger of `credit_lines`: one of the lines, or of the sentences at an end."""
    return f"{whole_lines(lines)}|{closing_sentences(sentences)}"


def credit_lines(
    document: Document, *, lines: tuple[str, ...], sentences: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield what names the source of a text, to be deleted: a line, or the end of one.

    One of `lines` is a whole line, case aside; of `sentences` the last ones of a paragraph.
    """
    page = page_of(document)
    is_credit, is_sentence = line_matcher(lines), line_matcher(sentences, 0)
    for number, line in enumerate(page.lines):
        if is_credit(line.text):
            yield page.removal(number)
            continue
        end = len(line.text)
        for start in last_sentences(line.text):
            if is_sentence(line.text[start:end].rstrip()):
                end = start
        if not end:
            yield page.removal(number)
        elif end < len(line.text):
            yield Spot(line.start + len(line.text[:end].rstrip()), line.end, "")


_FEWEST_CAPTION_SPACES, _MOST_CAPTION_SPACES = 6, 30
_HEADING = lazy_pattern(
    r"""(?:What|How|Why|Who|When|Where|Which|Read|See|Watch|\d|[-–—•*+>"“‘'(\[]) | .*[:?!]\Z""",
    regex.VERBOSE,
)
_LINE_VERB = lazy_pattern(
    r"(?<=[ ])(?:\p{Ll}{2,}(?<!ous|ess|[us]s|is)s|left|are|have|during|after)(?=[ ](?!of\b))"
)


def bare_captions(document: Document) -> Iterator[Spot | Kept]:
    """Yield lines like headlines between two paragraphs, to be reported.

    Such a line has seven words or more, a verb, and no stop: the caption of a picture that is
    gone, or the headline of another article. A short line or a question may be a heading.
    """
    page = page_of(document)
    for number in range(page.first + 1, page.last):
        text = page.lines[number].text
        if (
            _FEWEST_CAPTION_SPACES <= text.count(" ") <= _MOST_CAPTION_SPACES
            and not ends_sentence(text)
            and text[0].isupper()
            and _HEADING.match(text) is None
            and _LINE_VERB.search(text) is not None
            and is_prose(page.lines[number - 1].text)
            and is_prose(page.lines[number + 1].text)
        ):
            line = page.lines[number]
            yield Spot(line.start, line.end, None, "a caption, or a headline of another article")


_FULL_NAME = r"\p{Lu}[\p{L}.'’-]*+(?: \p{Ll}{1,3})? \p{Lu}[\p{L}'’-]++"


@cache
def _native_bylines(codes: frozenset[str]) -> tuple[str, ...]:
    """Return patterns for a line “by NAME in CITY” in the words of some languages.

    Behind the word for “by” stand words with a capital, two of them neighbours, and function
    words of the language.
    """
    patterns = []
    for language in (languages()[code] for code in sorted(codes)):
        openers = "|".join(map(regex.escape, language.furniture.byline))
        small = "|".join(map(regex.escape, language.function_words))
        word = rf"(?:\p{{Lu}}[\p{{L}}.'’-]*+|(?:{small})\b)"
        if openers:
            words = rf"{word}(?:[ ,/&(–-]{{1,3}}{word}){{1,8}}\)?"
            patterns.append(rf"(?:{openers})[ :]{{1,2}}(?=.*{_FULL_NAME}){words}")
    return tuple(patterns)


def bylines(document: Document, *, lines: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield lines with the name of a reporter outside the running text, to be deleted.

    They must match one of `lines` and hold two names or more, or be a name behind the word for
    “by” in the language of the source, perhaps below the first paragraph; a heading in the middle
    stays.
    """
    page = page_of(document)
    codes = frozenset(languages().keys() & origins(document))
    is_byline = line_matcher((*lines, *_native_bylines(codes)), 0)
    is_native = line_matcher(_native_bylines(codes), 0)
    found = [number for number, line in enumerate(page.lines) if is_byline(line.text)]
    for number in found:
        line = page.lines[number]
        names = sum(word[:1].isupper() for word in line.text.strip("()（）").split()[1:])
        below_first = number == page.first + 1 and is_native(line.text)
        placed = page.lies_in(number, "edges") or below_first
        if placed and names and len(found) <= _MOST_BYLINES:
            yield page.removal(number)
        else:
            against = "for a byline; against: it stands in the text, or in a list of names"
            yield Kept(line.start, line.end, against)


def author_bio(document: Document, *, openings: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield the last line, or the one before it, if it opens like the life of its author.

    A text in the first person above it makes it the end of a column, which stays.
    """
    page = page_of(document)
    opening = any_of(openings)
    for number in range(max(1, len(page.lines) - 2), len(page.lines)):
        line = page.lines[number]
        if opening.match(line.text) is None:
            continue
        if any(_FIRST_PERSON.match(other.text) for other in page.lines[:number]):
            yield Kept(line.start, line.end, "for an author's life; against: a text about oneself")
        else:
            yield page.removal(number)


_FEWEST_CUES = 2
_INTRODUCED = lazy_pattern(
    r"(?:(?:Hi|Hello)(?: everyone| everybody| all)?[,!]? )?"
    r"(?:[Mm]y name is|I am|I[’']m) (?P<name>\p{Lu}\p{L}+)"
    r"|\*{0,2} ?(?:(?:About the (?:author|writer|editor)s?|(?:To|About) the person)[:.]? )?"
    r"(?:Our (?:author|columnist|guest author|reporter|writer|editor|colleague) )?"
    r"(?P<name>\p{Lu}\p{L}+)(?: \p{Lu}[\p{L}.’'-]*){0,3}(?:, [^.!?,]{3,60},)?,? (?:is|has|holds|was"
    r"|writes|works|lives|loves|likes|enjoys|collects|studied|graduated|joined|covers|brings|cannot"
    r"|spends|shares)\b"
    r"|(?:Passionate about|Born in) [^,.]{3,40}, (?P<name>\p{Lu}\p{L}+)\b"
    r"|(?:He|She) is (?:an? )?(?:journalist|writer|editor|columnist|reporter)\b"
    r"|(?:\p{Lu}\p{Ll}+ )?(?:[Jj]ournalist|[Ww]riter|[Bb]logger|[Cc]opywriter|[Cc]olumnist)\b"
    r"|(?:Editor(?![’'])|Author|Graduated?|Born in|Born on|Doctor|PhD|Master|Professor|Lawyer"
    r"|Economist|Sociologist|Psychologist|Historian|Specialist|Philosopher)\b"
)
_REPORTED = lazy_pattern(r"[“”\"]|\b(?:said|says|told|announced|according to|yesterday)\b")


_SHORTEST_NAME = 5  # letters that tell one name from another, however it is spelt
_SENTENCE = lazy_pattern(r"[^.!?]{4,}")


def _is_life(text: str, cues: Sequence[regex.Pattern[str]]) -> bool:
    """Tell whether two of the cues are in a text, and one in every other sentence or more."""
    if sum(cue.search(text) is not None for cue in cues) < _FEWEST_CUES:
        return False
    sentences = _SENTENCE.findall(text)
    told = sum(any(cue.search(sentence) for cue in cues) for sentence in sentences)
    return 2 * told >= len(sentences)


def author_lives(document: Document, *, cues: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield the last line, or the one before it, if it tells the life of its author in clichés.

    It holds two of `cues` (“in her free time”, “passionate about”) and begins with a name, which
    is no frequent word, or with a role (“Journalist with …”), and half of its sentences hold one.
    The text above must know no name that begins like it, or the line is about a person in the news,
    and stays.
    """
    page = page_of(document)
    patterns = [any_of((cue,), regex.IGNORECASE) for cue in cues]
    for number in range(max(page.first + 1, len(page.lines) - 2), len(page.lines)):
        line = page.lines[number]
        introduced = _INTRODUCED.match(line.text)
        if introduced is None or _REPORTED.search(line.text):
            continue
        name = introduced["name"]
        if name and name.lower() in word_list("frequent-words"):
            continue
        if not _is_life(line.text, patterns):
            continue
        if name and name[:_SHORTEST_NAME] in document.text[: line.start]:
            against = f"for an author's life; against: the text tells of {name}"
            yield Kept(line.start, line.end, against)
        else:
            yield page.removal(number)


def file_captions(document: Document, *, names: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield captions that begin with the name of a picture's file, to be deleted.

    A line above that is a name, a comma and what the person is, and no more, is the caption
    of the picture before, and goes too.
    """
    page = page_of(document)
    name = any_of(names)
    for number, line in enumerate(page.lines):
        match = name.match(line.text)
        if match is None or line.text.count(" ") > _MOST_TITLE_WORDS * 2:
            continue
        yield page.removal(number, f"the picture {match.group().strip()}")
        if number > 1 and _PERSON.fullmatch(page.lines[number - 1].text):
            yield page.removal(number - 1, f"beside the picture {match.group().strip()}")


def caption_copies(
    document: Document, *, counted: tuple[str, ...], credited: str
) -> Iterator[Spot | Kept]:
    """Yield captions of a gallery that are printed twice, to be deleted.

    Those that begin with a counter (“1 of 7”) match one of `counted`; two neighbours that both
    match `credited` are copies if their group `title` is the same.
    """
    page = page_of(document)
    is_counted, caption = line_matcher(counted), compiled(credited)
    titles = [
        match["title"] if (match := caption.fullmatch(line.text)) else "" for line in page.lines
    ]
    for number, line in enumerate(page.lines):
        neighbours = {*titles[max(0, number - 1) : number], *titles[number + 1 : number + 2]}
        if is_counted(line.text) or (titles[number] and titles[number] in neighbours):
            yield page.removal(number)
