"""Capitals inside a sentence, where a link or a bold run was translated as a text of its own.

Some are wrong wherever they stand, some where the sentence cannot have ended before them, some
where another fault of the page bears them out. Ordinary words have a list (`plain_words`). Knows
nothing of sentences that begin small, and of “THE” (`letter_case`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.language import is_translated
from cleaner.detectors.persons import PARTICLES
from cleaner.detectors.stops import has_verb
from cleaner.detectors.tags import PREPOSITIONS, around, sure_fault
from cleaner.detectors.vocabulary import is_english, verbs
from cleaner.document import Document, Kept, Spot
from cleaner.resources import function_words, word_list

_NEAR = 60  # characters

# --- small words ---------------------------------------------------------------------------

_WITH_CAPITAL = lazy_pattern(
    r"(?<=[\p{Ll}\p{N}’'%,;”»–-] |\p{Ll}{3}[,;])(?P<word>\p{Lu}\p{L}*+)(?= [\p{Ll}“\"\d])"
    r"|(?<=[\p{L}\p{N})][,;] )(?P<word>Who|Whose|Whom|Which)(?= \p{Lu}\p{Ll}+ \p{Ll})"
    r"|(?<=\p{Ll} )(?P<word>Of|To|From)(?= \p{Lu}\p{Ll})"
    r"|(?<=\p{Ll}[,;] )(?P<word>And|But)(?= \p{Lu}\p{Ll})"
    r"|(?<=\p{Ll}; )(?P<word>In|At|On|By|For|With|From)(?= \p{Lu}\p{Ll})"
)
_BEFORE = lazy_pattern(  # read backwards
    r"""(?r) (?: (?<![\p{L}\p{M}\p{N}’'-]) (?P<left> \p{Ll}[\p{Ll}’'-]* | (?:\d+[-–])?+\d+%? )
                (?: [ ]?+ (?P<mark> [,;] ) | (?P<mark>) )
             | (?P<mark> [”»][ ]?– | [”»], )
             | (?: (?P<named> \p{Lu}[\p{L}\p{M}\p{N}’-]* ) | \) ) (?P<mark> [,;] )
            ) (?:[ ]|(?<=[,;]))""",
    regex.VERBOSE,
)
_PARTICLE = lazy_pattern(PARTICLES)  # “Ada de With”
_SIRS = ("Sir", "Sirs", "Madam", "Editor")
_ASKING = frozenset(("ask", "asks", "asked", "wonder", "wonders", "wondered"))
_NUMBER_OF_LINE = lazy_pattern(r"(?:\d{1,2}[:.])?\d+")


class _Capital(NamedTuple):
    """A word with a capital inside a line, and what stands before it."""

    text: str
    word: str
    start: int
    end: int
    left: str  # the word before, if it is small, or figures
    mark: str  # between the two

    @property
    def behind_pause(self) -> bool:
        return self.mark.endswith((",", ";"))

    @property
    def context(self) -> str:
        return around(self.text, self.start, self.end)

    @property
    def follows(self) -> str:
        """Return the first character behind the space."""
        return self.text[self.end + 1]

    def goes_on_as(self, pattern: regex.Pattern[str]) -> bool:
        """Tell whether a pattern matches right behind the word."""
        return pattern.match(self.text, self.end) is not None

    def lowered(self) -> tuple[int, int, str]:
        """Return the span and the small letter for it, with the space that a comma lost."""
        small, pause = self.word[0].lower(), self.text[self.start - 1]
        if pause in ",;":
            return self.start - 1, self.start + 1, f"{pause} {small}"
        return self.start, self.start + 1, small


def _capitals(text: str, words: frozenset[str]) -> Iterator[_Capital]:
    """Yield where one of the words has a capital inside a sentence."""
    for match in _WITH_CAPITAL.finditer(text):
        if match["word"] not in words:
            continue
        before = _BEFORE.match(text, max(0, match.start() - _NEAR), match.start())
        if before is None:
            continue
        if before["left"] and not before["mark"] and _PARTICLE.fullmatch(before["left"]):
            continue
        if not _opens_there(text, before):
            left, mark = before["left"] or "", before["mark"]
            yield _Capital(text, match["word"], *match.span(), left, mark)


def _opens_there(text: str, before: regex.Match[str]) -> bool:
    """Tell whether a sentence begins behind a number that heads the line, “Sir,” or “They ask,”."""
    if before["named"] is not None:
        return before["named"] in _SIRS
    if not before["left"] or not before["left"][0].isdigit():
        return before["mark"] == "," and before["left"] in _ASKING
    line = text.rfind("\n", 0, before.start("left")) + 1
    return _NUMBER_OF_LINE.fullmatch(text, line, before.end("left")) is not None


_RELIGION = lazy_pattern(r"\b(?:God|Lord|Allah|Christ|Jesus|Prophet|Almighty|Buddha)\b")
_SMALL_WORDS = lazy_pattern(r" \p{Ll}[\p{Ll}’'-]*+(?:[,.;:]| \p{Ll})")
_OPENS_NO_TITLE = frozenset(("But", "According", "Although", "However"))
_ARTICLE_BEHIND = lazy_pattern(r" (?:the|an?|his|her|their|its|this|these|those|to the) ")


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
    for capital in _capitals(document.text, frozenset(words)):
        if capital.mark.endswith("–"):
            certain = capital.word in behind_dash
        else:
            certain = capital.mark == ";" or (not capital.mark and capital.left in leads)
        if not certain:
            continue
        if capital.word in ("He", "His", "Him") and _RELIGION.search(document.text):
            message = "for a lost small letter; against: God is spoken of"
            yield Kept(capital.start, capital.end, message)
        elif capital.goes_on_as(_SMALL_WORDS) or (
            capital.word in _OPENS_NO_TITLE and capital.goes_on_as(_ARTICLE_BEHIND)
        ):
            yield Spot(capital.start, capital.start + 1, capital.word[0].lower())


_MAIN_CLAUSE = lazy_pattern(
    r"[^,.;\n]{2,80}, (?:\p{Lu}|\p{N}|(?:the|an?|he|she|it|they|we|there|his|her)\b)"
)


class _Lists(NamedTuple):
    """The words that lose their capital; what each list means is told of `capitals_inside`."""

    words: frozenset[str]
    inner: frozenset[str]
    determiners: frozenset[str]
    openers: frozenset[str]
    bound: frozenset[str]
    behind_comma: frozenset[str]


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
    sorts = (words, inner, determiners, openers, bound, behind_comma)
    lists = _Lists(*map(frozenset, sorts))
    text, translated = document.text, is_translated(document)
    sought = lists.words | lists.determiners | lists.openers | lists.behind_comma
    found = [
        capital
        for capital in _capitals(text, sought)
        if _may_be_small(capital, lists, translated=translated)
    ]
    others = {c.word: c.context for c in reversed(found)} if translated else {}
    for capital in found:
        start, end, small = capital.lowered()
        if translated and (reason := _sure_alone(capital, lists)):
            yield Spot(start, end, small, reason)
            continue
        in_clause = capital.word in lists.words and capital.left.endswith("ed")
        if translated and (capital.word in lists.inner or in_clause):
            witness = "marks of a translation"
        elif not (witness := sure_fault(text)):
            witness = next((seen for word, seen in others.items() if word != capital.word), "")
        if not witness:
            message = "for a lost small letter; against: nothing else on the page is wrong"
            yield Kept(capital.start, capital.end, message)
            continue
        opens = capital.word in lists.openers or (
            capital.word != "Of" and capital.goes_on_as(_MAIN_CLAUSE)
        )
        yield Spot(start, end, None if opens else small, f"the page has “{witness}”, too")


_LEADS_ON = frozenset(
    ("was", "were", "be", "been", "because", "which", "who", "if", "and", "but", "or")
)
_TELLS = lazy_pattern(r" \p{Ll}{4,} (?:that|which|who|whose|of) ")  # “…, A figure that”
_TITLE = " and a "  # “Eight and a Half”
_NAME_OF_SAID = lazy_pattern(r" (?:al|el|bin|ben|ibn|ould|abu|abdel|ag)[ -]")


def _may_be_small(capital: _Capital, lists: _Lists, *, translated: bool) -> bool:
    """Tell whether a word may have been small, by what stands around it."""
    word, mark, left = capital.word, capital.mark, capital.left
    if mark not in ("", ",", "”,", "»,") and not (translated and mark == ";"):
        return False
    if word in lists.behind_comma and (
        not (capital.behind_pause or (translated and left in _LEADS_ON))
        or capital.text.startswith(_TITLE, capital.end)
    ):
        return False
    if word == "Said" and capital.goes_on_as(_NAME_OF_SAID):
        return False
    if translated and capital.behind_pause and _goes_on_small(capital):
        return True
    if translated and not mark and _is_small(capital, lists.bound):
        return True
    return (
        mark in ("", ",")
        and word != "A"
        and (word not in lists.determiners or left in function_words("en"))
        and (
            capital.goes_on_as(_SMALL_WORDS)
            or (translated and word in lists.inner and capital.goes_on_as(_OBJECT_BEHIND))
        )
    )


# “It was bought With 840,000 coins”; “left With the Portuguese”
_OBJECT_BEHIND = lazy_pattern(r" (?:(?:the|an?|his|her|its|their) \p{L}|[“\"]\p{Ll}|\d+)")


# Not a title: “the app, At the Pool”
_SMALL_OR_QUOTED = lazy_pattern(
    r" (?:(?!(?:the|an?) \p{Lu})\p{Ll}|[“\"]|\d+(?:-| \p{Ll}))|(?<=\bWh\p{Ll}+) \p{Lu}"
)


def _goes_on_small(capital: _Capital) -> bool:
    """Tell whether small letters follow a capital of a translation that stands behind a comma."""
    word, after_semicolon = capital.word, capital.mark == ";"
    if word == "A" and not after_semicolon and not capital.goes_on_as(_TELLS):
        return False
    if word in ("And", "But") and capital.left:
        return True
    if word in PREPOSITIONS and (
        capital.follows.isdigit() or (after_semicolon and bool(capital.left))
    ):
        return True
    return capital.goes_on_as(_SMALL_OR_QUOTED)


_BEFORE_NOUN = frozenset(("the", "a", "an", "his", "her", "its", "their"))  # “its The”, a word
_DETERMINERS = frozenset(("The", "This", "These", "Their", "His", "Her", "Its"))
_OF_ALL = lazy_pattern(r" (?:all|both|every|each|several|many|some|most|any) ")
_BEHIND_LETTER = lazy_pattern(
    r" (?!(?:level|share|market|stock|list|side|team|grade|road|flat|minor|major|sharp|class|game"
    r"|serie|league|star|with|from|into|that)s?\b)\p{Ll}{4,}[ ,.]"
)


def _is_small(capital: _Capital, bound: frozenset[str]) -> bool:
    """Tell whether a small letter is certain though a name or a figure may follow."""
    word, left = capital.word, capital.left
    joined = left in bound and left not in _BEFORE_NOUN
    if word in _DETERMINERS and joined and capital.follows.islower():
        return True
    if word == "A":
        return left in bound and capital.goes_on_as(_BEHIND_LETTER)
    if word == "Of":
        return True
    whole = capital.goes_on_as(_OF_ALL) or not capital.follows.islower()
    if (whole and _is_rest(capital)) or _is_object(capital):
        return True
    return word in ("Only", "Almost", "Even", "Just") and capital.follows.isdigit()


def _sure_alone(capital: _Capital, lists: _Lists) -> str:
    """Say why a capital is wrong in a translation by itself; empty: another fault must tell."""
    if capital.behind_pause or capital.left in lists.bound:
        return "no sentence begins there"
    return "what follows is no sentence" if _is_rest(capital) or _is_object(capital) else ""


_TIMES_AND_PLACES = frozenset(
    (" night", " noon", " midnight", " dawn", " dusk", " home", " sea", " work")
)
_TO_STOP = lazy_pattern(r"(?:[^.!?;:,“”\"\n]|(?<=\d)[:.,](?=\d))+(?P<end>.?)")
_NO_SUBJECT = lazy_pattern(  # behind a comma: what opened before it was no sentence
    r" (?:with|without|and|but|or|where|which|who|whose|when|while|after|before|because|as|for|by"
    r"|\p{Ll}+ing|\p{Ll}+ed)\b"
)


def _is_rest(capital: _Capital) -> bool:
    """Tell whether a preposition and no verb stand between a capital and the next stop.

    Behind a figure that may be a comma with no subject behind it: “founded In 2018, with help”.
    """
    following = _TO_STOP.match(capital.text, capital.end)
    if capital.word not in PREPOSITIONS or following is None:
        return False
    words, end = following.group()[:-1], following["end"]
    dated = words[1:2].isdigit()
    goes_on = dated and end == "," and _NO_SUBJECT.match(capital.text, following.end())
    if end != "." and not goes_on:
        return False
    if words[1:2].isupper():
        return words.count(" ") == 1
    short = dated or words in _TIMES_AND_PLACES
    return (short or words.count(" ") > 1) and not has_verb(words)


_MODAL_BEFORE = lazy_pattern(r"(?r)\b(?:will|would|can|could|must|should|may|might|to) \p{Ll}+ ")
_VOWEL_BEHIND = lazy_pattern(r" [aeiouh]\p{Ll}+ ")


def _is_object(capital: _Capital) -> bool:
    """Tell whether an article opens the object of the verb before it: “will meet The unions.”"""
    if capital.mark or capital.word not in ("The", "An"):
        return False
    following = _TO_STOP.match(capital.text, capital.end)
    if following is None or following["end"] not in ".,;":
        return False
    if has_verb(following.group().lstrip().partition(" ")[2]):
        return False
    if capital.word == "An":
        return capital.goes_on_as(_VOWEL_BEHIND)
    if following["end"] != ".":
        return False
    near = max(0, capital.start - _NEAR)
    return (
        capital.left in verbs()
        or capital.left.endswith("ed")
        or _MODAL_BEFORE.match(capital.text, near, capital.start) is not None
    )


# --- ordinary words ------------------------------------------------------------------------

_ORDINARY = lazy_pattern(
    r"""(?: (?<= (?<![\p{L}’'.-]) (?P<before>\p{Ll}{1,20}) [ ] ) | (?<= [\p{L}\d”’)%] [,;] [ ] ) )
        (?P<word>\p{Lu}\p{Ll}{2,}) (?= [ ] (?: (?P<next>\p{Ll}+) (?:[ .,;]|$) | \d ) )""",
    regex.VERBOSE | regex.MULTILINE,
)
_SHORTEST_ENGLISH = 4  # of a noun or verb; “del”, “des” are known as names
_IN_NAMES = frozenset(("do", "am"))
_NAME_BEHIND = lazy_pattern(r" \p{Ll}{1,2} \p{Lu}\p{Ll}")  # “Alter do Chão”, “Close am See”
_LONG_WORD = lazy_pattern(r"\p{L}{4,}")


def plain_words(
    document: Document, *, words: str, announcing: frozenset[str]
) -> Iterator[Spot | Kept]:
    """Yield a capital on one of the `words` (a list) behind a comma or a word of grammar.

    Behind any other word a headline may begin that was run into the sentence. Left alone behind
    a word that announces a name (`announcing`), “called Scenes”, before one that is no English,
    “Via del Mare”, or a figure, in a line with as many capitals as a headline has, and where the
    page writes the word so elsewhere, too.
    """
    plain, text = word_list(words), document.text
    grammar = function_words("en")
    for line in document.lines:
        found = _ORDINARY.finditer(text, line.start, line.end)
        matches = [match for match in found if match["word"].lower() in plain]
        headline = bool(matches) and _is_headline(line.text)
        for match in matches:
            word = match["word"]
            if match["before"] and match["before"] not in grammar:
                against = "a headline may begin there"
            elif match["before"] in announcing or headline:
                against = "it may be a name"
            elif match["next"] in _IN_NAMES and _NAME_BEHIND.match(text, match.end("word")):
                against = "it begins a name"
            elif _NUMBER_BEHIND.match(text, match.end("word")):
                against = "it is numbered"
            elif not _is_english(match["next"]):
                against = f"{match['next']} is no English"
            elif document.words[word] > 1:
                against = "the page writes it so again"
            else:
                yield Spot(match.start("word"), match.start("word") + 1, word[0].lower())
                continue
            message = f"for a lost small letter; against: {against}"
            yield Kept(*match.span("word"), message)


_NUMBER_BEHIND = lazy_pattern(r" \d")  # “the instrument, Exhibit 2019-04471”


def _is_english(word: str | None) -> bool:
    if not word or word in function_words("en"):
        return True
    return len(word) >= _SHORTEST_ENGLISH and is_english(word)


def _is_headline(text: str) -> bool:
    """Tell whether most of the long words in a line have a capital."""
    words = _LONG_WORD.findall(text)
    return bool(2 * sum(word[0].isupper() for word in words) > len(words))
