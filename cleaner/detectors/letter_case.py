"""Capitals and small letters where a link or a bold run was translated as a text of its own.

Such a run comes back with a sentence's capital in the middle of another, or begins a sentence
small. A translation, another fault of the page or the same word elsewhere on it bears them out.
Knows nothing of headings (`headings`) and of stops (`stops`).
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.language import (
    at_words,
    capitalised,
    is_translated,
    origins,
    reads_foreign,
    unknown_in,
    word_set,
)
from cleaner.detectors.page import ends_in_stop, has_credit, page_of
from cleaner.detectors.stops import has_verb, opens_sentence, small_after_stop
from cleaner.detectors.tags import PREPOSITIONS, around, sure_fault
from cleaner.detectors.vocabulary import is_english, verbs
from cleaner.document import Document, Kept, Spot
from cleaner.resources import first_names, function_words

_NEAR = 60  # characters

# --- sentences that begin small, and THE ------------------------------------------------

_FEWEST_WORDS = 8
_MOST_SMALL_SENTENCES = 3  # more are the style of a page
# Several words, and no name behind a pronoun: “he North’s” has lost a letter, not a capital
_OPENS = lazy_pattern(r"(?!(?:he|she|it|they|we|there) \p{Lu})(?:\S+ ){3}")


def lowercase_sentences(
    document: Document, *, openers: tuple[str, ...], paragraph_openers: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield first letters of sentences that begin small, with one of `openers`.

    A paragraph may begin with one of `paragraph_openers`, too. It is a whole sentence behind
    a full stop, captions between them aside. Lists, verse, posts with an address and pages
    written small stay.
    """
    spots = [
        *_small_paragraphs(
            document, (*openers, *paragraph_openers), translated=is_translated(document)
        ),
        *(
            match.start("first")
            for match in small_after_stop(document)
            if _OPENS.match(match["tail"]) and opens_sentence(document, match, openers)
        ),
    ]
    for at in sorted(spots):
        if len(spots) > _MOST_SMALL_SENTENCES:
            message = "for a lost capital; against: the page begins many sentences small"
            yield Kept(at, at + 1, message)
        else:
            yield Spot(at, at + 1, document.text[at].upper())


def _small_paragraphs(
    document: Document, openers: tuple[str, ...], *, translated: bool
) -> Iterator[int]:
    """Yield where a paragraph begins small behind a sentence.

    Before one of a translation a heading, the headline or a caption with its credit may stand.
    """
    before = "."
    page = page_of(document)
    for number, line in enumerate(page.lines):
        text = line.text
        if (
            text[0].islower()
            and text.split(maxsplit=1)[0] in openers
            and _OPENS.match(text)
            and (
                ends_in_stop(before)
                or (translated and _stands_apart(before, headline=number == page.first))
            )
            and ends_in_stop(text)
            and len(text.split()) >= _FEWEST_WORDS
            and "@" not in text
            and not page.is_verse(number)
        ):
            yield line.start
        if not has_credit(text):
            before = text


def _stands_apart(line: str, *, headline: bool) -> bool:
    """Tell whether a line is a caption with its credit, left as it was, or short as a heading.

    `headline`: it stands above all running text, and may be longer.
    """
    if has_credit(line) or reads_foreign(line):
        return True
    most = _MOST_HEADLINE_SPACES if headline else _MOST_HEADING_SPACES
    if line.count(" ") >= most or not (line[:1].isupper() and line[-1].isalpha()):
        return False
    return line.rsplit(maxsplit=1)[-1] not in function_words("en")


_MOST_HEADING_SPACES, _MOST_HEADLINE_SPACES = 6, 24

