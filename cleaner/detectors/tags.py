"""What is left where every link or bold run was translated as a little text of its own.

Such a run comes back without its spaces, with a sentence's capital or full stop, or on a line
of its own. Each fault alone may be a slip, a style or a name, so the weaker ones ask for a
witness: the same word elsewhere on the page, or another fault of this kind. Knows nothing of
headings, quotations that lost a mark, or captions.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache, lru_cache
from itertools import pairwise

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.glossary import of_source
from cleaner.detectors.language import (
    at_words,
    capitalised,
    is_translated,
    origins,
    unknown_in,
    word_set,
)
from cleaner.detectors.page import has_credit
from cleaner.detectors.stops import has_verb, is_unfinished, small_after_stop
from cleaner.detectors.vocabulary import is_english, reads_english, verbs
from cleaner.document import WORD, Document, Kept, Spot
from cleaner.resources import first_names, languages, word_list

# --- glued words -----------------------------------------------------------------------

_GLUED_STOP = lazy_pattern(r"[.!?](?P<quote>[“‘])?(?P<right>\p{Lu}\p{L}*+)(?=[ ,’'])")
_BEFORE = lazy_pattern(r"\S*\Z")
_WORD_BEFORE_STOP = lazy_pattern(
    r"[“‘\"'(\[]*+(?P<left>\p{L}[\p{L}\p{M}'’-]*\p{Ll}|\p{Lu}{2,6}(?=\))|(?:19|20)\d\d|\d+%|(?P<figure>\d{1,4}))[)\]”’\"]?"
)
_RUN = lazy_pattern(r"[\p{L}\p{M}'’-]++[,;:.”’\")]*+(?:\s|\Z|[—–])")
_NEAR = 60


def glued_sentences(
    document: Document, *, openers: tuple[str, ...], domains: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield full stops without a space before the next sentence: “the treaty.The mayor”.

    `openers` are words that begin sentences; those in `domains` are ends of addresses, too,
    “Corriere.It”, and need a small word on both sides, or a day or month before them. Any other
    word has to stand elsewhere on the page by itself. Names with a full stop in them,
    “Booking.com”, “U.S.-based”, addresses, initials and numbered lists stay.
    """
    text = document.text
    for match in _GLUED_STOP.finditer(text):
        at, right = match.start() + 1, match["right"]
        before = _BEFORE.search(text, max(0, at - _NEAR), at - 1)
        left = before and _WORD_BEFORE_STOP.fullmatch(before.group())
        if not before or not left or not _RUN.match(text, match.start("right")):
            continue
        bracket = before.group()[-1] == ")" and left["left"].isupper()
        small = bracket or (not left["left"][0].isupper() and len(left["left"]) > 2)
        if left["figure"]:
            if _opens_behind_figure(text, match, openers):
                yield Spot(at, at, " ", f"{right} begins a sentence")
            continue
        if right in openers or match["quote"]:
            if (
                small
                or (right not in domains and len(right) > 1)
                or left["left"] in _days_and_months()
            ):
                yield Spot(at, at, " ", f"{right} begins a sentence")
                continue
        elif small and document.words[right] > 1:
            yield Spot(at, at, " ", f"{right} stands elsewhere on the page by itself")
            continue
        elif small and _are_two_sentences(document, match, left["left"]):
            yield Spot(at, at, " ", f"{left['left']} and {right} are two words")
            continue
        message = "for a lost space; against: it may be a name with a full stop in it"
        yield Kept(match.start(), match.end(), message)


@cache
def _days_and_months() -> frozenset[str]:
    english = languages()["en"]
    return frozenset((*english.weekdays, *english.months))


_BEHIND_OPENER = lazy_pattern(r" (?P<next>\p{Ll}{3,})")
_NUMBERED = lazy_pattern(
    r"(?r)\b(?:[Ss]ections?|[Aa]rticles?|[Pp]aragraphs?|[Ff]igures?|[Tt]ables?|[Cc]hapters?|[Vv]ersions?"
    r"|[Cc]lauses?|[Nn]o|[Ll]aw|[Aa]ct|[Pp]arts?|[Ss]teps?)\.? "
)
_SHORTEST_OPENER = 4


