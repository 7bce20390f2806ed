"""Names that were translated word by word: “Clean River” on the page of Rio Limpo.

A glossary (`rules/words/glossary-<language>.txt`) says what the words of names mean, and the
name in its own language must stand on the page: it is the witness. Knows nothing of grammar:
the order of the words and the small words between them are free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import permutations
from operator import attrgetter
from typing import NamedTuple

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import origins, word_set
from cleaner.detectors.vocabulary import is_english
from cleaner.document import Document, Kept, Spot
from cleaner.resources import function_words, languages, rules_folder, word_list, word_ranks

_MOST_WORDS = 4  # of a name
_GLOSS_REACH = 40  # characters between a name and its explanation: “Rio Limpo (Clean River)”
_LINKS = (
    "de|do|da|dos|das|no|na|nos|nas|em|ao|à|e|del|de la|de las|de los|en|y|du|des|au|aux|à la|et"
    "|di|della|dei|degli|delle|dello|al|alla|nel|nella"
    "|van|van de|van der|van het|von|von der|vom|zum|zur|am|im|und"
)
_NAME = r"\p{Lu}[\p{L}\p{M}]*+"
_RUN = lazy_pattern(rf"{_NAME}(?:(?: (?:{_LINKS}))?(?:[ -]| ?\b[dl]['’]){_NAME})*+")
_WORD = lazy_pattern(_NAME)
_ARTICLE = lazy_pattern(r"(?<!\w)(?:(?:L[aeo]s?|El|Il|Lo|O|Os|D[eia][ersn]|Het|De) |L['’])\Z")
# not behind a word with a capital, unless that is a small word that opens a sentence
_NO_NAME_BEFORE = (
    r"(?<!\b(?!(?:The|An?|In|At|On|From|For|Of|To|With|By|But|And|When|If|As|Near) )"
    r"\p{Lu}[\p{L}.]* )"
)
_SPOKEN = lazy_pattern(r"[,.!?][”\"»’][^”\"\n.]{1,60}\Z")


def of_source(document: Document) -> Callable[[str], bool]:
    """Return what tells a word in small letters of a language that the document may be from."""
    known = [glossary(code) for code in sorted(origins(document))]
    return lambda word: any(word in words for words in known)


class _Name(NamedTuple):
    """A name as it stands on the page, and its words in small letters."""

    own: str
    words: tuple[str, ...]


@cache
def glossary(code: str) -> Mapping[str, tuple[str, ...]]:
    """Return English renderings by the words of a language, all in small letters."""
    found: dict[str, tuple[str, ...]] = {}
    if not (rules_folder() / "words" / f"glossary-{code}.txt").is_file():
        return found
    for line in sorted(word_list(f"glossary-{code}")):
        own, _, renderings = line.partition(" = ")
        for word in _forms(own):
            meanings = (*found.get(word, ()), *renderings.split(", "))
            found[word] = tuple(dict.fromkeys(meanings))
    return found


def _forms(own: str) -> Iterator[str]:
    """Yield the forms of a word: “limpo/a, mar+es” are limpo, limpa, mar, mares."""
    for form in own.split(", "):
        first, *endings = regex.split(r"(?=[/+])", form)
        yield first
        for ending in endings:
            yield (first[:-1] if ending[0] == "/" else first) + ending[1:]


# --- names of more than one word -----------------------------------------------------------


def glossed_names(
    document: Document, *, institutions: tuple[str, ...], english: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield names of more words that were translated, or half: “Clean River”, “Parque of Waters”.

    Left alone: a translation that explains the name beside it, or stands more often than it;
    good English for a place (“Negro River”); and names that English has (`english`). What is
    translated by right (`institutions`: “library”) is reported. A newspaper that stands without an
    article loses the one that its translation has.
    """
    text = document.text
    for code in sorted(origins(document)):
        meanings = glossary(code)
        if not meanings:
            continue
        for name in _names(text, meanings):
            found = list(_renderings(text, name, meanings, english))
            if not found:
                continue
            own = regex.compile(rf"(?<!\w){regex.escape(name.own, literal_spaces=True)}(?!\w)")
            if any(_is_explained(own, text, match) for match in found):
                yield from (Kept(*match.span(), _explained(name.own)) for match in found)
                continue
            rarer = len(found) > len(own.findall(text))
            bare = name.own in languages()[code].outlets and not regex.search(
                rf"\b[Tt]he {own.pattern}", text
            )
            for match in found:
                reported = rarer or _has_institution(match.group(), institutions)
                message = f"{match.group()} is {name.own}, which stands on the page"
                start, end = match.span()
                if text[max(0, start - 4) : start] in ("The ", "the ") and bare:
                    start -= 4
                yield Spot(start, end, None if reported else name.own, message)


