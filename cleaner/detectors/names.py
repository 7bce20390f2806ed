"""Names that were translated although they are names: newspapers, clubs, people, places.

A common word is never taken for a name by itself. The witness is a word before it
(“newspaper”), the name's own form on the same page, or an outlet of the same country beside
it, and the finding names it. Which words are names is data: `rules/languages/`,
`rules/words/`, the options of the rules.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import capitalised, origins, word_set
from cleaner.detectors.vocabulary import is_english, verbs
from cleaner.document import Document, Kept, Refusal, Spot
from cleaner.resources import first_names, function_words, languages, word_list

_WORD = lazy_pattern(r"\w+")
_STANDS_ALONE = (
    r"(?=[.,;:!?)”\"\n]|$| (?:and|or|in|on|at|by|with|from|to|that|which|is|was|has|said|says)\b)"
)
_STOP = lazy_pattern(r"[.!?]\s|\n")
_GLOSS_REACH = 40  # characters between a name and its explanation: “Fantasma (Ghost)”


# --- newspapers and broadcasters ---------------------------------------------------------


@dataclass(frozen=True)
class _Outlet:
    """A rendering of an outlet's name, its words, and the outlet's language."""

    own: str
    rendering: str
    code: str
    words: frozenset[str]

    @property
    def bare(self) -> str:
        """Return the own name without the word before it: “newspaper Folha”."""
        return self.own.split(" ", 1)[-1] if self.own[0].islower() else self.own


def outlet_names(
    document: Document,
    *,
    frames: tuple[str, ...],
    further: dict[str, dict[str, str]],
    listed: dict[str, str],
    neighbours: tuple[str, ...],
) -> Iterator[Spot]:
    """Yield translated names of newspapers and broadcasters, with their own names.

    The witness is a word for them before the name (`frames`: “newspaper”), the own name
    elsewhere on the page, or the language the page is translated from. A full stop which the
    translation put between word and name goes with it. An everyday word (`listed`: “leaf”) is
    a name only in a list, next to an outlet of the same country (`neighbours`). `further`
    renderings, by language, add to those of `rules/languages/`.
    """
    text, words = document.text, word_set(document.text)
    index = _renderings(tuple((code, *pair) for code in further for pair in further[code].items()))
    for word in sorted(words & index.keys()):
        for outlet in index[word]:
            if outlet.words <= words and outlet.rendering in text:
                yield from _outlet_spots(document, outlet, frames)
    if not words.isdisjoint(listed):
        yield from _listed_outlets(text, listed, neighbours)


def outlet_trigger(
    *,
    frames: Iterable[str],
    further: Mapping[str, Mapping[str, str]],
    listed: Mapping[str, str],
    neighbours: Iterable[str],
) -> str:
    """Return the trigger of `outlet_names`: a rendering, or an everyday word beside an outlet."""
    index = _renderings(tuple((code, *pair) for code in further for pair in further[code].items()))
    renderings = {outlet.rendering for outlets in index.values() for outlet in outlets}
    words, beside = (f"(?:{_either(names)})" for names in (listed, neighbours))
    between = "(?:,|,? and) (?:the )?"
    return f"{_either(renderings)}|{words}{between}{beside}|{beside}{between}{words}"


def _either(names: Iterable[str]) -> str:
    return "|".join(regex.escape(name, literal_spaces=True) for name in sorted(names))


def _outlet_spots(document: Document, outlet: _Outlet, frames: tuple[str, ...]) -> Iterator[Spot]:
    text = document.text
    for match in _outlet_pattern(outlet.rendering, frames).finditer(text):
        own = outlet.own
        if text.endswith(("agency ", "agency “"), 0, match.start("name")):
            own = own.removesuffix(" News Agency")
        if match["frame"] is not None:
            witness = f"“{match['frame']}” stands before it"
        elif outlet.code in origins(document):
            witness = f"the page is from {languages()[outlet.code].name}"
        elif outlet.bare in text:
            witness = f"{outlet.bare} stands on the page"
        else:
            continue
        message = f"{match['name']} is {outlet.own}: {witness}"
        if match["frame"] is not None:
            yield Spot(match.start("gap"), match.end("name"), f" {own}", message)
            continue
        start = match.start("name" if match["article"] is None else "article")
        yield Spot(start, match.end("name"), own, message)


@cache
def _renderings(
    further: tuple[tuple[str, str, str], ...],
) -> Mapping[str, tuple[_Outlet, ...]]:
    """Return the renderings of all languages by their most telling word."""
    listed = (
        (code, rendering, own)
        for code, language in languages().items()
        for own, renderings in language.outlets.items()
        for rendering in renderings
    )
    index: dict[str, list[_Outlet]] = {}
    for code, rendering, own in (*listed, *further):
        if rendering.casefold() != own.casefold():
            parts = _WORD.findall(rendering)
            outlet = _Outlet(own, rendering, code, frozenset(parts))
            index.setdefault(max(parts, key=_telling), []).append(outlet)
    return {word: tuple(outlets) for word, outlets in index.items()}


@cache
def _outlet_pattern(rendering: str, frames: tuple[str, ...]) -> regex.Pattern[str]:
    """Return what finds a rendering; its article goes where the own name stands alone."""
    name = regex.escape(rendering, literal_spaces=True)
    article = (
        rf"(?:(?P<article>\b[Tt]he )(?={name}{_STANDS_ALONE}))?+"
        if rendering[0].isupper()
        else "(?P<article>(?!))?"
    )
    return compiled(
        rf"(?:\b(?P<frame>{'|'.join(frames)})(?P<gap>[.,:]? )|{article})"
        rf"(?<!\w)(?P<name>{name})(?!\w| agency| news agency)"
    )


def _telling(word: str) -> tuple[bool, int]:
    return word.lower() not in function_words("en"), len(word)


def _listed_outlets(
    text: str, listed: dict[str, str], neighbours: tuple[str, ...]
) -> Iterator[Spot]:
    beside = _outlet_beside(tuple(sorted(listed)), neighbours)
    for match in beside.finditer(text, overlapped=True):
        group = "last" if match["first"] is None else "first"
        own = listed[match[group].removeprefix("the ")]
        message = f"“{match[group]}” in “{match.group()}” is {own}: an outlet beside an outlet"
        yield Spot(*match.span(group), own, message)


@cache
def _outlet_beside(words: tuple[str, ...], outlets: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled(
        r"(?<!\w)(?:\L<outlets>(?:, | and |, and )(?P<last>(?:the )?\L<words>)"
        r"|(?P<first>(?:the )?\L<words>)(?:, | and |, and )\L<outlets>)(?!\w)",
        outlets=outlets,
        words=words,
    )


def outlets_beside(document: Document, *, outlets: dict[str, str]) -> Iterator[Spot | Kept]:
    """Yield a newspaper's name in translation where its own name stands on the page: “The World”.

    `outlets` maps renderings to own names. Only with a capital inside a sentence, or before a
    word for what newspapers do; an article that the own name has goes with the rendering.
    Left alone: a longer name (“The World Bank”), and an explanation (“Le Monde (The World)”).
    """
    text = document.text
    for rendering, own in outlets.items():
        if own not in text or rendering not in text:
            continue
        name, title = regex.compile(rf"\b{own}\b"), regex.escape(rendering, literal_spaces=True)
        for match in regex.finditer(
            rf"(?:{_INSIDE}{title}|(?<!\w){title}{_PRINTS}){_BEHIND_OUTLET}", text
        ):
            if _is_explained(name, text, *match.span()):
                yield _explanation(*match.span(), own)
            else:
                yield Spot(*match.span(), own, f"{rendering} is {own}, which stands on the page")


def _is_explained(name: regex.Pattern[str], text: str, start: int, end: int) -> bool:
    """Tell whether `name` stands right beside `text[start:end]`, with a mark or “or” between."""
    before, behind = text[max(0, start - _GLOSS_REACH) : start], text[end : end + _GLOSS_REACH]
    return bool(
        regex.search(rf"{name.pattern}[”’\"]?,? (?:[(“‘\"]+|or |that is )\Z", before)
        or regex.match(rf"[”’\"]?,? (?:\(|or |that is )[“‘\"]?{name.pattern}", behind)
    )


def _explanation(start: int, end: int, name: str) -> Kept:
    return Kept(start, end, f"for {name}; against: it may explain the name beside it")


_INSIDE = r"(?<=\p{Ll},? |[,;:] |[(“\"])"
_PRINTS = (
    r"(?= (?:reports?|reported|writes|wrote|reveals|revealed|published|publishes|has learned"
    r"|notes|noted|adds|added|recalls|recalled|says|said|quotes|quoted|claims|claimed|described?|describes"
    r"|called|calls|hailed|praised|asks|asked|comments|commented|headlines|headlined|titled|believes|thinks)\b)"
)
_BEHIND_OUTLET = r"(?!\w| \p{Lu}|-)"


# --- names that are words ----------------------------------------------------------------


class _Renderings(NamedTuple):
    """Names that are words, with what they become in English, and which may stand alone."""

    by_own: Mapping[str, tuple[str, ...]]
    alone: frozenset[str]


@cache
def _word_names(code: str) -> _Renderings:
    """Return the names of `rules/words/names-<code>.txt`: `Carvalho = Oak`, `Pedro ~ Peter`."""
    by_own: dict[str, tuple[str, ...]] = {}
    alone: set[str] = set()
    for line in sorted(word_list(f"names-{code}")):
        own, separator, renderings = regex.split(r" ([=~]) ", line)
        by_own[own] = (*by_own.get(own, ()), *renderings.split(", "))
        if separator == "=":
            alone.add(own)
    return _Renderings(by_own, frozenset(alone))


def translated_names(
    document: Document, *, tables: tuple[str, ...], titles: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield names that were translated as words, where their own form stands on the same page.

    “Alan Oak” beside “Alan Carvalho”, “Beautiful Lagoon” beside “Lagoa Bonita”, and in the
    middle of a sentence “Ghost” beside “Fantasma”. The page must be translated from the
    language of the name. Left alone: the first word of a sentence, a word that explains the
    name (“Fantasma (Ghost)”), and what stands in a longer English name (“Ghost Ship”).
    """
    text, words = document.text, word_set(document.text)
    for code in tables:
        names = _word_names(code)
        own = sorted(words & names.by_own.keys())
        pairs = [
            (name, rendering)
            for name in own
            for rendering in names.by_own[name]
            if rendering in words or rendering.upper() in words
        ]
        if not pairs or code not in origins(document):
            continue
        yield from _pairs_of_words(text, own, names)
        for name, rendering in pairs:
            yield from _beside_a_name(text, name, rendering, titles)
            if name in names.alone:
                yield from _alone(text, name, rendering)