_ARTICLE = lazy_pattern(
    r"(?:^[ \t]*|(?<=[.!?][\"”’)]?[ ]))(?P<article>THE )(?P<name>\p{L}[\p{L}\p{M}\p{N}&-]*+)"
    r"(?![ ]\p{Lu}{3}|(?<=\p{Lu}{2})[ ]\p{Lu})(?=(?P<rest>[^\n]{0,80}))",
    regex.MULTILINE,
)
_WITH_ARTICLE = frozenset(("HAGUE", "BRONX", "KREMLIN", "VATICAN", "NETHERLANDS", "GAMBIA"))
_PEOPLE = lazy_pattern(r"\p{Lu}{2,}(?:IAN|ICAN|ISH|ESE)S?|GERMANS?|FRENCH|DUTCH|GREEKS?")
_SMALL_WORD = lazy_pattern(r"(?<![\p{L}\p{M}])\p{Ll}[\p{Ll}\p{M}]+")


def uppercase_articles(
    document: Document,
    *,
    states: tuple[str, ...],
    clubs: tuple[str, ...],
    verbs: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield “THE” before a name at the start of a sentence that is not in capitals.

    Clubs, with the letters of one of the `states` behind or one of `clubs` before one of
    `verbs`, lose the article. Newspapers open a story with words in capitals, so in the first
    paragraph another one is needed, or a mark of the language translated from. Left alone:
    headings in capitals, and the rankings of a paper that calls itself THE.
    """
    text = document.text
    found = [m for m in _ARTICLE.finditer(text) if len(_SMALL_WORD.findall(m["rest"])) > 1]
    story = next((line.start for line in document.lines if ends_in_stop(line.text)), 0)
    for match in found:
        start, end = match.span("article")
        if match["name"][0].islower():
            if "pt" in origins(document):
                yield Spot(start, end, "The ")
        elif "(THE)" in text:
            yield Kept(start, end, "for an article in capitals; against: THE is a name here")
        elif match["name"] in _WITH_ARTICLE or (
            match["name"].isupper()
            and (is_english(match["name"].lower()) or _PEOPLE.fullmatch(match["name"]))
        ):
            yield Kept(start, end, "for an article in capitals; against: so is the next word")
        elif len(found) == 1 and start == story and not origins(document):
            yield Spot(
                start, end, None, "an article in capitals, or a story that opens in capitals"
            )
        elif _is_club(match["name"], match["rest"], states, clubs, verbs):
            yield Spot(start, end, "", f"{match['name']} is a club, and clubs have no article")
        elif "pt" in origins(document) and _stands_bare(text, match["name"], match["rest"]):
            yield Spot(start, end, "", f"{match['name']} stands without an article on the page")
        else:
            yield Spot(start, end, "The ")


def _stands_bare(text: str, name: str, rest: str) -> bool:
    """Tell whether a name of one word stands without “the” on the page, and never with it."""
    if name.isupper() or is_english(name.lower()) or rest.lstrip()[:1].isupper():
        return False
    bare = rf"(?<=\p{{Ll}},? ){name}\b(?![ -]\p{{Lu}})"
    the = rf"\b[Tt]he {name}\b"
    return bool(regex.search(bare, text)) and not regex.search(the, text)


def _is_club(
    name: str, rest: str, states: tuple[str, ...], clubs: tuple[str, ...], verbs: tuple[str, ...]
) -> bool:
    if name.rpartition("-")[2] in states and "-" in name:
        return True
    words = [*rest.split()[:3], "", ""]
    if f"{name} {words[0]}" in clubs:
        name, words = f"{name} {words[0]}", words[1:]
    return name in clubs and words[words[0] in _BEFORE_VERB] in verbs


_BEFORE_VERB = frozenset(
    ("now", "also", "still", "already", "only", "soon", "again", "then", "never")
)


# --- capitals inside a sentence ---------------------------------------------------------

_RELIGION = lazy_pattern(r"\b(?:God|Lord|Allah|Christ|Jesus|Prophet|Almighty|Buddha)\b")
_SMALL_WORDS = lazy_pattern(r" \p{Ll}[\p{Ll}’'-]*+(?:[,.;:]| \p{Ll})")
_MAIN_CLAUSE = lazy_pattern(
    r"[^,.;\n]{2,80}, (?:\p{Lu}|\p{N}|(?:the|an?|he|she|it|they|we|there|his|her)\b)"
)


def scrambled_capitals(
    document: Document,
    *,
    leads: tuple[str, ...],
    words: tuple[str, ...],
    behind_dash: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield capitals that are certainly wrong: “but He left”, “six months; It was late”.

    A word of `words` stands behind a word of `leads`, which cannot end a sentence, or behind a
    semicolon, and small words follow; one of `behind_dash` also stands behind a quotation and
    a dash. Titles have capitals on both sides and stay, so does “He” where God is spoken of.
    """
    for match, before in _capitals_behind(document.text, frozenset(words)):
        mark = before["mark"]
        if mark.endswith("–"):
            certain = match["word"] in behind_dash
        else:
            certain = mark == ";" or (not mark and before["left"] in leads)
        if not certain:
            continue
        start, end = match.span("word")
        if match["word"] in ("He", "His", "Him") and _RELIGION.search(document.text):
            yield Kept(start, end, "for a lost small letter; against: God is spoken of")
        elif _SMALL_WORDS.match(document.text, end) or (
            match["word"] in _OPENS_NO_TITLE and _ARTICLE_BEHIND.match(document.text, end)
        ):
            yield Spot(start, start + 1, match["word"][0].lower())


_OPENS_NO_TITLE = frozenset(("But", "According", "Although", "However"))
_ARTICLE_BEHIND = lazy_pattern(r" (?:the|an?|his|her|their|its|this|these|those|to the) ")


def capitals_inside(
    document: Document,
    *,
    words: tuple[str, ...],
    inner: tuple[str, ...],
    determiners: tuple[str, ...],
    openers: tuple[str, ...],
    bound: tuple[str, ...],
    behind_comma: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield capitals in the middle of a sentence that another fault of the page bears out.

    `words` are prepositions and participles, never names; they stand between small words.
    Captions and headings run into the sentence behind them look the same, so a main clause
    must not follow behind a comma. In a translation two such words bear each other out, and those
    of `inner`, with which few sentences begin, need no other fault, nor does one behind a verb.
    Behind a comma, “the driver, Who left”, where those of `behind_comma` count, too, and behind one
    of `bound`, which cannot end a sentence, a translation is witness enough; so it is where no
    sentence follows.
    `determiners` need a function word before them, “in The port”. `openers` may open a clause
    that lost its stop, “the opening After talks”, and are reported.
    """
    text, common = document.text, function_words("en")
    translated = is_translated(document)
    found = [
        (match, before)
        for match, before in _capitals_behind(
            text, frozenset((*words, *determiners, *openers, *behind_comma))
        )
        if before["mark"] in ("", ",", "”,", "»,") or (translated and before["mark"] == ";")
        if match["word"] not in behind_comma
        or before["mark"].endswith((",", ";"))
        or (translated and before["left"] in _LEADS_ON)
        if match["word"] not in behind_comma or not text.startswith(_TITLE, match.end("word"))
        if match["word"] != "Said" or not _NAME_OF_SAID.match(text, match.end("word"))
        if (
            (match["word"] != "A" or before["mark"] == ";" or _TELLS.match(text, match.end("word")))
            and _behind_comma(text, match, before, translated)
        )
        or (translated and before["mark"] == "" and _is_small(text, match, before, bound))
        or (
            before["mark"] in ("", ",")
            and match["word"] != "A"
            and (match["word"] not in determiners or before["left"] in common)
            and _SMALL_WORDS.match(text, match.end("word"))
        )
    ]
    others = {m["word"]: around(text, m) for m, _ in reversed(found)} if translated else {}
    for match, before in found:
        start, end = match.span("word")
        first, small = start, match["word"][0].lower()
        if text[start - 1] in ",;":  # it lost its space, too
            first, small = start - 1, f"{text[start - 1]} {small}"
        if translated and (before["mark"].endswith((",", ";")) or before["left"] in bound):
            yield Spot(first, start + 1, small, "no sentence begins there")
            continue
        if translated and (_is_rest(text, match) or _is_object(text, match, before)):
            yield Spot(first, start + 1, small, "what follows is no sentence")
            continue
        in_clause = match["word"] in words and (before["left"] or "").endswith("ed")
        if translated and (match["word"] in inner or in_clause):
            witness = "marks of a translation"
        elif not (witness := sure_fault(text)):
            witness = next((around for word, around in others.items() if word != match["word"]), "")
        if not witness:
            message = "for a lost small letter; against: nothing else on the page is wrong"
            yield Kept(start, end, message)
            continue
        opens = match["word"] in openers or (
            match["word"] != "Of" and _MAIN_CLAUSE.match(text, end)
        )
        yield Spot(first, start + 1, None if opens else small, f"the page has “{witness}”, too")


_TIMES_AND_PLACES = frozenset(
    (" night", " noon", " midnight", " dawn", " dusk", " home", " sea", " work")
)
_TO_STOP = lazy_pattern(r"(?:[^.!?;:,“”\"\n]|(?<=\d)[:.,](?=\d))+(?P<end>.?)")
_NO_SUBJECT = lazy_pattern(  # behind a comma: what opened before it was no sentence
    r" (?:with|without|and|but|or|where|which|who|whose|when|while|after|before|because|as|for|by"
    r"|\p{Ll}+ing|\p{Ll}+ed)\b"
)


def _is_rest(text: str, match: regex.Match[str]) -> bool:
    """Tell whether a preposition and no verb stand between a capital and the next stop.

    Behind a figure that may be a comma with no subject behind it: “founded In 2018, with help”.
    """
    following = _TO_STOP.match(text, match.end())
    if match["word"] not in PREPOSITIONS or following is None:
        return False
    words, end = following.group()[:-1], following["end"]
    dated = words[1:2].isdigit()
    if end != "." and not (dated and end == "," and _NO_SUBJECT.match(text, following.end())):
        return False
    if words[1:2].isupper():
        return words.count(" ") == 1
    short = dated or words in _TIMES_AND_PLACES
    return (short or words.count(" ") > 1) and not has_verb(words)


_LEADS_ON = frozenset(
    ("was", "were", "be", "been", "because", "which", "who", "if", "and", "but", "or")
)
_MODAL_BEFORE = lazy_pattern(r"(?r)\b(?:will|would|can|could|must|should|may|might|to) \p{Ll}+ ")
_OF_ALL = lazy_pattern(r" (?:all|both|every|each|several|many|some|most|any) ")
_VOWEL_BEHIND = lazy_pattern(r" [aeiouh]\p{Ll}+ ")
_BEHIND_LETTER = lazy_pattern(
    r" (?!(?:level|share|market|stock|list|side|team|grade|road|flat|minor|major|sharp|class|game"
    r"|serie|league|star|with|from|into|that)s?\b)\p{Ll}{4,}[ ,.]"
)
_TELLS = lazy_pattern(r" \p{Ll}{4,} (?:that|which|who|whose|of) ")  # “…, A figure that”
_TITLE = " and a "  # “Eight and a Half”
_NAME_OF_SAID = lazy_pattern(r" (?:al|el|bin|ben|ibn|ould|abu|abdel|ag)[ -]")


def _is_object(text: str, match: regex.Match[str], before: regex.Match[str]) -> bool:
    """Tell whether an article opens the object of the verb before it: “will meet The unions.”"""
    if before["mark"] or match["word"] not in ("The", "An"):
        return False
    following = _TO_STOP.match(text, match.end("word"))
    if following is None or following["end"] not in ".,;":
        return False
    if has_verb(following.group().lstrip().partition(" ")[2]):
        return False
    if match["word"] == "An":
        return _VOWEL_BEHIND.match(text, match.end("word")) is not None
    if following["end"] != ".":
        return False
    verb = before["left"] or ""
    return (
        verb in verbs()
        or verb.endswith("ed")
        or _MODAL_BEFORE.match(text, max(0, match.start() - _NEAR), match.start()) is not None
    )


_BEFORE_NOUN = frozenset(("the", "a", "an", "his", "her", "its", "their"))  # “its The”, a word
_DETERMINERS = frozenset(("The", "This", "These", "Their", "His", "Her", "Its"))


def _is_small(
    text: str, match: regex.Match[str], before: regex.Match[str], bound: tuple[str, ...]
) -> bool:
    """Tell whether a small letter is certain though a name or a figure may follow."""
    end = match.end("word")
    joined = before["left"] in bound and before["left"] not in _BEFORE_NOUN
    if match["word"] in _DETERMINERS and joined and text[end + 1].islower():
        return True
    if match["word"] == "A":
        return before["left"] in bound and _BEHIND_LETTER.match(text, end) is not None
    if match["word"] == "Of":
        return True
    if (_OF_ALL.match(text, end) or not text[end + 1].islower()) and _is_rest(text, match):
        return True
    return _is_object(text, match, before) or (
        match["word"] in ("Only", "Almost", "Even", "Just") and text[end + 1].isdigit()
    )


# Not a title: “the app, At the Pool”
_SMALL_OR_QUOTED = lazy_pattern(
    r" (?:(?!(?:the|an?) \p{Lu})\p{Ll}|[“\"]|\d+(?:-| \p{Ll}))|(?<=\bWh\p{Ll}+) \p{Lu}"
)


def _behind_comma(
    text: str, match: regex.Match[str], before: regex.Match[str], translated: bool
) -> bool:
    """Tell whether a capital of a translation stands behind a comma, and small letters follow."""
    if not translated or not before["mark"].endswith((",", ";")):
        return False
    if match["word"] in ("And", "But") and before["left"]:
        return True
    if match["word"] in PREPOSITIONS and (
        text[match.end("word") + 1].isdigit() or (before["mark"] == ";" and before["left"])
    ):
        return True
    return _SMALL_OR_QUOTED.match(text, match.end("word")) is not None


_CAPITAL = lazy_pattern(
    r"(?<=[\p{Ll}\p{N}’'%,;”»–-] |\p{Ll}{3}[,;])(?P<word>\p{Lu}\p{L}*+)(?= [\p{Ll}“\"\d])"
    r"|(?<=[\p{L}\p{N})][,;] )(?P<word>Who|Whose|Whom|Which)(?= \p{Lu}\p{Ll}+ \p{Ll})"
    r"|(?<=\p{Ll} )(?P<word>Of|To|From)(?= \p{Lu}\p{Ll})"
    r"|(?<=\p{Ll}[,;] )(?P<word>And|But)(?= \p{Lu}\p{Ll})"
    r"|(?<=\p{Ll}; )(?P<word>In|At|On|By|For|With|From)(?= \p{Lu}\p{Ll})"
)
_SMALL_BEFORE = lazy_pattern(  # read backwards
    r"""(?r) (?: (?<![\p{L}\p{M}\p{N}’'-]) (?P<left> \p{Ll}[\p{Ll}’'-]* | (?:\d+[-–])?+\d+%? )
                (?: [ ]?+ (?P<mark> [,;] ) | (?P<mark>) )
             | (?P<mark> [”»][ ]?– | [”»], )
             | (?: (?P<named> \p{Lu}[\p{L}\p{M}\p{N}’-]* ) | \) ) (?P<mark> [,;] )
            ) (?:[ ]|(?<=[,;]))""",
    regex.VERBOSE,
)


_LINKS = frozenset(("de", "der", "den", "van", "von", "ten", "da", "di", "la"))  # “Ada de With”


def _capitals_behind(
    text: str, words: frozenset[str]
) -> Iterator[tuple[regex.Match[str], regex.Match[str]]]:
    """Yield one of the words with a capital, and the small word and the mark before it."""
    for match in _CAPITAL.finditer(text):
        if match["word"] in words:
            before = _SMALL_BEFORE.match(text, max(0, match.start() - _NEAR), match.start())
            if before is None or (before["left"] in _LINKS and not before["mark"]):
                continue
            if not _opens_there(text, before):
                yield match, before


_ASKING = frozenset(("ask", "asks", "asked", "wonder", "wonders", "wondered"))
_NUMBER_OF_LINE = lazy_pattern(r"(?:\d{1,2}[:.])?\d+")


def _opens_there(text: str, before: regex.Match[str]) -> bool:
    """Tell whether a sentence begins behind a number that heads the line, “Sir,” or “They ask,”."""
    if before["named"] is not None:
        return before["named"] in ("Sir", "Sirs", "Madam", "Editor")
    if not before["left"] or not before["left"][0].isdigit():
        return before["mark"] == "," and before["left"] in _ASKING
    line = text.rfind("\n", 0, before.start("left")) + 1
    return _NUMBER_OF_LINE.fullmatch(text, line, before.end("left")) is not None


# --- names that lost their capital -------------------------------------------------------

_SMALL_WORD_ALONE = lazy_pattern(
    r"(?<![\p{L}\p{M}\p{N}@#/._’'-])\p{Ll}[\p{L}\p{M}]{3,}(?![\p{L}\p{M}\p{N}@/_’'-]|\.\p{L})"
)
_NAME_BESIDE = r"(?:\p{{Lu}}[\p{{L}}\p{{M}}’.-]+ {name}\b|\b{name} \p{{Lu}}\p{{L}})"
_BEFORE_SUBJECT = lazy_pattern(
    r"(?r)\b(?:that|because|when|while|if|as|where|since|before|after|by|with|from|told"
    r"|against|and) "
)
_VERB_BEHIND = lazy_pattern(r" (?P<verb>\p{Ll}+)\b|(?P<ends>[’']s |[.,;])")
_SHORTEST_NAME = 4


def small_names(document: Document) -> Iterator[Spot]:
    """Yield names of a translation that lost their capital: “that echegoyen wrote”.

    The page has the name with a capital beside another, “Ana Echegoyen”, and small only once,
    where a name may stand; or a first name opens a paragraph before a name.
    """
    text = document.text
    for word in unknown_in(text):
        if not word.islower() or len(word) < _SHORTEST_NAME or document.words[word] != 1:
            continue
        name = capitalised(word)
        for match in at_words(_SMALL_WORD_ALONE, text, (word,)):
            start, end = match.span()
            if start == 0 or text[start - 1] == "\n":
                if name in first_names() and _PARAGRAPH.match(text, end):
                    yield Spot(start, start + 1, name[0], f"{name} is a name")
            elif (
                name in word_set(text)
                and not text.startswith(_GLOSSES, end)
                and _stands_as_name(text, match)
                and regex.search(_NAME_BESIDE.format(name=name), text)
            ):
                yield Spot(start, start + 1, name[0], f"the page has {name} as a name")


_GLOSSES = (", “", ' "', " “", " (“")  # “from hodynnyk, “clockmaker””
_PARAGRAPH = lazy_pattern(r" \p{Lu}\p{Ll}[^\n]{30,}[.!?][”\"]?$", regex.MULTILINE)


def _stands_as_name(text: str, match: regex.Match[str]) -> bool:
    """Tell whether a word stands behind “that” or “by”, and before a verb or a mark."""
    start, behind = match.start(), _VERB_BEHIND.match(text, match.end())
    if behind is None or not _BEFORE_SUBJECT.match(text, max(0, start - 10), start):
        return False
    return bool(behind["ends"]) or behind["verb"] in verbs() or behind["verb"].endswith("ed")
