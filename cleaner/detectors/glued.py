"""Two words of a translation that lost the space between them: “Shehopes”, “Lorenzosold his farm”.

The vocabulary is the witness: the whole is no word of English, its halves are words, or one is a
name that the page knows or shows. Knows nothing of glued sentences, marks and brackets (`tags`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.glossary import of_source
from cleaner.detectors.language import at_words, unknown_in, word_set
from cleaner.detectors.spellings import is_known_name
from cleaner.detectors.vocabulary import is_english, reads_english, verbs
from cleaner.document import Document, Kept, Spot
from cleaner.resources import first_names, function_words, languages, word_list

_TOKEN = lazy_pattern(
    r"""(?<![\p{L}\p{M}\p{N}@#/._’'-]) (?P<word> \p{L}[\p{L}\p{M}]{4,}+ )
        (?= [ ] (?P<next> (?:\p{Lu}{1,3})?[$€£] | \p{L}[\p{Ll}’']*+ | \d | [“"] )
            | (?P<next> ) [,.;:] (?!\w) )""",
    regex.VERBOSE,
)
_SENTENCE_BEFORE = lazy_pattern(r"(?r)(?:^|[.!?…][”\")]?[ ]|[“\"‘])", regex.MULTILINE)
_NAME_BEFORE = lazy_pattern(r"(?r)\p{Lu}[\p{L}\p{M}’-]+[ ](?:of[ ])?")
_ARTICLE_BEFORE = lazy_pattern(r"(?r)\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir)[ ](?:\p{Ll}+[ ])?")
_TOLD = lazy_pattern(r"(?r)\b(?:told|tells|informed|assured|warned|reminded)[ ]")
_SHORTEST_LEFT, _SHORTEST_NOUN, _SHORTEST_PAST = 4, 5, 5  # letters
_SHORTEST_SURE = 4  # letters of a verb with which names do not end
_SHORTEST_PAIR = 5
_LONGEST_PAIR = 40  # letters; what is longer is no pair of words
_FEWEST_SEEN = 3  # letters of a name that the page has by itself


def glued_pairs(
    document: Document,
    *,
    openers: tuple[str, ...],
    articles: tuple[str, ...],
    past: tuple[str, ...],
    having: tuple[str, ...],
    tails: tuple[str, ...],
    sure: tuple[str, ...],
    heads: tuple[str, ...],
    helpers: tuple[str, ...],
    determiners: tuple[str, ...],
    finite: tuple[str, ...],
    particles: tuple[str, ...],
    never: tuple[str, ...],
) -> Iterator[Spot]:
    """Yield where two words of a translation lost their space.

    They are one of `openers` and a verb, “Hedenied”, or of `articles` and a word, “Thepolice”,
    at the start of a sentence; a name and one of `past`, “Khatibwill sign”, of which `having` are
    followed by a participle; a noun and one of `tails` before one of `determiners`, “neighborat
    the”, or a verb, “the doctorspecified that”, one of `finite` or in “-n’t”, “the cowdoesn’t”, but
    not behind one of `particles`; a word and one of `sure`, with which no English word ends,
    “requestmust”; one of `heads` and a noun, “twosuspects”, or of `helpers` and a verb,
    “haspromised”. What a page has twice, words of English and those in `never` stay.
    """
    text, left_over = document.text, of_source(document)
    sizes = range(_SHORTEST_PAIR, _LONGEST_PAIR)
    pairs = (word for word in unknown_in(text) if len(word) in sizes and word.isalpha())
    rare = (word for word in pairs if word.lower() not in never and not left_over(word.lower()))
    for match in at_words(_TOKEN, text, rare, "word"):
        word = match["word"]
        start, next_word = match.start(), match["next"]
        if word.islower():
            left = _word_and_sure(word, sure) or _helper_and_verb(word, helpers)
            left = left or _noun_and_tail(document, match, tails, determiners, particles)
            left = left or _noun_and_finite(document.text, match, finite, particles)
            left = left or _head_and_noun(word, heads)
        elif word[1:].islower():
            left = _opener_and_word(document.text, start, word, openers, articles)
            left = left or _name_and_verb(document, match, past, having)
            left = left or _name_and_sure(document, match, sure) or _seen_and_verb(document, word)
        else:
            left = _seen_and_verb(document, word)
        named = next_word[:1].isupper() and next_word[-1] != "$"
        follows = word.islower() if named else reads_english(next_word) or not next_word.isalpha()
        if left and follows and document.words[word] == 1:
            yield Spot(
                start + left, start + left, " ", f"{word[:left]} and {word[left:]} are two words"
            )
    for match in _NOT_BEHIND.finditer(text):
        if _is_word(match["noun"]) and not _is_word(match["noun"] + match["verb"]):
            at = match.start("verb")
            yield Spot(at, at, " ", f"{match['noun']} and {match['verb']}n’t are two words")


# ends of nouns that make no verb with another: not as “capsized”, “firebombed”, “fingerprinted”
_NO_COMPOUND = (
    *("or", "ors", "ist", "ists", "ian", "ians", "ment", "ments", "tion", "tions", "sion"),
    *("ity", "ities", "ency", "ance", "police", "people"),
)
_NOT_BEHIND = lazy_pattern(
    r"(?<=\b(?P<noun>\p{Ll}{3,})(?P<verb>does|did|is|was|has|had|would|could|should|are|were|have|do))n[’']t\b"
)
_BEING, _COMPARED = frozenset(("is", "are", "was", "were")), ("er", "ing", "worse")
_FINITE_BEFORE = lazy_pattern(
    r"(?r)\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]his|[Tt]hat|[Oo]ne"
    r"|[Ee]ach|[Ee]very)[ ](?:\p{Ll}+[ ]){0,2}"
)


def _noun_and_finite(
    text: str, match: regex.Match[str], finite: tuple[str, ...], particles: tuple[str, ...]
) -> int:
    """Return where a noun behind an article ends before its verb; 0: it does not."""
    word, next_word = match["word"], match["next"]
    if not next_word:
        return 0
    describes = next_word in word_list("adjectives") or next_word.endswith(_COMPARED)
    describes = describes or next_word.endswith("ed") or next_word in verbs()
    goes_on = describes or next_word in function_words("en")
    if not _FINITE_BEFORE.match(text, max(0, match.start() - 60), match.start()):
        return 0
    for at in range(_FEWEST_SEEN, len(word) - 1):
        left, right = word[:at], word[at:]
        short = len(right) < _SHORTEST_LEFT and not (describes and right in _BEING)
        long_enough = len(left) >= (_SHORTEST_LEFT if short else _FEWEST_SEEN)
        past = (
            len(right) >= _SHORTEST_PAST
            and right.endswith("ed")
            and left.endswith(_NO_COMPOUND)
            and _is_word(right)
        )
        if not long_enough or left in particles or not _is_word(left):
            continue
        if past or (goes_on and right in finite):
            return at
    return 0


def _opener_and_word(
    text: str, start: int, word: str, openers: tuple[str, ...], articles: tuple[str, ...]
) -> int:
    """Return where a pronoun or an article that opens a sentence ends in a word; 0: it does not."""
    if not _SENTENCE_BEFORE.match(text, max(0, start - 3), start) and start:
        return 0
    for opener in openers:
        if word.startswith(opener) and _is_verb(word[len(opener) :]):
            return len(opener)
    for article in articles:
        right = word[len(article) :]
        if word.startswith(article) and len(right) >= _SHORTEST_LEFT and _is_word(right):
            return len(article)
    return 0


def _name_and_verb(
    document: Document, match: regex.Match[str], past: tuple[str, ...], having: tuple[str, ...]
) -> int:
    """Return where a name that is known to be one ends before a verb; 0: it does not."""
    word, text = match["word"], document.text
    for verb in _endings(word, past):
        left = word[: -len(verb)]
        seen = left in word_set(text) and len(left) >= _FEWEST_SEEN
        if not seen and len(left) < _SHORTEST_LEFT:
            continue
        if verb in having and not _is_participle(match["next"]):
            continue
        named = _NAME_BEFORE.match(text, max(0, match.start() - 30), match.start())
        sure = len(verb) >= _SHORTEST_SURE and not _is_word(left.lower())
        if named or sure or left in first_names() or (seen and verb in past):
            return len(left)
    return 0


def _seen_and_verb(document: Document, word: str) -> int:
    """Return where a name that stands on the page ends before any verb; 0: it does not."""
    seen = word_set(document.text)
    for at in range(len(word) - _SHORTEST_SURE, _SHORTEST_LEFT - 1, -1):
        left, right = word[:at], word[at:]
        if left in seen and (right in verbs() or (right.endswith("ed") and _is_word(right))):
            return 0 if is_english(left.lower()) else at
    return 0


def _noun_and_tail(
    document: Document,
    match: regex.Match[str],
    tails: tuple[str, ...],
    determiners: tuple[str, ...],
    particles: tuple[str, ...],
) -> int:
    """Return where a noun ends before a preposition or a verb; 0: it does not."""
    word, next_word = match["word"], match["next"]
    common = function_words("en")
    determined = next_word in determiners or not next_word.islower()
    if next_word not in common and not determined:
        return 0
    for tail in tails:
        left = word[: -len(tail)]
        if word.endswith(tail) and len(left) >= _SHORTEST_NOUN and _is_word(left):
            return len(left) if determined else 0
    article = _ARTICLE_BEFORE.match(document.text, max(0, match.start() - 30), match.start())
    for at in range(_SHORTEST_LEFT, len(word) - _SHORTEST_LEFT + 1):
        left, right = word[:at], word[at:]
        plural = left.endswith("s") and not left.endswith("ss")
        several = at > _SHORTEST_NOUN and plural
        past = len(right) >= _SHORTEST_PAST and right.endswith("ed") and (article or several)
        past = past or (at >= _SHORTEST_NOUN and plural and right in _PARTICIPLES)
        if not past or left in particles:
            continue
        if _is_word(left) and _is_word(right):
            return at
    return 0


_PARTICIPLES = frozenset(
    ("made", "held", "sent", "paid", "sold", "built", "given", "taken", "known", "found")
)


def _word_and_sure(word: str, sure: tuple[str, ...]) -> int:
    """Return where a word ends before one with which no English word ends; 0: it does not."""
    for tail in sure if word.endswith(sure) else ():
        left = word.removesuffix(tail)
        if left != word and len(left) >= _SHORTEST_LEFT and is_english(left):
            return len(left)
    return 0


def _name_and_sure(document: Document, match: regex.Match[str], sure: tuple[str, ...]) -> int:
    """Return where a name ends before such a word, if it is known to be one; 0: it does not."""
    word, text = match["word"], document.text
    for tail in sure if word.endswith(sure) else ():
        left = word.removesuffix(tail)
        if left == word or len(left) < _FEWEST_SEEN:
            continue
        before = _NAME_BEFORE.match(text, max(0, match.start() - 30), match.start())
        told = _TOLD.match(text, max(0, match.start() - 20), match.start())
        if before or told or left in first_names() or left in word_set(text):
            return len(left)
        if len(left) >= _SHORTEST_LEFT and _is_word(left.lower()):
            return len(left)
    return 0


def _helper_and_verb(word: str, helpers: tuple[str, ...]) -> int:
    """Return where a word that helps a verb ends before it, “haspromised”; 0: it does not."""
    for helper in helpers if word.startswith(helpers) else ():
        right = word.removeprefix(helper)
        if right == word or len(right) < _SHORTEST_LEFT or not _is_word(right):
            continue
        if helper in _BEFORE_PARTICIPLE:
            fits = right.endswith(("ed", "ing")) or right in verbs()
        else:
            fits = _is_base(right)
        if fits:
            return len(helper)
    return 0


_BEFORE_PARTICIPLE = frozenset(("has", "have", "had", "was", "were", "been", "being", "are"))


def _is_base(word: str) -> bool:
    """Tell whether a word is the base of a verb, by the forms that there are."""
    if word.endswith(("ed", "ing", "s")):
        return False
    forms = (f"{word}ed", f"{word}d", f"{word}ing", f"{word.removesuffix('e')}ing")
    return any(map(_is_word, forms))


def _head_and_noun(word: str, heads: tuple[str, ...]) -> int:
    """Return where a small word ends before a noun; 0: it does not."""
    for head in heads:
        right = word[len(head) :]
        if word.startswith(head) and len(right) >= _SHORTEST_NOUN and _is_word(right):
            return len(head)
    return 0


def _is_word(word: str) -> bool:
    return word in word_list("english-words")


def _is_verb(word: str) -> bool:
    """Tell whether a word can be a verb behind “he” or “they”."""
    if word in verbs():
        return True
    return len(word) >= _SHORTEST_LEFT and word.endswith(("ed", "s")) and _is_word(word)


def _is_participle(word: str) -> bool:
    return word in ("been", "already", "never", "not") or word in verbs() or word.endswith("ed")


def _endings(word: str, past: tuple[str, ...]) -> Iterator[str]:
    """Yield the verbs with which a word ends: of `past`, or another past that is long enough."""
    if word.endswith(past):
        yield from (verb for verb in past if word.endswith(verb))
    if word.endswith("ed"):
        for at in range(_SHORTEST_LEFT - 1, len(word) - _SHORTEST_PAST + 1):
            if _is_word(word[at:]):
                yield word[at:]


_GLUED_TOKEN = lazy_pattern(
    r"(?<![\p{L}\p{M}\p{N}@#/._’'-])(?P<word>\p{L}\p{Ll}{4,})(?=[ ,.;:](?!\w{1,3}/)|$)",
    regex.MULTILINE,
)
_TAIL_OF_POSSESSIVE = lazy_pattern(r"(?<=\p{L}{2}[’'])s(?P<right>\p{Ll}{4,})(?=[ ,.;])")
_ACRONYM_AND_WORD = lazy_pattern(
    r"(?<![\p{L}\p{N}@#/._-])\p{Lu}{2,}(?P<right>\p{Ll}{5,})(?= \p{Ll})"
)
_FEWEST_OTHER, _FEWEST_SMALL = 3, 2  # letters of the half that may be any word, any small one


def glued_function_words(
    document: Document,
    *,
    words: tuple[str, ...],
    inflected: tuple[str, ...],
    behind_names: tuple[str, ...],
    never: tuple[str, ...],
) -> Iterator[Spot]:
    """Yield two words of a translation without a space, of which no word of English is made.

    One half is one of `words`, which form no compounds, “morethan”, “whohas”; or the first ends
    with one of `inflected`, and only one cut gives two words, “helpedrepair”. Behind a name that
    the page has by itself stands one of `behind_names`, “Lorenzosand”. “Ana’snephew” and
    “FBIagents” come apart, too. What the page has twice stays.
    """
    text, forms, left_over = document.text, frozenset(words), of_source(document)
    sizes = range(_SHORTEST_PAIR, _LONGEST_PAIR)
    long = (word for word in unknown_in(text) if len(word) in sizes and word.isalpha())
    rare = (w for w in long if w[1:].islower() and w.lower() not in never)
    rare = (word for word in rare if not left_over(word.lower()))
    cuts = {word: cut for word in rare if (cut := _cut(word, text, forms, inflected, behind_names))}
    for match in at_words(_GLUED_TOKEN, text, cuts, "word"):
        word, cut = match["word"], cuts[match["word"]]
        if document.words[word] == 1:
            at = match.start() + cut
            yield Spot(at, at, " ", f"{word[:cut]} and {word[cut:]} are two words")
    odd = [word for word in unknown_in(text) if word.lower() not in never]
    tails = [w for w in odd if w[0] == "s" and len(w) > _SHORTEST_LEFT and _is_word(w[1:])]
    acronyms = [w for w in odd if w[:2].isupper() and w[-_SHORTEST_NOUN:].islower()]
    for pattern, sought in ((_TAIL_OF_POSSESSIVE, tails), (_ACRONYM_AND_WORD, acronyms)):
        for match in at_words(pattern, text, sought):
            if _is_word(match["right"]):
                at = match.start("right")
                yield Spot(at, at, " ", f"{match['right']} is a word")


def _cut(
    word: str,
    text: str,
    forms: frozenset[str],
    inflected: tuple[str, ...],
    behind_names: tuple[str, ...],
) -> int:
    """Return where a word is to be cut in two; 0: nowhere."""
    if word[0].islower():
        return _cut_at_function_word(word, forms) or _only_cut(word, inflected)
    return _cut_behind_name(word, text, behind_names)


def _cut_at_function_word(word: str, forms: frozenset[str]) -> int:
    """Return where a word ends before or behind a function word; 0: it does not."""
    small = function_words("en")
    for cut in range(_FEWEST_SMALL, len(word) - _FEWEST_OTHER + 1):
        left, right = word[:cut], word[cut:]
        if cut < _FEWEST_OTHER and left not in small:
            continue
        if left in forms and (right in forms or (len(right) > _FEWEST_OTHER and _is_word(right))):
            return cut
        if right in forms and (left in small or (len(left) > _FEWEST_OTHER and _is_word(left))):
            return cut
    return 0


def _only_cut(word: str, inflected: tuple[str, ...]) -> int:
    """Return where an inflected word ends before another, if there is one way to cut; or 0."""
    cuts = [
        cut
        for cut in range(_SHORTEST_NOUN, len(word) - _SHORTEST_LEFT + 1)
        if _is_word(word[:cut]) and _is_word(word[cut:])
    ]
    if len(cuts) != 1 or word[cuts[0] :] in _IN_COMPOUNDS:
        return 0
    left = word[: cuts[0]]
    if left.endswith(("ed", "ing")):  # not “speedboat”, “hummingbird”
        stem = left.removesuffix("ed").removesuffix("ing")
        return cuts[0] if len(stem) >= _FEWEST_SEEN and _is_word_or_with_e(stem) else 0
    return cuts[0] if left.endswith(inflected) else 0


def _is_word_or_with_e(stem: str) -> bool:
    return _is_word(stem) or _is_word(f"{stem}e")


_IN_COMPOUNDS = frozenset(
    (
        *("maker", "makers", "making", "people", "woman", "women", "worker", "workers", "like"),
        *("wise", "free", "based", "wide", "proof", "ship", "ships", "ally", "less", "able"),
        *("ability", "most"),
    )
)


def _cut_behind_name(word: str, text: str, behind_names: tuple[str, ...]) -> int:
    """Return where a name that the page has, a weekday or a month ends before a word; or 0.

    Behind an article it may be a word with a capital, “the Statewill have to”.
    """
    if not word.endswith(behind_names):
        return 0
    known = word_set(text)
    for tail in behind_names:
        left = word.removesuffix(tail)
        if left == word or len(left) <= _FEWEST_OTHER:
            continue
        named = left in first_names() or left in word_list("accented-names")
        if left in known or left in _DAYS or (tail == "and" and named):
            return len(left)
        if tail in _AUXILIARIES and f"he {word} " in text and _is_word(left.lower()):
            return len(left)
    return 0


_AUXILIARIES = frozenset(("was", "were", "has", "had", "will", "would", "could", "should", "must"))
_DAYS = frozenset((*languages()["en"].weekdays, *languages()["en"].months))


_SMALL_TOKEN = lazy_pattern(
    r"(?<=[\p{Ll},;][ ])(?P<word>\p{Ll}{3,}+)(?=[ ](?P<next>[\p{L}\d][\p{Ll}’]*+))"
)
_ARTICLES_AND_AND = ("another", "and", "an", "a")
_SHORTEST_PARTICIPLE, _SHORTEST_LISTED, _SHORTEST_BEFORE_ANOTHER = 6, 5, 3  # letters


def glued_articles(
    document: Document,
    *,
    small: tuple[str, ...],
    articles: tuple[str, ...],
    determiners: frozenset[str],
    never: frozenset[str],
) -> Iterator[Spot]:
    """Yield small words of a translation glued to an article or the like: “ofa cross”.

    One of `small` and one of `articles` make no word of English. An article hangs on a participle
    where the next word takes it, “revealeda crack”, “soldan old”, “another” on any word, and “and”
    on a noun before one of `determiners`, “a medaland a pair”.
    """
    text = document.text
    pairs = _pairs(small, articles)
    glued = (w for w in unknown_in(text) if w in pairs or w.endswith(_ARTICLES_AND_AND))
    left_over = of_source(document)
    rare = (w for w in glued if w.islower() and w not in never and not left_over(w))
    for match in at_words(_SMALL_TOKEN, text, rare, "word"):
        word, following = match["word"], match["next"]
        if document.words[word] > 1 or (following.islower() and not reads_english(following)):
            continue
        to = _BASE_FOLLOWS.match(text, max(0, match.start() - 10), match.start()) is not None
        cut = pairs.get(word) or _cut_at_article(word, following, determiners, to=to)
        if cut:
            at = match.start() + cut
            yield Spot(at, at, " ", f"{word[:cut]} and {word[cut:]} are two words")


@cache
def _pairs(small: tuple[str, ...], articles: tuple[str, ...]) -> Mapping[str, int]:
    """Return where two small words that stand together meet."""
    return {one + other: len(one) for one in small for other in articles}


_BASE_FOLLOWS = lazy_pattern(r"(?r)\b(?:to|will|would|can|could|must|may|might|should|not)[ ]")


def _cut_at_article(word: str, following: str, determiners: frozenset[str], *, to: bool) -> int:
    """Return where a word ends before “another”, “and”, “an” or “a”; 0: nowhere.

    `to` tells that the base of a verb has to follow.
    """
    for tail in _ARTICLES_AND_AND:
        left = word.removesuffix(tail)
        if left == word or not _is_word(left):
            continue
        if tail == "another":
            sure = len(left) >= _SHORTEST_BEFORE_ANOTHER
        elif tail == "and":
            sure = len(left) >= _SHORTEST_LISTED and following in determiners
        else:
            verb = left.endswith(("ed", "ing")) and len(left) >= _SHORTEST_PARTICIPLE
            verb = verb or (to and len(left) >= _SHORTEST_LEFT and _is_base(left))
            fits = (following[0] in "aeiou8") == (tail == "an")
            sure = verb and fits and not following[0].isupper()
        if sure:
            return len(left)
    return 0


_SMALL_AND_NAME = lazy_pattern(
    r"""(?<=[\p{Ll},][ ]) (?P<small> of|by|to|in|at|from|with|for|the|and|against|between|on|than
            |near|into|their|his|her|its|our|your|but|also|because|former|who|that|this|these|which
            |as|after|before|during|since|until|without|over|under|about|including|according|when
            |while|where|through|among|around|behind|despite|says|said|told|met|called|named )
        (?P<name> \p{Lu}\p{Ll}{2,} | \p{Lu}{3,}\b | \p{Lu}{2}-\d+
                | (?:[OA]s?|El|La|Le|Il|Los|Las|Der|Die|Das)(?=[ ]\p{Lu}\p{Ll}) )
        (?= (?P<more> [ ]\p{Lu}\p{Ll} )? )
        (?! [\p{L}\p{N}@] | \.\p{L} )""",
    regex.VERBOSE,
)


_NEVER_IN_BRANDS = frozenset(
    (
        *("of", "against", "between", "than", "their", "his", "its", "because", "which", "during"),
        *("since", "until", "without", "including", "according", "while", "despite", "former"),
        *("but", "says", "from"),
    )
)


def small_words_and_names(document: Document) -> Iterator[Spot]:
    """Yield small words of a translation glued to a name: “president ofJuventus”, “onBR-101”.

    The name stands on the page by itself, goes on, is a first name or a row of capitals; behind
    “the” it may be a word, “in theSenate”. Brands that begin small, “the theGrio”, stay.
    """
    text = document.text
    for match in _SMALL_AND_NAME.finditer(text):
        name, at = match["name"], match.start("name")
        if document.words[match["small"] + name] > 1:
            continue
        if (
            match["more"]
            or match["small"] in _NEVER_IN_BRANDS
            or not name[1:].islower()
            or name in word_set(text)
            or name in first_names()
            or (match["small"] == "the" and _is_word(name.lower()))
            or not name.isascii()
        ):
            yield Spot(at, at, " ", f"{match['small']} is a word, {name} a name")


_WORD_AND_NAME = lazy_pattern(
    r"""(?<![\p{L}\p{N}@#/._’'-]) (?P<left> \p{L}\p{Ll}{2,} ) (?P<right> \p{Lu}\p{Ll}+ )
        (?= (?P<surname> [ ](?:d[aeo]s?[ ]|al-|von[ ]|van[ ])?\p{Lu}\p{Ll} )? )
        (?= [ ,.’] ) (?! \.\p{L} )
        (?= [ ](?P<next> \p{Ll}+ ) | )""",
    regex.VERBOSE,
)
_PERSON = lazy_pattern(r"\p{Ll}{4,}(?:ists?|ers?|ors?|ians?)")
_THE = lazy_pattern(r"(?r)\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ff]ormer|[Tt]o|[Bb]y|[Oo]f|[Ww]ith)[ ]")


def glued_titles(document: Document, *, titles: tuple[str, ...]) -> Iterator[Spot | Kept]:
    """Yield words glued to a name, “the pianistJoana Prado”, “MinisterJoana Prado”.

    The word is one of English or names a trade, with a capital one of `titles`; the other is no
    word. It goes on, is a first name, the page has it again, or an article stands before the two
    and a small word behind. So do a first name and a surname, “ÍtaloFarias”.
    """
    text = document.text
    common = function_words("en")
    for match in _WORD_AND_NAME.finditer(text):
        left, right = match["left"], match["right"]
        at = match.start("right")
        if right.lower() in common:  # “catalogIn March”
            continue
        first = right in first_names()
        once = document.words[left + right] == 1
        if left[0].isupper() and once and f" {left} {right}" in text:
            yield Spot(at, at, " ", f"{left} {right} are two words elsewhere on the page")
            continue
        surname = not first and (right in word_set(text) or is_known_name(right))
        if once and surname and left in first_names():
            yield Spot(at, at, " ", f"{left} is a first name, {right} a surname")
            continue
        if len(left) < _SHORTEST_LEFT:
            continue
        if left[0].isupper():
            known = left in titles and (first or match["surname"])
        else:
            known = _is_word(left) or _PERSON.fullmatch(left) is not None
        if not known or (is_english(right.lower()) and not (first and match["surname"])):
            continue
        before = _THE.match(text, max(0, match.start() - 8), match.start())
        goes_on = match["next"] in common or _is_verb(match["next"] or "")
        framed = len(right) > 2 and before and (goes_on or text[match.end()] == ",")
        if once and (match["surname"] or first or framed or right in word_set(text)):
            yield Spot(at, at, " ", f"{left} is a word, {right} a name")
        else:
            message = f"for a lost space; against: {right} stands nowhere else on the page"
            yield Kept(match.start(), match.end("right"), message)