def _opens_behind_figure(text: str, match: regex.Match[str], openers: tuple[str, ...]) -> bool:
    """Tell whether a sentence begins behind a stop and a figure: “near kilometer 92.A horse”."""
    following = _BEHIND_OPENER.match(text, match.end())
    start = match.start()
    while text[start - 1].isdigit():
        start -= 1
    return (
        match["right"] in openers
        and following is not None
        and (len(match["right"]) > 1 or following["next"] not in languages()["en"].function_words)
        and text[max(0, start - 2) : max(0, start - 1)].islower()
        and not _NUMBERED.match(text, max(0, start - _NEAR), start)
    )


def _are_two_sentences(document: Document, match: regex.Match[str], left: str) -> bool:
    """Tell whether a stop on a translation stands between two words of English, and more follows.

    Short words are ends of addresses: “asp.Net”.
    """
    return (
        len(match["right"]) >= _SHORTEST_OPENER
        and _BEHIND_OPENER.match(document.text, match.end()) is not None
        and is_english(left)
        and is_english(match["right"].lower())
        and is_translated(document)
    )


def glued_names(
    document: Document,
    *,
    sure: tuple[str, ...],
    tails: tuple[str, ...],
    openers: tuple[str, ...],
    never: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield function words glued to a word of the page: “Mendonçaof”, “growersThis”.

    `tails` are small function words, `openers` capital ones. What is before them has to stand
    elsewhere on the page by itself, and the whole nowhere else; English has no other words
    that end with those in `sure`. In a translation it is enough that it is a word of English and
    the whole is none. Left alone: words in `never`, “thereof”, “foretold”, and
    names that a page repeats, “LinkedIn”.
    """
    text, vocabulary = document.text, word_set(document.text)
    translated, left_over = is_translated(document), of_source(document)
    ends = (*sure, *tails)
    glued = {
        word: halves
        for word in vocabulary
        if word.endswith(ends) or word.endswith(openers)
        if word.lower() not in never and not left_over(word.lower())
        if (halves := _halves(word, ends, openers))
    }
    for match in _whole_words(text, glued.keys()):
        word = match.group()
        fitting = (h for h in glued[word] if h[1].islower() or match["next"].islower())
        left, tail = next(fitting, ("", ""))
        if not left:
            continue
        at = match.end() - len(tail)
        if document.words[word] > 1:
            message = f"for a lost space before {tail}; against: {word} stands on the page again"
            yield Kept(*match.span(), message)
        elif left in vocabulary:
            yield Spot(at, at, " ", f"{left} stands elsewhere on the page by itself")
        elif tail in sure:
            yield Spot(at, at, " ", f"no word ends with {tail}")
        elif translated and tail == "of" and text.startswith(" the ", match.end()):
            yield Spot(at, at, " ", f"{left} is of something, {word} is not")
        elif translated and tail.islower() and _are_two_words(word, left):
            yield Spot(at, at, " ", f"{left} is a word, {word} is none")
        elif translated and tail in _JOINING and _may_end_clause(left):
            yield Spot(at, at + 1, f" {tail[0].lower()}", f"{left} and {tail} are two words")
        else:
            message = f"for a lost space before {tail}; against: {left} stands nowhere by itself"
            yield Kept(*match.span(), message)


def _may_end_clause(word: str) -> bool:
    """Tell whether a word is one of English without a capital, or a day, “on Saturdays”."""
    return (word[0].islower() and is_english(word)) or word.removesuffix("s") in _days_and_months()


_SHORTEST_GLUED, _SHORTEST_LEFT = 6, 2  # letters
_SHORTEST_ENGLISH, _SHORTEST_TITLE = 4, 6  # letters of a word that the page has nowhere else
_FEW = 16  # words that are sought one by one
_WHOLE_WORD = lazy_pattern(
    r"(?<![\p{L}\p{M}\p{N}@#/.'’-])\p{L}[\p{L}\p{M}]*+(?= (?P<next>[\p{L}\p{N}“\"‘(]))"
)


def _are_two_words(word: str, left: str) -> bool:
    """Tell whether the first half of a word is one by itself, and the whole is not.

    With a capital it may be a name, “New Zealand”, and the half must be longer.
    """
    shortest = _SHORTEST_TITLE if word[0].isupper() else _SHORTEST_ENGLISH
    small = left.lower()
    known = len(left) >= shortest and not word_list("english-words").isdisjoint(
        {small, small.removesuffix("s")}
    )
    return known and not is_english(word.lower())


def _whole_words(text: str, words: Set[str]) -> Iterator[regex.Match[str]]:
    """Yield where one of the words stands by itself, before a space and another word."""
    if len(words) > _FEW:
        yield from (match for match in _WHOLE_WORD.finditer(text) if match.group() in words)
        return
    for at in sorted(at for word in words for at in _places(word, text)):
        match = _WHOLE_WORD.match(text, at)
        if match is not None and match.group() in words:
            yield match


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _halves(word: str, tails: tuple[str, ...], openers: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the two words that one may be, the shortest first half first."""
    ends = [end for end in tails if len(word) >= _SHORTEST_GLUED and word.endswith(end)]
    ends += [end for end in openers if word.endswith(end) and word[: -len(end)][-1:].islower()]
    halves = ((word[: -len(end)], end) for end in sorted(ends, key=len, reverse=True))
    return [(left, end) for left, end in halves if len(left) >= _SHORTEST_LEFT]


# --- stops and capitals ----------------------------------------------------------------

_SENTENCE_END = lazy_pattern(r"[.!?…][\"”’)\]]*\Z")
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
            if _OPENS.match(match["tail"]) and match["first"] in openers
            if not is_unfinished(document.text, match.start())
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

    Before one of a translation a heading or a caption with its credit may stand, too.
    """
    before = "."
    for line in document.lines:
        text = line.text
        if (
            text[0].islower()
            and text.split(maxsplit=1)[0] in openers
            and _OPENS.match(text)
            and (_SENTENCE_END.search(before) or (translated and _stands_apart(before)))
            and _SENTENCE_END.search(text)
            and len(text.split()) >= _FEWEST_WORDS
            and "@" not in text
        ):
            yield line.start
        if not has_credit(text):
            before = text


def _stands_apart(line: str) -> bool:
    """Tell whether a line is a caption with its credit, or as short as a heading."""
    if has_credit(line):
        return True
    if line.count(" ") >= _MOST_HEADING_SPACES or not (line[0].isupper() and line[-1].isalpha()):
        return False
    return line.rsplit(maxsplit=1)[-1] not in languages()["en"].function_words


_MOST_HEADING_SPACES = 6

_ARTICLE = lazy_pattern(
    r"(?:^[ \t]*|(?<=[.!?][\"”’)]?[ ]))(?P<article>THE )(?P<name>\p{L}[\p{L}\p{M}\p{N}&-]*+)"
    r"(?![ ]\p{Lu}{2}|(?<=\p{Lu}{2})[ ]\p{Lu})(?=(?P<rest>[^\n]{0,80}))",
    regex.MULTILINE,
)
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
    story = next((line.start for line in document.lines if _SENTENCE_END.search(line.text)), 0)
    for match in found:
        start, end = match.span("article")
        if match["name"][0].islower():
            if "pt" in origins(document):
                yield Spot(start, end, "The ")
        elif "(THE)" in text:
            yield Kept(start, end, "for an article in capitals; against: THE is a name here")
        elif match["name"].isupper() and is_english(match["name"].lower()):
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


# Faults of this kind that a page shows by themselves: a space before a comma or behind a
# bracket, a glued bracket or quotation mark, two stops, THE Name, empty quotation marks.
# Each begins with a character that is seldom: as one pattern they take twenty times as long.
_SURE_FAULTS = tuple(
    map(
        regex.compile,
        (
            r" [,;](?<=[\p{Ll}\d)”] .)(?= )",
            r"\( (?<![\w:;=8-]\( )(?=\p{L})",
            r"\)\K(?<=\p{L}\))\p{Ll}{3}",
            r"”\K(?<=[\p{L}.,]”)\p{Ll}{3}",
            r"(?<=\p{Ll}\p{Ll})(?:\.\.|\. [.,])(?= \p{L})",
            r"The(?<=\p{Ll}{3}\.The)(?= \p{Ll})",
            *(rf"{word}(?<=\p{{L}}{{4}}{word})(?= )" for word in ("which", "who", "from")),
            r"(?m:^)THE(?= \p{Lu}\p{Ll})",
            r"“”",
            r" \(\)",
        ),
    )
)


@lru_cache(maxsize=4)
def _sure_fault(text: str) -> str:
    """Return the first fault of this kind with the words around it; empty: there is none."""
    found = [match for pattern in _SURE_FAULTS if (match := pattern.search(text))]
    return _around(text, min(found, key=regex.Match.start)) if found else ""


def _around(text: str, match: regex.Match[str]) -> str:
    return text[max(0, match.start() - 12) : match.end() + 8].replace("\n", " ").strip()


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
    text, common = document.text, languages()["en"].function_words
    translated = is_translated(document)
    found = [
        (match, before)
        for match, before in _capitals_behind(
            text, frozenset((*words, *determiners, *openers, *behind_comma))
        )
        if before["mark"] in ("", ",", "”,", "»,") or (translated and before["mark"] == ";")
        if match["word"] not in behind_comma
        or before["mark"].endswith((",", ";"))
        or (translated and before["left"] in _BEFORE_ADVERB)
        if match["word"] != "Said" or not _NAME_OF_SAID.match(text, match.end("word"))
        if (
            (match["word"] != "A" or before["mark"] == ";")
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
    others = {m["word"]: _around(text, m) for m, _ in reversed(found)} if translated else {}
    for match, before in found:
        start, end = match.span("word")
        if translated and (text[start - 2] in ",;" or before["left"] in bound):
            message = "no sentence begins there"
            yield Spot(start, start + 1, match["word"][0].lower(), message)
            continue
        if translated and (_is_rest(text, match) or _is_object(text, match, before)):
            yield Spot(start, start + 1, match["word"][0].lower(), "what follows is no sentence")
            continue
        in_clause = match["word"] in words and (before["left"] or "").endswith("ed")
        if translated and (match["word"] in inner or in_clause):
            witness = "marks of a translation"
        elif not (witness := _sure_fault(text)):
            witness = next((around for word, around in others.items() if word != match["word"]), "")
        if not witness:
            message = "for a lost small letter; against: nothing else on the page is wrong"
            yield Kept(start, end, message)
            continue
        opens = match["word"] in openers or _MAIN_CLAUSE.match(text, end)
        small = None if opens else match["word"][0].lower()
        yield Spot(start, start + 1, small, f"the page has “{witness}”, too")


_PREPOSITIONS = frozenset(
    (
        *("In", "On", "At", "To", "For", "During", "Through", "Under", "Over", "About", "Among"),
        *("Since", "Until", "Before", "After", "Towards", "Toward", "Due", "According"),
        *("Including", "Between"),
    )
)
_TIMES_AND_PLACES = frozenset(
    (" night", " noon", " midnight", " dawn", " dusk", " home", " sea", " work")
)
_JOINING = _PREPOSITIONS | {"And", "But", "With", "From", "When", "While", "As"}
_TO_STOP = lazy_pattern(r"[^.!?;:,“”\"\n]+(?P<end>.?)")


def _is_rest(text: str, match: regex.Match[str]) -> bool:
    """Tell whether a preposition and no verb stand between a capital and the next stop."""
    following = _TO_STOP.match(text, match.end())
    return (
        match["word"] in _PREPOSITIONS
        and following is not None
        and following["end"] == "."
        and (following.group().count(" ") > 1 or following.group()[:-1] in _TIMES_AND_PLACES)
        and not has_verb(following.group()[:-1])
    )


_BEFORE_ADVERB = frozenset(("was", "were", "be", "been", "because", "which", "who", "if"))
_MODAL_BEFORE = lazy_pattern(r"(?r)\b(?:will|would|can|could|must|should|may|might|to) \p{Ll}+ ")
_OF_ALL = lazy_pattern(r" (?:all|both|every|each|several|many|some|most|any) ")
_VOWEL_BEHIND = lazy_pattern(r" [aeiouh]\p{Ll}+ ")
_BEHIND_LETTER = lazy_pattern(
    r" (?!(?:level|share|market|stock|list|side|team|grade|road|flat|minor|major|sharp|class|game"
    r"|serie|league|star|with|from|into|that)s?\b)\p{Ll}{4,}[ ,.]"
)
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
    return (
        following["end"] == "."
        and _MODAL_BEFORE.match(text, max(0, match.start() - _NEAR), match.start()) is not None
    )


def _is_small(
    text: str, match: regex.Match[str], before: regex.Match[str], bound: tuple[str, ...]
) -> bool:
    """Tell whether a small letter is certain though a name or a figure may follow."""
    end = match.end("word")
    if match["word"] == "A":
        return before["left"] in bound and _BEHIND_LETTER.match(text, end) is not None
    if _OF_ALL.match(text, end) and _is_rest(text, match):
        return True
    return _is_object(text, match, before) or (
        match["word"] in ("Only", "Almost", "Even", "Just") and text[end + 1].isdigit()
    )


# Not a title: “the app, At the Pool”
_SMALL_OR_QUOTED = lazy_pattern(r" (?:(?!(?:the|an?) \p{Lu})\p{Ll}|[“\"]|\d+(?:-| \p{Ll}))")


def _behind_comma(
    text: str, match: regex.Match[str], before: regex.Match[str], translated: bool
) -> bool:
    """Tell whether a capital of a translation stands behind a comma, and small letters follow."""
    return (
        translated
        and before["mark"].endswith((",", ";"))
        and _SMALL_OR_QUOTED.match(text, match.end("word")) is not None
    )


_CAPITAL = lazy_pattern(r"(?<=[\p{Ll}\p{N}’'%,;”»–-] )(?P<word>\p{Lu}\p{L}*+)(?= [\p{Ll}“\"\d])")
_SMALL_BEFORE = lazy_pattern(  # read backwards
    r"""(?r) (?: (?<![\p{L}\p{M}\p{N}’'-]) (?P<left> \p{Ll}[\p{Ll}’'-]* | \d+%? ) (?P<mark> [,;]? )
             | (?P<mark> [”»][ ]?– | [”»], )
             | (?P<named> \p{Lu}[\p{L}\p{M}’-]* ) (?P<mark> , ) )[ ]""",
    regex.VERBOSE,
)


def _capitals_behind(
    text: str, words: frozenset[str]
) -> Iterator[tuple[regex.Match[str], regex.Match[str]]]:
    """Yield one of the words with a capital, and the small word and the mark before it."""
    for match in _CAPITAL.finditer(text):
        if match["word"] in words:
            before = _SMALL_BEFORE.match(text, max(0, match.start() - _NEAR), match.start())
            if before is not None:
                yield match, before


# --- lines and brackets ----------------------------------------------------------------

_TAIL_MARK = lazy_pattern(r"[,;][ ]|[)][ ,.;]|\.(?:[ ]|\Z)")
_CLOSING_MARK = lazy_pattern(r"[”»](?:[ ,.;:–—-]|\Z)")
_NAME_AND_COMMA = lazy_pattern(
    r"\p{Lu}[\p{L}\p{M}’-]+(?: \p{Lu}[\p{L}\p{M}’-]+){0,2} ?,(?= \p{Ll})"
)
_UNFINISHED = lazy_pattern(r"[\p{L}\p{M}\p{N}%]")
_SENTENCE_INSIDE = lazy_pattern(r"\S \S+[.!?](?:[”\"’)\s]|\Z)")  # items of a list have none
_MOST_BROKEN = 4  # more are hard-wrapped text or verse
_FEWEST_WORDS_LINE, _FEWEST_WORDS_OPEN = 6, 4


def broken_lines(document: Document, *, open_ends: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield line ends inside a sentence, where a link or an italic word stood on its own line.

    Joined: a line that begins with a comma, or with the quotation mark that the line before
    misses; and a small letter behind a line that ends with one of `open_ends`, “of”, “said the”.
    Any other full line without a stop before a small letter is reported where the page has
    another fault. Left alone: verse, lists, hard-wrapped text, and a line whose end is lost.
    """
    breaks = [
        (before, line, kind)
        for before, line in pairwise(document.lines)
        if (kind := _break(before.text, line.text, open_ends))
    ]
    for before, line, kind in breaks:
        start, end = before.end, line.start
        if kind == "lost":
            yield Spot(start, end, None, "what stood between these lines is lost")
        elif kind == "marked":
            yield Spot(start, end, "", "the line begins with the mark that ends the one before")
        elif len(breaks) > _MOST_BROKEN:
            yield Kept(start, end, "for a broken line; against: many lines of the page end so")
        elif kind == "open" or (is_translated(document) and _GOES_ON_WITH.match(line.text)):
            yield Spot(start, end, " ", "the line before cannot end there")
        elif witness := _sure_fault(document.text):
            yield Spot(
                start, end, None, f"the line before has no end; the page has “{witness}”, too"
            )


_GOES_ON_WITH = lazy_pattern(r"(?:to|of|by|from|than) \p{Ll}")
_OPEN_BEFORE_NAME = frozenset(
    ("the", "an", "of", "his", "her", "their", "its", "told", "from", "with")
)


_NAME_LINE = lazy_pattern(
    r"""[“"]?+ \p{Lu}[\p{L}\p{M}\p{N}’'.&-]*+
        (?: [ ] (?:\p{Lu}[\p{L}\p{M}\p{N}’'.&-]*+|\d+|del|der|d[aeo]s?|l[aeo]s?|el|of|the
                |and|e|y|&|van|von) ){0,5}+
        (?<![.:]) [”"]?+""",
    regex.VERBOSE,
)
_GOES_ON_SMALL = lazy_pattern(r"[,;)] ?\S|\p{Ll}[^\n]* ")


def names_between_lines(document: Document, *, open_ends: tuple[str, ...]) -> Iterator[Spot]:
    """Yield a name on a line of its own between two halves of a sentence, to be joined to both.

    The line before ends with one of `open_ends`; where there are none it is a line of several words
    without a mark at its end, and the line behind ends like a sentence.
    """
    for before, name, behind in zip(
        document.lines, document.lines[1:], document.lines[2:], strict=False
    ):
        if not (_UNFINISHED.match(before.text[-1]) and _GOES_ON_SMALL.match(behind.text)):
            continue
        if not _NAME_LINE.fullmatch(name.text):
            continue
        words = before.text.split()
        if open_ends:
            goes_on = words[-1] in open_ends
        else:
            ends = _SENTENCE_END.search(behind.text) is not None
            goes_on = len(words) >= _FEWEST_WORDS_OPEN and ends
        if goes_on:
            space = " " if behind.text[0].isalpha() else ""
            message = "a name on a line of its own, in the middle of a sentence"
            yield Spot(before.end, behind.start, f" {name.text}{space}", message)


def _break(before: str, text: str, open_ends: tuple[str, ...]) -> str:
    """Return how one line goes on in the next, by the ends that meet; empty: it does not.

    `marked`: with the mark that ends it; `lost`: so, but a word is missing before the mark; `open`:
    the first one cannot end there; `perhaps`: it has no end, and may be a heading.
    """
    if not _UNFINISHED.match(before[-1]):
        return ""
    last = before.rsplit(maxsplit=1)[-1]
    open_end = last in open_ends
    marked, kind = ("lost", "open") if open_end else ("marked", "perhaps")
    if _TAIL_MARK.match(text):
        return marked
    if _CLOSING_MARK.match(text):
        opened = before.count("“") > before.count("”") or before.count("«") > before.count("»")
        return marked if opened else ""
    if name := _NAME_AND_COMMA.match(text):
        if (open_end and last not in _OF_SAYING) or _SAYS_THE.match(before):
            return "open"
        return kind if " ," in name.group() else ""
    if open_end and last in _OUTLETS and _OUTLET_LINE.match(text):
        return kind
    named = open_end and last in _OPEN_BEFORE_NAME and _is_name(text)
    goes_on = (
        (text[0].islower() or named)
        and len(before.split()) >= (_FEWEST_WORDS_OPEN if open_end else _FEWEST_WORDS_LINE)
        and _SENTENCE_INSIDE.search(text) is not None
    )
    return kind if goes_on else ""


# A line that ends with somebody's office: “says the president of the association”
_SAYS_THE = lazy_pattern(
    r"(?r)\b(?:said|says|told|asked|explained|explains|stated|adds|added|according to|recalls)"
    r",? (?:to )?the \p{Ll}+(?: \p{Ll}+)?(?: of the \p{Ll}+)?"
)
_OF_SAYING = frozenset(("said", "says", "reported", "reports"))
_OUTLETS = frozenset(
    ("newspaper", "channel", "magazine", "portal", "broadcaster", "station", "weekly", "daily")
)
_OUTLET_LINE = lazy_pattern(
    r"\p{Lu}[^\s,.]+(?: (?:d[aeo]s?|de la|\p{Lu}[^\s,.]+)){1,4}"
    r"(?:, \p{Ll}| (?:that|how|on|in)\b|\. \p{Lu}|\.?\Z)"
)


def _is_name(text: str) -> bool:
    """Tell whether a text begins with a name: a capital, and no word of English."""
    first = WORD.match(text)
    if first is None or not text[0].isupper():
        return False
    return not reads_english(first.group().lower())


_EMPTY = lazy_pattern(
    r"(?P<space>\p{Zs}*+)(?<!\(\))(?:\((?P<box>\p{Zs}*+)(?P<mark>[,;.–-]\p{Zs}*+)?\)|\[(?P<box>\p{Zs}+)\]|“\p{Zs}*+”|«\p{Zs}*+»)"
)
_WORD_AT_END = lazy_pattern(r"(?P<word>\p{L}[\p{L}\p{M}’'-]*|\d%?|[”\")])[,;:]?\Z")
_GOES_ON_BEHIND = lazy_pattern(r"[,;.]|[ ]\p{Ll}{2}")


_TICKED = lazy_pattern(r"[(\[]\p{Zs}?[xX✓✔]\p{Zs}?[)\]]")


def _is_single_box(text: str, box: str) -> bool:
    return text.find(box) == text.rfind(box) and _TICKED.search(text) is None


def empty_brackets(document: Document, *, leads: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield brackets whose link text was lost: “the council () was not asked”.

    Behind one of `leads`, “signed by ()”, and in quotation marks a name is missing: reported.
    Left alone: calls of functions, “print()”, and several boxes to tick, “( ) yes ( ) no”.
    """
    for match in _EMPTY.finditer(document.text):
        start, end = match.span()
        before = _WORD_AT_END.search(document.text, max(0, start - _NEAR), start)
        if match["box"] and not (
            before is not None
            and _GOES_ON_BEHIND.match(document.text, end)
            and _is_single_box(document.text, match.group().strip())
        ):
            yield Kept(start, end, "for empty brackets; against: boxes to tick")
        elif match["box"] is not None and not (match["space"] or match["mark"]):
            yield Kept(start, end, "for empty brackets; against: they belong to the word before")
        elif match["box"] is None or before is None or before["word"].lower() in leads:
            yield Spot(start + len(match["space"]), end, None, "what stood inside is lost")
        else:
            yield Spot(start, end, "", "what stood inside is lost, and the sentence does without")


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
                and _stands_as_name(text, match)
                and regex.search(_NAME_BESIDE.format(name=name), text)
            ):
                yield Spot(start, start + 1, name[0], f"the page has {name} as a name")


_PARAGRAPH = lazy_pattern(r" \p{Lu}\p{Ll}[^\n]{30,}[.!?][”\"]?$", regex.MULTILINE)


def _stands_as_name(text: str, match: regex.Match[str]) -> bool:
    """Tell whether a word stands behind “that” or “by”, and before a verb or a mark."""
    start, behind = match.start(), _VERB_BEHIND.match(text, match.end())
    if behind is None or not _BEFORE_SUBJECT.match(text, max(0, start - 10), start):
        return False
    return bool(behind["ends"]) or behind["verb"] in verbs() or behind["verb"].endswith("ed")