def _has_institution(name: str, institutions: tuple[str, ...]) -> bool:
    """Tell whether a name has a word of those that are translated by right."""
    return any(
        word in institutions or word.removesuffix("s") in institutions
        for word in name.lower().split()
    )


def _names(text: str, meanings: Mapping[str, tuple[str, ...]]) -> list[_Name]:
    """Return the names of a page that have two words or more."""
    found: dict[str, _Name] = {}
    for run in _RUN.finditer(text):
        parts: list[regex.Match[str]] = []
        for match in (*_WORD.finditer(text, *run.span()), None):
            if match is not None and _is_foreign(match.group(), meanings):
                parts.append(match)
                continue
            if 1 < len(parts) <= _MOST_WORDS:
                own = text[parts[0].start() : parts[-1].end()]
                words = tuple(part.group().lower() for part in parts)
                if any(not is_english(word) for word in words):
                    found[own] = _Name(own, words)
            parts = []
    return list(found.values())


def _is_foreign(word: str, meanings: Mapping[str, tuple[str, ...]]) -> bool:
    small = word.lower()
    if (len(word) > 1 and word.isupper()) or small in function_words("en"):
        return False
    return small in meanings or (len(word) > 1 and not is_english(small))


def _renderings(
    text: str, name: _Name, meanings: Mapping[str, tuple[str, ...]], english: tuple[str, ...]
) -> Iterator[regex.Match[str]]:
    """Yield where a name stands in translation, whole or in part."""
    words = word_set(text)
    choices = [_choices(word, meanings.get(word, ()), words) for word in name.words]
    if sum(len(choice) > 1 for choice in choices) == 0:
        return
    pattern = _rendering_pattern(tuple(choices))
    for match in pattern.finditer(text):
        if match.group() in english or match.group().casefold() == name.own.casefold():
            continue
        if _is_translated(match.group(), name, meanings):
            yield match


def _choices(word: str, renderings: tuple[str, ...], words: frozenset[str]) -> tuple[str, ...]:
    """Return the word itself, and those of its renderings that stand on the page."""
    capital = word[:1].upper() + word[1:]
    return (capital, *(r for r in renderings if r != word and stands(r, words)))


def stands(rendering: str, words: frozenset[str]) -> bool:
    """Tell whether a page has the first word of a rendering with a capital, in either number."""
    first = rendering.split()[0]
    return any(form.capitalize() in words for form in _numbers(first))


def _numbers(word: str) -> tuple[str, ...]:
    """Return the singular and what may be the plural of an English word."""
    if word.endswith("y"):
        return word, word[:-1] + "ies"
    return word, word + "s", word + "es"