def _pairs_of_words(text: str, own: list[str], names: _Renderings) -> Iterator[Spot | Kept]:
    """Yield “Beautiful Lagoon” where “Lagoa Bonita” stands on the page."""
    pattern = regex.compile(r"\b(\L<own>) (\L<own>)\b", own=own)
    for first, second in sorted(set(pattern.findall(text, overlapped=True))):
        name = f"{first} {second}"
        own_form = regex.compile(rf"\b{name}\b")
        for a in names.by_own[first]:
            for b in names.by_own[second]:
                for match in regex.finditer(rf"\b(?:{b} {a}|{a} {b})\b", text):
                    if _is_explained(own_form, text, *match.span()):
                        yield _explanation(*match.span(), name)
                    else:
                        message = f"{match.group()} is {name}, which stands on the page"
                        yield Spot(*match.span(), name, message)


def _beside_a_name(
    text: str, name: str, rendering: str, titles: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield “Alan Oak” where “Alan Carvalho” stands on the page, “Peter Vilela” likewise."""
    neighbour = r"(?:\p{Lu}[\p{L}\p{M}]++)"
    context = regex.compile(rf"(?:\b(?P<left>{neighbour}) )?\b{name}\b(?: (?P<right>{neighbour}))?")
    yield from _beside_bare(text, name, rendering, context, titles)
    shared = {
        pattern
        for match in context.finditer(text)
        for pattern in (
            _distinctive(match["left"], titles) and rf"(?<=\b{match['left']} ){rendering}\b",
            _distinctive(match["right"], titles) and rf"\b{rendering}(?= {match['right']}\b)",
        )
        if pattern
    }
    for pattern in sorted(shared):
        own = regex.compile(pattern.replace(rendering, name))
        for match in regex.finditer(pattern, text):
            start, end = match.span()
            if _in_one_breath(own, text, start, end):
                yield Kept(start, end, f"for {name}; against: both are spoken of in one breath")
            else:
                other = pattern.replace("(?<=", "").replace("(?=", "").replace(")", "")
                other = other.replace(r"\b", "").replace(rendering, name)
                yield Spot(start, end, name, f"{rendering} is {name}: {other} stands on the page")


def _beside_bare(
    text: str, name: str, rendering: str, context: regex.Pattern[str], titles: tuple[str, ...]
) -> Iterator[Spot]:
    """Yield “Leo Fields” where “Léo Campos” stands on the page."""
    for first in {match["left"] for match in context.finditer(text)}:
        if first is None or first.isascii() or not _distinctive(first, titles):
            continue
        bare = "".join(unicodedata.normalize("NFD", letter)[0] for letter in first)
        own = f"{first} {name}"
        for match in regex.finditer(rf"\b{bare} {rendering}\b(?! \p{{Lu}})", text):
            yield Spot(*match.span(), own, f"{match.group()} is {own}, which stands on the page")


def _in_one_breath(name: regex.Pattern[str], text: str, start: int, end: int) -> bool:
    """Tell whether a name stands near `text[start:end]`, with no end of a sentence between."""
    before = _STOP.split(text[max(0, start - _GLOSS_REACH) : start])[-1]
    behind = _STOP.split(text[end : end + _GLOSS_REACH])[0]
    return bool(name.search(before) or name.search(behind))


def _distinctive(word: str | None, titles: tuple[str, ...]) -> bool:
    return word is not None and word not in titles and word.lower() not in function_words("en")


# not behind a name or an initial; a small word that opens a sentence is neither
_OWN_ALONE = (
    r"(?<!\b(?!(?:At|In|The|But|For|With|From|And|By|On|To|Of|If|As|When|Since|Until|Against|Now) )"
    r"\p{Lu}\p{L}* |\b\p{Lu}\. )\b(?i:%s)\b(?! \p{Lu})"
)


def _alone(text: str, name: str, rendering: str) -> Iterator[Spot | Kept]:
    """Yield “Ghost” where “Fantasma” stands alone on the page, or the same in capitals."""
    own = regex.compile(_OWN_ALONE % name)
    witness = own.search(text)
    if witness is None:
        return
    pattern = regex.compile(
        rf"(?:(?<=\p{{Ll}},? |[;:] )|^)(?P<name>{rendering}|{rendering.upper()})"
        rf"(?:(?=-\p{{Lu}}{{2}}\b)|\b(?![ \-]\p{{Lu}}|\w|-))(?P<owner>['’]s)?",
        regex.MULTILINE,
    )
    for match in pattern.finditer(text):
        start, end = match.span("name")
        opens_line = start == 0 or text[start - 1] == "\n"
        of_a_state = text[end : end + 1] == "-"
        if opens_line and not (match["owner"] or of_a_state):
            continue
        the = _LONE_ARTICLE.match(text, max(0, start - 5), start) if not match["owner"] else None
        if the and _ends_or_acts(text, end) and not _has_article(text, name):
            opens = the["article"] == "The"
            after = name[:1].upper() + name[1:] if opens else name
            found = _restored(text, start, end, after, own)
            if isinstance(found, Spot):
                found = Spot(the.start(), end, found.after, found.message)
            yield found
        else:
            yield _restored(text, start, end, name, own)


_LONE_ARTICLE = lazy_pattern(r"(?r)\b(?P<article>[Tt]he) ")
_ENDS_OR_ACTS = lazy_pattern(
    r"[.,;:!?)”\"\n]|$| (?:and|or|but|in|on|at|by|with|for|from|to|after|before|as|who|which|that"
    r"|can|\p{Ll}{3,}ed|reaches|faces|plays|loses|hosts|visits|returns|(?P<verb>\p{Ll}+))\b"
)


def _ends_or_acts(text: str, end: int) -> bool:
    """Tell whether a name ends its phrase there, or a verb follows."""
    behind = _ENDS_OR_ACTS.match(text, end)
    return behind is not None and (behind["verb"] is None or behind["verb"] in verbs())


def _has_article(text: str, name: str) -> bool:
    """Tell whether the page puts “the” before a name, or never has it in running text."""
    spelt = regex.escape(name, literal_spaces=True)
    return bool(regex.search(rf"\b[Tt]he {spelt}\b", text)) or not regex.search(
        rf"(?:^|(?<=\p{{Ll}},? |[.!?;:] )){spelt}\b", text, regex.MULTILINE
    )


def _restored(text: str, start: int, end: int, name: str, own: regex.Pattern[str]) -> Spot | Kept:
    """Return a name for its rendering at `start:end`, unless that may explain the name."""
    if _in_one_breath(own, text, start, end):
        return _explanation(start, end, name)
    rendering = text[start:end]
    after = name.upper() if rendering.isupper() else name
    return Spot(start, end, after, f"{rendering} is {name}, which stands on the page")


PREDICATE = (
    r"(?= (?:has|had|is|was|will|did|does|can|could|would|also|now|still|only|already|began|beat"
    r"|broke|chose|drove|flew|fought|grew|heard|knew|ran|rode|sat|slept|spoke|stood|taught|thought"
    r"|threw|told|wore|brought|came|drew|fell|gave|got|held|kept|left|lost|made|met|paid|put|rose|said|saw|sold|spent"
    r"|took|went|won|wrote|\p{Ll}{2,}(?<!e)ed"
    r"|\p{Ll}{3,}(?<![su])s(?! (?:are|were|is|was|have|had|will|of|and)\b))\b|, \d\d,"
    r"|, (?:the|an?) (?:\p{L}+ )?(?:party|club|team|paper|newspaper|channel|broadcaster)\b)"
)


def translated_names_first(document: Document, *, tables: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield names that were translated as words at the start of a sentence: “Dovecote was closed.”

    The own form stands alone on the page, and the word has no article and a verb behind it, or
    an age. Left alone is what explains the name, as in `translated_names`.
    """
    text, words = document.text, word_set(document.text)
    for code in sorted(origins(document) & frozenset(tables)):
        names = _word_names(code)
        for name in sorted(words & names.alone):
            own = regex.compile(_OWN_ALONE % name)
            for rendering in names.by_own[name]:
                if rendering not in words or own.search(text) is None:
                    continue
                opening = rf"(?:^|(?<=[.!?…][”\"]? )){rendering}{PREDICATE}"
                for match in regex.finditer(opening, text, regex.MULTILINE):
                    yield _restored(text, *match.span(), name, own)


# --- articles ------------------------------------------------------------------------------


def left_articles(
    document: Document, *, kept: tuple[str, ...], institutions: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield the Portuguese or Greek article “O” left before a name: “O Operário asked”.

    It goes where the name stands without it elsewhere on the page, or where the page is from
    Portuguese (“O”) or Greek (“o”, before an acronym); before a name that has “the” on the
    page, or one of `institutions`, it is “the”; before a title and a name it goes. Names that
    begin with it (`kept`: “O Globo”), and newspapers (“O Mundo, the newspaper”), stay.
    """
    text = document.text
    for match in _LEFT_ARTICLE.finditer(text):
        name = match["name"]
        if any(text.startswith(known, match.start("article")) for known in kept):
            continue
        if _PAPER_BEHIND.match(text, match.end()):
            continue
        bare = len(regex.findall(rf"(?<!\b[OoTt](?:he)? )(?<!\w){name}\b", text))
        with_the = len(regex.findall(rf"\b[Tt]he {name}\b", text))
        start, end = match.span("article")
        the = "The " if match["article"][0] == "O" else "the "
        origin = "pt" if the == "The " else "el" if name.isupper() else None
        of_page = origin in origins(document)
        if of_page and _TITLED.match(text, match.start("name")):
            yield Spot(start, end, "", f"{name} is a title, and a name follows")
        elif origin == "pt" and of_page and is_noun(text, name):
            yield Spot(start, end, the, f"{name} is a word of English, and needs an article")
        elif with_the > bare:
            yield Spot(start, end, the, f"“the {name}” stands {with_the} times on the page")
        elif bare:
            message = f"{name} stands without an article {bare} times on the page"
            yield Spot(start, end, "", message)
        elif of_page and not _IN_TITLE.match(text, match.end()):
            message = f"the page is from {languages()[str(origin)].name}"
            yield Spot(start, end, the if name in institutions else "", message)


_PAPER_BEHIND = lazy_pattern(
    r"(?: \p{Lu}[\p{L}-]++)*, (?:the|an?) (?:\p{Ll}+ )?(?:news)?(?:paper|magazine|daily|weekly)\b"
)
_TITLED = lazy_pattern(
    r"(?:Captain|Colonel|Sergeant|Major|Mayor|President|Governor|Senator|Deputy|Minister|Judge|Coach"
    r"|Professor|Doctor|Father|Bishop|Pope|King|Prince) \p{Lu}\p{Ll}+"
)
# The name is the first word of a title: “O Inverno dos Outros”
_IN_TITLE = lazy_pattern(r"(?: \p{Lu}[\p{L}-]++)* (?:d[aeo]s?|em|n[ao]s?|que|com|sem|e|por|para) ")
# “O Canada”, “O Lord” address somebody: no verb follows. “O Connor”, “O. Henry” are other names.
_LEFT_ARTICLE = lazy_pattern(
    r"(?:(?:^|(?<=[.!?:]['”\"]? |\d{4}-\d\d-\d\d ))(?P<article>O )|(?<=\p{Ll} )(?P<article>o ))"
    r"(?P<name>\p{Lu}[\p{L}\p{M}-]++)(?=(?: \p{Lu}[\p{L}-]++)* \p{Ll}|[,.])",
    regex.MULTILINE,
)


def misread_subject(subject: str | None, person: str | None) -> str:
    """Return the subject of a sentence without the preposition that its article became."""
    return person or capitalised(subject or "")


def english_plural(noun: str) -> str | Refusal:
    """Return an English noun without the foreign article before it; refuse any other word."""
    return noun if is_english(noun.lower()) else Refusal(f"“{noun}” may be part of a name")


def german_paper(
    town: str, day: str | None, evening: str | None, morning: str | None, people: str | None
) -> str:
    """Return the name of a German paper of a town: “Flensburger Tageblatt”."""
    kinds = {"Tageblatt": day, "Abendblatt": evening, "Morgenpost": morning, "Volksblatt": people}
    return f"{town}er " + next(own for own, found in kinds.items() if found)


def is_noun(text: str, word: str) -> bool:
    """Tell whether a word with a capital is English, and no name that stands alone on the page."""
    alone = rf"(?<=\p{{Ll}},? )(?<!\b(?:the|an?|of|He|El) ){word}\b(?![ -]\p{{Lu}})"
    return is_english(word.lower()) and not regex.search(alone, text)


def misread_articles(
    document: Document, *, kept: tuple[str, ...], institutions: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield the Spanish article “El” before a name, left or read as “He”: “He PSOE promised”.

    It is “the” before an acronym, a word of English and `institutions`. It goes before a club,
    and where the name stands without it on the page. Names that begin with it (`kept`: “El
    País”), and others of which nothing is known, stay.
    """
    text = document.text
    for match in _LEFT_EL.finditer(text):
        name, run = match["name"], match.group()[len(match["article"]) :]
        start, end = match.span("article")
        if any(text.startswith(known, start) for known in kept):
            continue
        he = match["article"] == "He "
        bare = regex.search(rf"(?<=\p{{Ll}},? )(?<!\b(?:the|El|He) ){name}\b", text)
        if name in institutions or (name.isupper() and len(name) > 1):
            yield Spot(start, end, "The ", f"“El {run}” has the article that English has, too")
        elif "Club" in run.split() or (bare and not is_english(name.lower())):
            message = f"{run} is a club" if "Club" in run else f"{name} stands without an article"
            yield Spot(start, end, "", message)
        elif is_noun(text, name):
            yield Spot(start, end, "The ", f"{name} is a word of English, and needs an article")
        elif he:
            yield Spot(start, end, None, f"“{match['article']}{run}” was perhaps “El {run}”")


_LEFT_EL = lazy_pattern(
    r"(?:^|(?<=[.!?:]['”\"]? |[.]-[ ]))(?P<article>El |He )(?!Himself|Who|Is|Has|Was|Had)"
    r"(?P<name>\p{Lu}[\p{L}\p{M}-]*+)(?:['’]s?)?(?: \p{Lu}[\p{L}\p{M}’-]*+)*(?= \p{Ll}|,)",
    regex.MULTILINE,
)


def club_articles(document: Document, *, clubs: str) -> Iterator[Spot | Kept]:
    """Yield “the” before a club that stands without it elsewhere on the page.

    Only where the club's name ends the phrase: “the Náutico coach” stays. `clubs` names the
    list in `rules/words/`.
    """
    text = document.text
    for club in sorted(word_set(text) & word_list(clubs)):
        bare = len(regex.findall(rf"(?<!\b[Tt]he )\b{club}\b(?![ -]\p{{L}}+'?s? club)", text))
        for match in regex.finditer(
            rf"(?:(?<=\p{{L}},? )the|(?:^|(?<=[.!?][”\"]? ))The) (?={club}{_ENDS_PHRASE})",
            text,
            regex.M,
        ):
            if bare:
                message = f"{club} stands without an article {bare} times on the page"
                yield Spot(*match.span(), "", message)
            else:
                yield Spot(*match.span(), None, "a club has no article in English")


_ENDS_PHRASE = (
    r"(?:[.,;:!?)]|\n|$| \d| (?:and|or|but|in|on|at|by|with|for|from|to|after|before|is|was|has|"
    r"had|will|won|lost|beat|drew|plays|played|faces|faced|scored|leads)\b)"
)


# --- readings that a witness on the page makes certain -------------------------------------


def witnessed(
    document: Document, *, found: str, after: str, witness: str, because: str
) -> Iterator[Spot | Kept]:
    """Yield what the pattern `found` matches as `after`, where `witness` matches elsewhere.

    `because` says of the page what the witness shows; the finding quotes it.
    """
    text = document.text
    pattern, evidence = _compiled(found), _compiled(witness)
    for match in pattern.finditer(text):
        others = (other for other in evidence.finditer(text) if other.span() != match.span())
        other = next(others, None)
        if other is None:
            yield Kept(*match.span(), f"for {match.expand(after)}; against: no witness on the page")
        else:
            message = f"{match.group()} is {match.expand(after)}: {because} (“{other.group()}”)"
            yield Spot(*match.span(), match.expand(after), message)


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    return compiled(pattern, regex.MULTILINE)


def misread_acronyms(
    document: Document, *, readings: dict[str, tuple[dict[str, str], ...]]
) -> Iterator[Spot]:
    """Yield acronyms of a source that were read as English ones: “British Columbia” for BC.

    Each of the `readings` of a language says what is found, what it is, what of the page shows
    that, and what speaks against it. Without a witness, or with one against, it is reported.
    """
    text = document.text
    for code in sorted(origins(document) & readings.keys()):
        for reading in readings[code]:
            for match in _compiled(reading["found"]).finditer(text):
                rest = text[: match.start()] + text[match.end() :]
                witness = _compiled(reading["witness"]).search(rest)
                against = _compiled(reading["against"]).search(rest)
                after = reading["after"] if witness and not against else None
                message = f"{match.group()} is perhaps {reading['after']}" + (
                    f": the page speaks of “{witness.group()}”" if witness else ""
                )
                yield Spot(*match.span(), after, message)


def mixed_forms(document: Document, *, forms: tuple[tuple[str, str], ...]) -> Iterator[Spot]:
    """Yield the rarer of two forms for one thing on the page: “BRL 5.60” beside “R$ 5.58”.

    `forms` are pairs of patterns. Which form is right is a matter of house style, so nothing
    is put there; where both are as frequent, the second is reported.
    """
    for pair in forms:
        found = [list(_compiled(form).finditer(document.text)) for form in pair]
        if all(found):
            first, second = found
            rarer, other = (first, second) if len(first) < len(second) else (second, first)
            for match in rarer:
                message = f"the page has “{other[0].group()}”, too"
                yield Spot(match.start(), match.end(), None, message)


def labels_in_company(
    document: Document, *, frame: str, labels: dict[str, str], company: str, fewest: int
) -> Iterator[Spot]:
    """Yield labels that were translated where others of their kind stand on the page.

    `frame` matches a `label`, which becomes what `labels` has for it; `fewest` different matches
    of `company` are needed, its own form among them: “(New)” beside “(PSDB)” and “(MDB)”.
    """
    text = document.text
    found = [match for match in _compiled(frame).finditer(text) if match["label"] in labels]
    if not found:
        return
    others = {match.group() for match in _compiled(company).finditer(text)}
    if len(others) < fewest:
        return
    for match in found:
        own = labels[match["label"]]
        message = f"{match['label']} is {own}, beside {', '.join(sorted(others)[:3])}"
        yield Spot(*match.span("label"), own, message)


# --- names with nothing on the page to prove them --------------------------------------------


def unproven_names(
    document: Document,
    *,
    frames: tuple[str, ...],
    papers: dict[str, tuple[str, ...]],
    nicknames: dict[str, tuple[str, ...]],
    sides: dict[str, tuple[str, ...]],
    match: tuple[str, ...],
    parties: dict[str, tuple[str, ...]],
    patterns: dict[str, tuple[str, ...]],
    surnames: dict[str, tuple[str, ...]],
) -> Iterator[Spot]:
    """Yield names that were translated, known by lists for the language of the page.

    `papers` behind one of the `frames`, `nicknames` of clubs behind “the”, and on a page with two
    words of a `match` their `sides`, too, `parties` behind those who are in one or in brackets,
    `surnames` behind a first name, and `patterns`; each with its capital, and with no name
    behind it.
    """
    text, words = document.text, word_set(document.text)
    of_match = len(words.intersection(match)) > 1
    for code in sorted(origins(document)):
        clubs = nicknames.get(code, ()) + (sides.get(code, ()) if of_match else ())
        lists = [table.get(code, ()) for table in (parties, surnames, patterns)]
        for first, pattern in _unproven(frames, papers.get(code, ()), clubs, *lists):
            if first and first.isdisjoint(words):
                continue
            for found in pattern.finditer(text):
                if "first" in found.re.groupindex and not _is_first_name(found["first"]):
                    continue
                message = f"“{found['name']}” is perhaps a name in translation"
                yield Spot(*found.span("name"), None, message)


def _is_first_name(word: str) -> bool:
    return word in first_names() and not is_english(word.lower())


_PAPERS_OF_ENGLISH = "(?:Star|Standard|Nation|Press|Mirror|Telegraph|Sun|Times|Day)(?![^|])"
_IN_A_PARTY = (
    r"(?:candidates?|senators?|deput(?:y|ies)|members?|leaders?|presidents?|mayors?|party|parties|seats?|votes?"
    r"|councilors?|councillors?|spokes\p{Ll}+|bench|list|lists|MEPs?|benches)"
)
_WILL = (
    r"(?= (?:will|would|vote[sd]?|abstain(?:ed|s)?|want(?:s|ed)?|demand(?:s|ed)?|accuse[sd]?"
    r"|refuse[sd]?|announced?|propose[sd]?|support(?:s|ed)?|oppose[sd]?|criticized|criticised"
    r"|denounced?|called|calls|have|has)\b)"
)


@cache
def _unproven(
    frames: tuple[str, ...],
    papers: tuple[str, ...],
    nicknames: tuple[str, ...],
    parties: tuple[str, ...],
    surnames: tuple[str, ...],
    patterns: tuple[str, ...],
) -> tuple[tuple[frozenset[str], regex.Pattern[str]], ...]:
    """Return what finds the names of a language that were translated, each with their first words.

    A pattern with none of them is not known to need one.
    """
    ends = r"(?![\w-]|['’](?!s\b)|(?:['’]s)? \p{Lu})"
    found: list[tuple[tuple[str, ...], str]] = [
        ((), rf"\b(?P<name>{pattern})") for pattern in patterns
    ]
    if papers:
        written = regex.sub(rf"(?<![^|])the (?!{_PAPERS_OF_ENGLISH})", "[Tt]he ", _either(papers))
        found.append((papers, rf"\b(?:{_either(frames)}) (?P<name>{written}){ends}"))
    if nicknames:
        club = rf"(?P<name>[Tt]he (?:{_either(nicknames)})){ends}"
        found.append(
            (
                nicknames,
                rf"(?<=\p{{Ll}},? |[;:,(] |^|[.!?] ){club}"
                r"(?! (?:network|television|channel|operating))",
            )
        )
    if parties:
        party = _either(parties)
        found += [
            (parties, rf"\b{_IN_A_PARTY} (?:of|from|for) (?P<name>(?:[Tt]he )?(?:{party})){ends}"),
            (parties, rf"(?<=\p{{L}} )\((?P<name>{party})(?=\)|[,/])"),
            (parties, rf"(?<=[.!?;] |^)(?P<name>The (?:{party})){_WILL}"),
        ]
    if surnames:
        first = r"\b(?P<first>\p{Lu}[\p{L}\p{M}’']+)"
        found.append((surnames, rf"{first} (?P<name>{_either(surnames)}){ends}"))
    return tuple(
        (frozenset(map(_first_word, names)), lazy_pattern(pattern, regex.MULTILINE))
        for names, pattern in found
    )


def _first_word(name: str) -> str:
    """Return the first word of a name behind the article."""
    found = _WORD.search(name.removeprefix("the ").removeprefix("The "))
    return found[0] if found else ""


# --- names made of everyday words -------------------------------------------------------------

_EVERYDAY = r"\p{Lu}\p{Ll}+"
_SMALL_INSIDE = frozenset({"the", "of", "and"})


def everyday_names(
    document: Document,
    *,
    outlets: tuple[str, ...],
    places: tuple[str, ...],
    asked: tuple[str, ...],
    english: tuple[str, ...],
) -> Iterator[Spot]:
    """Yield papers and places whose names are words of English: “the newspaper Spokesman”.

    One of `outlets` or `places` stands before or behind the name (“the neighborhood of Good
    Wind”), or one of `asked` before a name with “The”. Left alone are `english` papers.
    """
    for match in _everyday_pattern(outlets, places, asked).finditer(document.text):
        name = match["name"]
        words = [word.lower() for word in _WORD.findall(name) if word.lower() not in _SMALL_INSIDE]
        if name.removeprefix("The ").removeprefix("the ") in english or not words:
            continue
        if all(map(is_english, words)):
            yield Spot(*match.span("name"), None, f"“{name}” is perhaps a name in translation")


@cache
def _everyday_pattern(
    outlets: tuple[str, ...], places: tuple[str, ...], asked: tuple[str, ...]
) -> regex.Pattern[str]:
    run = rf"(?:[Tt]he )?{_EVERYDAY}(?: (?:of (?:the )?|and )?{_EVERYDAY}){{0,3}}+"
    ends = r"(?![\w-]|[’'](?!s\b)| \p{Lu})"
    media, quarters = "|".join(outlets), "|".join(places)
    ways = (
        rf"\b(?:{media}) (?P<name>{run}){ends}",
        rf"\b(?:{quarters}) of (?P<name>{run}){ends}",
        rf"(?<=\p{{Ll}},? )(?P<name>{run}), (?:the|an?) (?:\p{{Ll}}+ ){{0,2}}"
        rf"(?:{media}|{quarters})\b",
        rf"\b[Tt]he (?P<name>{_EVERYDAY}(?: {_EVERYDAY}){{0,2}}+) (?:{media})\b",
        rf"(?<=\p{{Ll}} )(?P<name>{_EVERYDAY}(?: {_EVERYDAY})?+) (?:{quarters})\b",
        rf"\b(?:{'|'.join(asked)}) "
        rf"(?P<name>The {_EVERYDAY}(?: (?:of (?:the )?)?{_EVERYDAY})?+){ends}",
    )
    return compiled("|".join(ways))
