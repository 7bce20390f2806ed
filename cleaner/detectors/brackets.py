"""What a reporter put into a quotation in square brackets, left in the source language.

Knows the grammar of such insertions, article, noun, adjective, “of”; words are options of the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.language import reads_foreign
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Spot

_MOST_INSERTED = 3  # words; in longer insertions their order is English no more
_MOST_ORDERED = 6  # if it is nouns, their articles and adjectives, and “of”
_BRACKET = lazy_pattern(
    r"\[(?P<inside>\p{L}[^\[\]\n]{1,58})\](?P<pronoun> (?:it|he|she))?"
    r"(?(pronoun)(?= (?:was|is|has|had|did|will|would|went|came|said)\b))"
)
_BY_ITSELF = lazy_pattern(r"\p{Lu}[\p{L}\p{M}'’.-]*+|\d[\d.,]*+")
_LEFT_IN_BRACKETS = "an insertion in brackets, left in the source language"


class _Tables(NamedTuple):
    """Words of other languages and what they are in English."""

    words: Mapping[str, str]
    adjectives: Mapping[str, str]
    verbs: Mapping[str, str]
    owners: Mapping[str, str]
    foreign: Mapping[str, str]  # small words that English has not


def foreign_brackets(
    document: Document,
    *,
    titles: dict[str, str],
    words: dict[str, str],
    adjectives: dict[str, str],
    verbs: dict[str, str],
    owners: dict[str, str],
    foreign: dict[str, str],
    phrases: dict[str, str],
) -> Iterator[Spot]:
    """Yield insertions in square brackets left in another language: “[a babá]”.

    Translated are whole `phrases`, `titles` before a name, and short insertions of which all
    `words` are known and one is no English word: nouns with `adjectives` behind them, with “of”,
    with `owners` (“o pai dela”), and behind one of `verbs`. What else reads as another language
    is reported. Names and what may be English stay.
    """
    tables = _Tables(words | foreign, adjectives, verbs, owners, foreign)
    for match in _BRACKET.finditer(document.text):
        inside = match["inside"].replace("’", "'")
        start, end = match.span("inside")
        parts = inside.split()
        if parts[0] in titles and len(parts) > 1 and _all_by_themselves(parts[1:]):
            message = f"“{parts[0]}” before a name is “{titles[parts[0]]}”"
            yield Spot(start, start + len(parts[0]), titles[parts[0]], message)
            continue
        after = phrases.get(inside[0].lower() + inside[1:])
        after = after or _translated(parts, tables, document.text[: match.start()])
        if after is not None:
            if inside[0].isupper():
                after = after[0].upper() + after[1:]
            yield Spot(start, match.end(), after + "]", f"“{inside}” is “{after}”")
        elif reads_foreign(inside):
            yield Spot(match.start(), end + 1, None, _LEFT_IN_BRACKETS)


_ARTICLE_AND_NOUN = lazy_pattern(
    r"""\[ (?:[oa]s?|aos?|às?|d[oa]s?|n[oa]s?|pel[oa]s?|el|l[aeo]s?|un[ae]?|uma?|del|il|gli|uno
           |der|die|das|den|dem|eine?|het|een)[ ] (?P<noun>\p{Ll}{2,}) (?:[ ]\p{Ll}+){0,4} \]""",
    regex.VERBOSE,
)


def bracketed_nouns(document: Document) -> Iterator[Spot]:
    """Yield an article and a noun in square brackets that are no English, to be reported."""
    for match in _ARTICLE_AND_NOUN.finditer(document.text):
        if not is_english(match["noun"]):
            yield Spot(*match.span(), None, _LEFT_IN_BRACKETS)


def _all_by_themselves(words: list[str]) -> bool:
    return all(map(_BY_ITSELF.fullmatch, words))


_TOO_LITTLE = frozenset({"the", "a", "in", "of", "in the", "of the", "by the", "to the"})
_SMALL_IN_BRACKETS = _TOO_LITTLE | frozenset(
    {"in a", "for", "by", "with", "without", "between", "about", "against"}
    | {"my", "our", "this", "that", "these", "those"}
)
_A_BEFORE_VOWEL = lazy_pattern(r"\ba (?=[aeiou])")


def _translated(parts: list[str], tables: _Tables, before: str) -> str | None:
    """Return an insertion of known words and names in English; None: not certain."""
    first = parts[0][0].lower() + parts[0][1:]
    if all(_may_be_english(part, tables.foreign) for part in [first, *parts[1:]]):
        return None
    if first in tables.verbs and len(parts) > 1:
        rest = _ordered(parts[1:], tables)
        return None if rest is None else f"{_verb(tables.verbs[first], before)} {rest}"
    if first in tables.words:
        parts = [first, *parts[1:]]
    owner = tables.owners.get(parts[-1]) if len(parts) > 1 else None
    if owner is not None:
        thing = _ordered(parts[:-1], tables) or ""
        return thing.replace("the ", f"{owner} ") if thing.count("the ") == 1 else None
    return _ordered(parts, tables)


_SHORTEST_FOREIGN = 3


def _may_be_english(word: str, small: Mapping[str, str]) -> bool:
    """Tell whether a word of an insertion may be one of English; `small` are words that are not."""
    if word in small:
        return False
    short = word.isascii() and len(word) < _SHORTEST_FOREIGN
    return short or word[0].isupper() or is_english(word)


def _ordered(parts: list[str], tables: _Tables) -> str | None:
    """Return articles, nouns and adjectives in the order of English."""
    known: list[str | None] = []
    adjectives = 0
    for number, part in enumerate(parts):
        adjective = _adjective(part, tables.adjectives) if number else None
        noun = bool(known) and known[-1] is not None and known[-1] not in _SMALL_IN_BRACKETS
        if adjective is not None and noun:
            known.insert(len(known) - 1, adjective)
            adjectives += 1
        else:
            word = _word(part, tables.words, following=parts[number + 1 :])
            if noun and word is not None and word not in _SMALL_IN_BRACKETS:
                return None
            known.append(word)
    names = [part for part, word in zip(parts, known, strict=True) if word is None]
    if adjectives and names:
        return None
    if len(parts) > (_MOST_ORDERED if adjectives or not names else _MOST_INSERTED):
        return None
    if not _all_by_themselves(names) or all(w in (None, *_TOO_LITTLE) for w in known):
        return None
    english = [
        part if word is None else word
        for part, word, after in zip(parts, known, [*known[1:], ""], strict=True)
        if word != "the" or after is not None
    ]
    return _A_BEFORE_VOWEL.sub("an ", " ".join(english))


_MODAL = lazy_pattern(
    r"\b(?:can|could|will|would|must|should|may|might|not|to|let|make|us|them) \Z"
)
_PREPOSITION = lazy_pattern(
    r"\b(?:of|from|by|in|for|with|without|about|at|on|before|after|against|between|like|than) \Z"
)
_DOUBLED_END = lazy_pattern(r"(?:[^aeiou]|^)[aeiou][bdgmnpt]")
_SPEAKING_TWO = frozenset({"happen", "open", "listen", "visit", "benefit", "suffer"})


def _verb(verb: str, before: str) -> str:
    """Return a verb as it stands behind `before`: “of losing”, “can lose”, “to lose”."""
    near = before[-12:]
    if _MODAL.search(near):
        return verb
    if _PREPOSITION.search(near) is None:
        return f"to {verb}"
    head, _, tail = verb.partition(" ")
    if head.endswith("ie"):
        head = head[:-2] + "y"
    elif head.endswith("e") and head not in ("be", "see", "flee"):
        head = head[:-1]
    elif len(head) < 5 and _DOUBLED_END.search(head[-3:]) and head not in _SPEAKING_TWO:
        head += head[-1]
    return f"{head}ing {tail}".rstrip()


def _word(part: str, words: Mapping[str, str], *, following: list[str]) -> str | None:
    """Return what a noun or a small word is in English, also as a plural or as a little one."""
    if part == "das" and following and following[0].islower():
        return "of the"
    if part in words:
        return words[part]
    for stem in _singulars(part):
        if stem in words and words[stem] not in _SMALL_IN_BRACKETS:
            return _plural(words[stem])
    if part.endswith("ora") and part[:-1] in words:
        return words[part[:-1]]
    return _diminutive(part, words)


_PLURALS = (("ões", "ão"), ("ães", "ão"), ("ais", "al"), ("éis", "el"), ("óis", "ol"), ("ns", "m"))
_PLURALS_ES = ("res", "zes", "ses", "les", "nes", "des")


def _singulars(part: str) -> Iterator[str]:
    """Yield what a word of Portuguese or Spanish may be the plural of."""
    for ending, stem in _PLURALS:
        if part.endswith(ending):
            yield part[: -len(ending)] + stem
    if part.endswith(_PLURALS_ES):
        yield part[:-2]
    if part.endswith("s") and len(part) >= _SHORTEST_FOREIGN:
        yield part[:-1]
        if part.endswith("oras"):
            yield part[:-2]


_IRREGULAR = {
    "man": "men",
    "child": "children",
    "person": "people",
    "foot": "feet",
    "tooth": "teeth",
}
_ALIKE = frozenset({"sheep", "equipment", "information", "luggage", "fish", "news", "rice"})


def _plural(noun: str) -> str:
    head, space, last = noun.rpartition(" ")
    for one, many in _IRREGULAR.items():
        if last.endswith(one):
            return head + space + last[: -len(one)] + many
    if last in _ALIKE or (last.endswith("s") and not last.endswith("ss")):
        return noun
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    if last.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    return f"{noun}s"


def _adjective(part: str, adjectives: Mapping[str, str]) -> str | None:
    """Return what an adjective is in English, in whatever gender and number."""
    stems = [part, part.removesuffix("s"), *_singulars(part)]
    stems += [f"{stem[:-1]}o" for stem in stems if stem.endswith("a")]
    return next((adjectives[stem] for stem in stems if stem in adjectives), None)


_LITTLE = lazy_pattern(r"(?P<stem>\p{Ll}{3,}?)z?inh(?P<ending>[oa])")


def _diminutive(word: str, words: Mapping[str, str]) -> str | None:
    """Return what a small one of a known thing is in English: “quartinho” is a little room."""
    match = None if word in words else _LITTLE.fullmatch(word)
    if match is None:
        return None
    thing = words.get(match["stem"] + match["ending"]) or words.get(match["stem"])
    return thing and f"little {thing}"