@cache
def _rendering_pattern(choices: tuple[tuple[str, ...], ...]) -> regex.Pattern[str]:
    between = rf"(?:[ -]|['’]s | (?:(?:of|in|at|on|to|for)(?: the)?|the|and|{_LINKS}) )"
    parts = [
        "(?:" + "|".join((regex.escape(own), *map(either_number, renderings))) + ")"
        for own, *renderings in choices
    ]
    orders = list(permutations(parts)) if len(parts) < _MOST_WORDS else [parts, parts[::-1]]
    return regex.compile(
        rf"(?<![\w-]){_NO_NAME_BEFORE}(?:"
        + "|".join(between.join(order) for order in orders)
        + r")(?![\w-]|['’]\w{2}| \p{Lu}\p{Ll}++ (?:Street|Road))"
    )


def either_number(rendering: str) -> str:
    """Return a pattern for a rendering with a capital, in the singular or the plural."""
    first, *rest = (
        "(?:"
        + "|".join(
            rf"[{form[0].upper()}{form[0]}]{regex.escape(form[1:])}" for form in _numbers(word)
        )
        + ")"
        for word in rendering.split()
    )
    # the first word has its capital
    first = regex.sub(r"\[(.).\]", r"\1", first)
    return " ".join((first, *rest))


def _is_translated(rendering: str, name: _Name, meanings: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether a rendering is no English that a careful editor would leave.

    All words are English; or the first is not, or a small word of the source is left between.
    """
    parts = [part.lower() for part in regex.findall(r"[\p{L}\p{M}]+", rendering)]
    left = [part for part in parts if part in name.words]
    links = set(_LINKS.split("|")) & set(parts)
    content = [part for part in parts if part not in links]
    if len(left) == len(name.words):
        return False
    if not left:
        return True
    if any(part in _CLUB_WORDS for part in content if part not in left):
        return True
    head = name.words[0]
    return bool(links) or (content[0] == head and content[-1] not in left)


_CLUB_WORDS = frozenset({"club", "tennis", "sport", "athletic", "football", "rowing"})


_MEANS = lazy_pattern(
    r"(?r)\b(?:means?|meaning|meant|translates? as|translated as|literally),? [“\"‘']?"
)


_OPENS_GLOSS = lazy_pattern(r"(?:\([^()]*|\bor [“\"‘][^”\"]*)\Z")


def _is_explained(own: regex.Pattern[str], text: str, match: regex.Match[str]) -> bool:
    """Tell whether a name stands beside a match, with no more between than explains it.

    Or the text says that the match is what a name means.
    """
    start, end = match.span()
    if _MEANS.match(text, max(0, start - _GLOSS_REACH), start):
        return True
    before, behind = text[max(0, start - _GLOSS_REACH) : start], text[end : end + _GLOSS_REACH]
    opened = _OPENS_GLOSS.search(before)
    if opened is not None and own.search(before[: opened.start()]):
        return True
    return any(
        _EXPLAINS.fullmatch(gap)
        for gap in (
            *(before[name.end() :] for name in own.finditer(before)),
            *(behind[: name.start()] for name in own.finditer(behind)),
        )
    )


def _explained(own: str) -> str:
    return f"for {own}; against: the page explains the one with the other"


_EXPLAINS = lazy_pattern(
    r"[^\w.!?\n]*+(?:(?:or|and|is|are|that|means?|meaning|known|called|named|translat\p{Ll}+|literally|as"
    r"|the|a|in|for|of|so|English|Portuguese|Spanish|French|Italian|German)[^\w.!?\n]++)*",
    regex.IGNORECASE,
)


# --- papers with their article -----------------------------------------------------------------


_PAPER = lazy_pattern(
    r"\b(?:newspaper|newspapers|daily|weekly|magazine|portal|website|site|channel|paper|broadcaster"
    r"|station),? (?P<own>(?P<article>Os?|As?|El|L[aeo]s?|Il|D(?:er|ie|as)|De|Het) "
    rf"(?P<name>{_NAME}))(?! {_NAME})"
)


def papers_with_articles(document: Document) -> Iterator[Spot | Kept]:
    """Yield a paper's name whose article was translated: “The Liberal” on the page of O Liberal.

    A word for papers stands before the own name. With it go the glossary's renderings of the
    name, with a capital or behind “told”. What explains the name beside it stays.
    """
    text = document.text
    for named in {match["own"]: match for match in _PAPER.finditer(text)}.values():
        own, name = named["own"], named["name"]
        renderings = {
            rendering
            for code in origins(document)
            for rendering in glossary(code).get(name.lower(), ())
        }
        capitals = {name, *(rendering[:1].upper() + rendering[1:] for rendering in renderings)}
        pattern = regex.compile(
            r"\b[Tt]he \L<capitals>(?![\w-]| \p{Lu})"
            r"|(?<=\b(?:told|newspaper|to) )the \L<small>(?! \p{L})"
            r"|(?<=\btold )the \L<small>(?= (?:that|on|in|of)\b)",
            capitals=capitals,
            small=renderings or {name},
        )
        witness = regex.compile(rf"(?<!\w){regex.escape(own, literal_spaces=True)}(?!\w)")
        for match in pattern.finditer(text):
            if _is_explained(witness, text, match):
                yield Kept(*match.span(), _explained(own))
            else:
                yield Spot(*match.span(), own, f"{match.group()} is {own}, named on the page")


# --- names of one word -----------------------------------------------------------------------


class _Witness(NamedTuple):
    """A name of one word that stands alone on the page, as it may be put elsewhere."""

    own: str  # with the article that it has in its language: “La Stampa”
    has_article: bool
    has_the: bool
    pattern: regex.Pattern[str]


def glossed_words(
    document: Document,
    *,
    common: tuple[str, ...],
    deeds: tuple[str, ...],
    asked: tuple[str, ...],
    parties: tuple[str, ...],
    demands: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield names of one word that were translated: “told Value” on the page of Valor.

    The English word has a capital inside a sentence, or opens one without an article before what
    somebody does (`deeds`: “Rowing answered”). Without a capital it is a paper, behind a word
    for speaking to it (`asked`: “told the sheet”), or one of `parties` that wants something
    (`demands`: “the left demanded”). It is only reported where the page has the word in small
    letters, too. Left alone: words that English writes with a capital (`common`), people,
    what explains the name beside it, and a list of three or more, which says what names mean.
    """
    frames = _Frames(deeds, asked, demands)
    found = sorted(_glossed_words(document, frames, common, parties), key=attrgetter("start"))
    for run in _lists(document.text, found):
        if len(run) < _FEWEST_LISTED:
            yield from run
        else:
            why = "for a name in translation; against: a list says what names mean"
            yield from (Kept(spot.start, spot.end, why) for spot in run)


_FEWEST_LISTED = 3
_LISTED = lazy_pattern(r"(?:, \p{Lu}[\p{L}-]+)*+, ")


def _lists(text: str, found: list[Spot | Kept]) -> Iterator[list[Spot | Kept]]:
    """Yield what was found, in runs that have nothing but names with commas between them."""
    run: list[Spot | Kept] = []
    for spot in found:
        if run and not _LISTED.fullmatch(text, run[-1].end, spot.start):
            yield run
            run = []
        run.append(spot)
    yield run


def _glossed_words(
    document: Document, frames: _Frames, common: tuple[str, ...], parties: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    text, words = document.text, word_set(document.text)
    for code in sorted(origins(document)):
        meanings = glossary(code)
        for word in sorted(words):
            small = word.lower()
            if not (word[0].isupper() and small in meanings) or not _is_name(word, words):
                continue
            found = [
                (rendering, lowered)
                for rendering in meanings[small]
                if rendering != small
                for lowered in (rendering.split()[0] in words,)
                if stands(rendering, words) or lowered
            ]
            witness = _witness(text, word) if found else None
            if witness is None:
                continue
            for rendering, lowered in found:
                of_word = _Frames(
                    () if rendering in common else frames.deeds,
                    frames.asked,
                    frames.demands if small in parties else (),
                )
                yield from _words_for(text, witness, rendering, of_word, lowered=lowered)


class _Frames(NamedTuple):
    """The words around a name in translation; no `deeds`: it is none for its capital."""

    deeds: tuple[str, ...]
    asked: tuple[str, ...]
    demands: tuple[str, ...]


def _is_name(word: str, words: frozenset[str]) -> bool:
    """Tell whether a word is spelt with a capital alone, and is no everyday word of English."""
    small = word.lower()
    return (
        len(word) > 2
        and word[1:].islower()
        and small not in words
        and small not in word_ranks("frequent-words")
    )


_LONGEST_BEFORE = 60  # characters
_LINKED = lazy_pattern(rf"(?r)(?:[\w-]|\b(?:{_LINKS}) )")
_CAPITAL_BEFORE = lazy_pattern(r"(?r)(?P<before>\p{Lu}[\p{L}.]*)[ ’']")
_ENGLISH_TOO = ("A", "As")  # Portuguese articles that are words of English, too
_INSIDE = lazy_pattern(r"(?<=\p{Ll},? )")  # where a capital opens no sentence
_GOES_ON = lazy_pattern(rf"[\w-]| (?:\p{{Lu}}|(?:{_LINKS}) \p{{Lu}})")


def _occurrences(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield where a name stands that is no part of a longer one."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        linked = _LINKED.match(text, max(0, start - _LONGEST_BEFORE), start)
        if linked is None and _GOES_ON.match(text, end) is None:
            yield start, end
        start = text.find(word, end)


def _witness(text: str, word: str) -> _Witness | None:
    """Return a name that stands alone on the page; None for part of a longer one."""
    small = function_words("en")
    alone: list[str] = []
    has_the = False
    for start, end in _occurrences(text, word):
        match = _CAPITAL_BEFORE.match(text, max(0, start - _LONGEST_BEFORE), start)
        before = match["before"] if match else None
        inside = match is not None and _INSIDE.match(text, match.start()) is not None
        if before is None or (before.lower() in small and not (inside and before in _ENGLISH_TOO)):
            alone.append(word)
            has_the |= before == "The" or text.endswith(" the ", 0, start)
        elif match and (before in _ENGLISH_TOO or _ARTICLE.search(match.group())):
            alone.append(match.group() + text[start:end])
        else:
            return None
    if not alone:
        return None
    own = word if word in alone else max(alone, key=len)
    pattern = lazy_pattern(rf"(?<!\w){word}(?!\w)")
    return _Witness(own, own != word, has_the, pattern)


def _words_for(
    text: str, witness: _Witness, rendering: str, frames: _Frames, *, lowered: bool
) -> Iterator[Spot | Kept]:
    found = list(_word_pattern(rendering, frames).finditer(text))
    anywhere = lazy_pattern(rf"(?<!\w){either_number(rendering)}(?!\w)")
    if found and any(_is_explained(witness.pattern, text, m) for m in anywhere.finditer(text)):
        yield from (Kept(*match.span("name"), _explained(witness.own)) for match in found)
        return
    for match in found:
        start, end = match.span("name")
        article = match.start("the") if match["the"] else start
        dropped = witness.has_article or not (
            witness.has_the or text[:article].endswith((" of ", " from "))
        )
        small = match["name"][0].islower()
        behind_speech = bool(small and _SPOKEN.search(text[max(0, start - 80) : start]))
        others = lowered and not (small and _is_single(text, match["name"]))
        sure = behind_speech or not others or match["interview"] is not None
        several = match["name"].lower() != rendering and not witness.own.endswith("s")
        sure = sure and not several  # “we were not Lions today”, on the page of Leão
        message = f"{match['name']} is {witness.own}, which stands on the page"
        at = article if dropped else start
        yield Spot(at, end, witness.own if sure else None, message)


def _is_single(text: str, word: str) -> bool:
    return len(regex.findall(rf"\b{regex.escape(word, literal_spaces=True)}\b", text)) == 1


@cache
def _word_pattern(rendering: str, frames: _Frames) -> regex.Pattern[str]:
    name = either_number(rendering)
    small = regex.escape(rendering, literal_spaces=True)
    deeds, asked, demands = map("|".join, frames)
    ends = r"(?!\w|-|['’](?!s\b))(?! (?:for (?:the )?)?\p{Lu})"
    ways = [
        rf"\b(?:{asked}|(?P<interview>interview(?:ed)? (?:by|with|to))) "
        rf"(?P<the>the )(?P<name>{small}){ends}"
    ]
    if deeds:
        ways += [
            rf"(?<=\p{{Ll}},? |[;:] )(?P<the>[Tt]he )?+(?P<name>{name}){ends}",
            rf"(?<=\b(?:from|of) )(?P<the>the )?+(?P<name>{name})"
            r"(?= \p{Lu}\p{Ll}+ \p{Lu}\p{Ll})",
            rf"(?:^|(?<=[.!?…][”\"]? ))(?P<name>{name})(?= (?:{deeds})\b)",
        ]
    if demands:
        ways.append(rf"(?P<the>\b[Tt]he )(?P<name>{small})(?= (?:{demands})\b)")
    return regex.compile("|".join(ways), regex.MULTILINE)


# --- names of places, half translated ----------------------------------------------------------


def half_translated_places(
    document: Document,
    *,
    heads: dict[str, dict[str, str]],
    behind: tuple[str, ...],
    adjectives: dict[str, dict[str, str]],
) -> Iterator[Spot]:
    """Yield names of places of which a half was translated: “Valley do Taquari”, “Campina Big”.

    An English noun before a small word of the source is put in the source's own words (`heads`),
    or goes behind its name (`behind`: “Taquari Valley”). An English word behind a noun of the
    source becomes what the glossary or `adjectives` has for it, in the noun's gender; where that
    is not certain, the name is reported.
    """
    text, words = document.text, word_set(document.text)
    for code in sorted(origins(document) & heads.keys()):
        if not words.isdisjoint(heads[code]):
            yield from _english_heads(text, heads[code], behind, glossary(code))
        yield from _english_tails(text, words, glossary(code), _by_english(code))
        if not words.isdisjoint(adjectives[code]):
            yield from _english_adjectives(text, glossary(code), adjectives[code])


_PLACE_LINK = r"d[oae]s?|del|de la|de los|de las|della|dello|dei|degli|delle"


def _english_heads(
    text: str,
    heads: Mapping[str, str],
    behind: tuple[str, ...],
    meanings: Mapping[str, tuple[str, ...]],
) -> Iterator[Spot]:
    pattern = _heads_pattern(tuple(heads), _PLACE_LINK)
    for match in pattern.finditer(text):
        head, link, name = match.group("head", "link", "name")
        if head in behind and name.split()[0].lower() not in meanings:
            after = f"{name} {head}"
        else:
            after = f"{heads[head]} {link} {name}"
        yield Spot(*match.span(), after, f"“{head}” was translated, “{link} {name}” was not")


@cache
def _heads_pattern(heads: tuple[str, ...], links: str) -> regex.Pattern[str]:
    return compiled(
        rf"{_NO_NAME_BEFORE}(?<![\w-])(?P<head>\L<heads>) (?P<link>{links}) "
        rf"(?P<name>{_NAME}(?: {_NAME})?+)(?![\w-])",
        heads=heads,
    )


@cache
def _by_english(code: str) -> Mapping[str, tuple[str, ...]]:
    """Return the words of a language by their first rendering."""
    found: dict[str, list[str]] = {}
    for own, renderings in glossary(code).items():
        found.setdefault(renderings[0], []).append(own)
    return {rendering: tuple(own) for rendering, own in found.items()}


_TAIL = lazy_pattern(
    rf"(?<![\w-])(?P<head>{_NAME})(?: (?P<more>{_NAME}))? (?P<link>{_PLACE_LINK}) "
    rf"(?P<tail>{_NAME})(?: (?P<last>{_NAME}))?+(?![\w-])"
)


def _english_tails(
    text: str,
    words: frozenset[str],
    meanings: Mapping[str, tuple[str, ...]],
    by_english: Mapping[str, tuple[str, ...]],
) -> Iterator[Spot]:
    """Yield “Praia do Future” and “Vila Nova do River Preto”."""
    for match in _TAIL.finditer(text):
        head, tail, last = match.group("head", "tail", "last")
        small = tail.lower()
        if head.lower() not in meanings or is_english(head.lower()) or small in meanings:
            continue
        plural = match["link"] in ("dos", "das", "de los", "de las", "dei", "degli", "delle")
        single = small.removesuffix("s") if plural else small
        own = [
            word
            for word in by_english.get(single, ())
            if word.endswith(("s", "i", "e")) == plural or not (plural or word.endswith("s"))
        ]
        if not own or not is_english(small) or (last and last.lower() not in meanings):
            if own and last and last.lower() in by_english:
                message = f"“{tail} {last}” was translated, “{head}” was not"
                yield Spot(*match.span(), None, message)
            continue
        masculine = match["link"] in ("do", "dos", "del", "de los", "dei", "degli", "dello")
        feminine = match["link"] in ("da", "das", "de la", "de las", "della", "delle")
        fitting = [
            word
            for word in own
            if not (masculine and word.endswith(("a", "as")))
            and not (feminine and word.endswith(("o", "os")))
        ]
        sure = fitting[0] if len(fitting) == 1 else None
        message = f"“{tail}” was translated, “{head}” was not"
        after = sure and sure[:1].upper() + sure[1:]
        yield Spot(*match.span("tail"), after, message)


def _english_adjectives(
    text: str, meanings: Mapping[str, tuple[str, ...]], adjectives: Mapping[str, str]
) -> Iterator[Spot]:
    """Yield “Campina Big”: an adjective for both genders, or one for each (“Novo/Nova”)."""
    for match in _adjective_pattern(tuple(adjectives)).finditer(text):
        noun, adjective = match.group("noun", "adjective")
        small = noun.lower()
        if small not in meanings or is_english(small) or small.endswith(("s", "ões")):
            continue
        forms = adjectives[adjective].split("/")
        index = 0 if len(forms) == 1 or small.endswith(("o", "or", "al")) else 1
        gendered = len(forms) == 1 or small.endswith(("o", "a"))
        after = forms[index] if gendered and forms[0] else None
        message = f"“{adjective}” was translated, “{noun}” was not"
        yield Spot(*match.span("adjective"), after, message)


@cache
def _adjective_pattern(adjectives: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled(
        rf"{_NO_NAME_BEFORE}(?<![\w-])(?P<noun>{_NAME}) (?P<adjective>\L<adjectives>)"
        r"(?![\w-]|['’]s| \p{Lu})",
        adjectives=adjectives,
    )


_COMPOUND = lazy_pattern(
    r"(?<=\p{Ll},? )(?<!\p{Lu}[\p{L}.]* (?<!\b[Tt]he ))(?P<first>\p{Lu}\p{Ll}{2,})-"
    r"(?P<second>\p{Lu}\p{Ll}{2,})(?![\w-]| \p{Lu})"
)


def hyphen_compounds(
    document: Document, *, first: tuple[str, ...], second: tuple[str, ...]
) -> Iterator[Spot]:
    """Yield compounds of two English words with capitals and a hyphen: “the Forest-Authority”.

    Left alone: a compound that begins with one of `first` or ends with one of `second`, and what
    stands by a longer name. One that stands twice may be a name, and is reported.
    """
    found = [
        match
        for match in _COMPOUND.finditer(document.text)
        if match["first"] not in first and match["second"] not in second
        if is_english(match["first"].lower()) and is_english(match["second"].lower())
    ]
    for match in found:
        single = document.text.count(match.group()) == 1
        yield Spot(*match.span(), match.group().replace("-", " ").lower() if single else None)


# --- small words inside the name of a place -------------------------------------------------------

_LINK_INSIDE = lazy_pattern(rf" (?:de l[ao]s?|{_PLACE_LINK}|di|du) ")
_WITH_OF = lazy_pattern(
    rf"(?<![\w-])(?P<head>{_NAME}(?: {_NAME}){{0,3}}?) of (?:the )?"
    rf"(?P<tail>{_NAME}(?:(?: (?:{_PLACE_LINK}))? {_NAME}){{0,3}}+)(?![\w-])"
)


@cache
def _linked_places() -> Mapping[tuple[str, str], str]:
    """Return the places of `rules/words/linked-places.txt` by what is around the first link."""
    found: dict[tuple[str, str], str] = {}
    for place in word_list("linked-places"):
        link = _LINK_INSIDE.search(place)
        if link is not None:
            found[place[: link.start()], place[link.end() :]] = place
    return found


def linked_places(document: Document) -> Iterator[Spot]:
    """Yield names of places with “of” for the small word inside: “São Miguel of the Araguaia”."""
    places = _linked_places()
    for match in _WITH_OF.finditer(document.text, overlapped=True):
        words = match["tail"].split()
        for number in range(len(words), 0, -1):
            tail = " ".join(words[:number])
            own = places.get((match["head"], tail))
            if own is not None:
                start, end = match.start(), match.start("tail") + len(tail)
                yield Spot(start, end, own, f"{document.text[start:end]} is {own}")
                break


_GREEN = (
    r"National|Nacional|State|Estadual|Estatal|Municipal|Natural|Naturale|Biological|Ecological"
)
_HEADS_BEHIND: Mapping[str, tuple[str, ...]] = {
    "Forest": ("Floresta", "Foresta", "Forêt"),
    "Reserve": ("Reserva", "Riserva", "Réserve"),
    "Cemetery": ("Cemitério", "Cementerio", "Cimitero", "Cimetière"),
    "Airport": ("Aeroporto", "Aeropuerto", "Aéroport"),
    "Stadium": ("Estádio", "Estadio", "Stadio", "Stade"),
    "Lighthouse": ("Farol", "Faro", "Phare"),
    "Volcano": ("Vulcão", "Volcán", "Vulcano", "Volcan"),
}
_BEHIND = {own: english for english, names in _HEADS_BEHIND.items() for own in names}
_ENGLISH_KIND = {"Nacional": "National", "Estadual": "State", "Estatal": "State"}
_HEAD_OF = lazy_pattern(
    rf"{_NO_NAME_BEFORE}(?<![\w-])(?:(?P<head>{'|'.join(_BEHIND)})(?: (?P<kind>{_GREEN}))?"
    r"|(?P<head>Parque|Parco|Parc) (?P<kind>National|State|Municipal|Natural)) of (?:the )?"
    rf"(?P<name>{_NAME}(?:(?: (?:{_PLACE_LINK}))? {_NAME}){{0,3}}+)(?![\w-])"
)


def heads_behind(document: Document) -> Iterator[Spot]:
    """Yield names of which only the small word was translated: “Cemitério of Prado do Repouso”.

    English has the kind of place behind its name. A name that is an English word (“Rua of
    Flowers”) tells nothing of its own form and stays.
    """
    for match in _HEAD_OF.finditer(document.text):
        head, kind, name = match.group("head", "kind", "name")
        if is_english(name.split()[0].lower()):
            continue
        behind = [_ENGLISH_KIND.get(kind, kind)] if kind else []
        after = " ".join([name, *behind, _BEHIND.get(head, "Park")])
        yield Spot(*match.span(), after, f"“of” was translated, “{head}” was not")
