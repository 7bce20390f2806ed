"""Full stops where no sentence ends: “leave the hillside. due to the danger”, “The head. of it”.

The engine closed the segment where a link began, and the rest goes on with a small letter. What
goes on is joined where the words before cannot be a sentence, or those behind are none. Knows the
words that join and the abbreviations; what it cannot tell it reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors.language import is_translated
from cleaner.detectors.vocabulary import is_english, verbs
from cleaner.document import Document, Kept, Spot, per_page
from cleaner.resources import function_words, word_list

_NEAR = 60

# A stop, and a small word behind it: not “. iPhone”, “. e.g.”, “. www.x.org”, “. de Blasio”
_SMALL_AFTER_STOP = lazy_pattern(
    r"""(?: (?<=[\p{Ll}\d)”])[ ] )? \. [ ] (?! (?:de|von|van|da|du|di|al|el|bin|ibn|x|https?)[ ] )
        (?P<tail> (?P<first>\p{Ll}[\p{Ll}\p{M}’'-]*+) (?![.@/:_]\S|\p{L}|\p{N}|\.)
          [^ \n]*[ ]\S[^\n]{0,300} )""",
    regex.VERBOSE,
)
_LAST_WORD = lazy_pattern(
    r"(?<![\p{L}\p{M}\p{N}.’'/@-])(?P<word>\p{L}[\p{L}\p{M}-]{2,}|go|me|us|it|do|so|up|he|we|my|if|or|as|an|be|by|at|in|on|to|of|is)"
    r"[)”’\"]?\Z"
)
_DAY_OR_YEAR = lazy_pattern(r"\((?:\d{1,2}|\d{4})\)\Z|(?<![\d.,])(?:19|20)\d\d\Z|\d%\Z")
_FIGURE = lazy_pattern(r"(?<=\p{Ll}[ ])\d{1,4}\Z")  # no ordinal: “17. after four hours”
_BEHIND_FIGURE = frozenset(("after", "before", "and", "but", "because", "with", "without", "when"))
_HAS_VERB = lazy_pattern(
    r"\b(?:is|are|was|were|has|had|have|will|would|can|could|did|does|do|said|says|went|came)\b"
)
# “to fulfil. to meet.” is another rule's
_SECOND_RENDERING = lazy_pattern(
    r"to \p{Ll}+(?: (?:of|up|down|off|out|away|for|with|to|through|over|on|in|back|against|about"
    r"|at|after))?\."
)
_SAID_AGAIN = lazy_pattern(
    r"\. (?:\p{Ll}+ ){1,3}(?P<word>\p{Ll}{3,})\."
)  # “in a hat. inside the hat.”
_TAIL = lazy_pattern(r"[^.,;!?\n]{4,120}(?P<end>[.,;!?]|\Z)")
_LONGEST_ABBREVIATION = 5  # of those with a capital that the word list may lack
_FEWEST_WORDS_OF = 4  # “88 euros. of action.” is a second rendering, not a rest


@per_page
def small_after_stop(document: Document) -> tuple[regex.Match[str], ...]:
    """Return stops before a small letter that end a word and not an abbreviation.

    A word with a capital is taken for a word only where the page has it without a stop, too.
    """
    return tuple(_small_after_stop(document))


def _small_after_stop(document: Document) -> Iterator[regex.Match[str]]:
    text = document.text
    known = word_list("abbreviations")
    for match in _SMALL_AFTER_STOP.finditer(text, overlapped=True):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        last = _LAST_WORD.search(before)
        if last is None:
            if _DAY_OR_YEAR.search(before) or (
                match["first"] in _BEHIND_FIGURE
                and _FIGURE.search(before)
                and is_translated(document)
            ):
                yield match
            continue
        word = last["word"]
        again = _SAID_AGAIN.match(text, match.start())
        if word.lower() in known or (again and again["word"] == word):
            continue
        if (
            word.islower()
            or len(word) > _LONGEST_ABBREVIATION
            or _stands_alone(word, text)
            or (is_translated(document) and _is_whole(word))
        ):
            yield match


def _is_whole(word: str) -> bool:
    """Tell whether a word with a capital, which may be a name, is hardly an abbreviation."""
    whole = len(word) == _LONGEST_ABBREVIATION or word[-1] in "aeioáéíóãy"
    return whole or is_english(word.lower())


def _stands_alone(word: str, text: str) -> bool:
    return regex.search(rf"\b{regex.escape(word)}\b(?!\.)", text) is not None


def mid_sentence_stops(
    document: Document, *, joins: tuple[str, ...], openers: tuple[str, ...]
) -> Iterator[Spot | Kept]:
    """Yield full stops inside a sentence: “leave the hillside. due to the danger”.

    What goes on with one of `joins` and has no verb of its own is joined; anything else is
    reported, for only the source tells how the sentence went on; on a translation that is left
    to `stops_before_rests`. Small words of `openers` begin a sentence. Abbreviations keep their
    stop.
    """
    for match, joined in _joined(document, joins, openers):
        if joined and _belongs_before(joined, match["tail"]):
            yield _needless_stop(match, joined)
        elif not is_translated(document):
            yield _doubtful_stop(match)


def stops_before_rests(
    document: Document,
    *,
    joins: tuple[str, ...],
    openers: tuple[str, ...],
    sure: tuple[str, ...],
    clauses: tuple[str, ...],
) -> Iterator[Spot | Kept]:
    """Yield the stops of a translation inside a sentence: “empty containers. in the port”.

    What goes on with one of `joins` is joined if no verb makes it a sentence of its own, with one
    of `clauses` always, unless a comma closes it and a main clause may follow. What `sure`
    joins is another rule's. Anything else is reported.
    """
    certain = _alternatives(sure)
    for match, joined in _joined(document, (*clauses, *joins), openers):
        known = certain.match(match["tail"])
        if known and _belongs_before(known.group(), match["tail"]):
            continue
        mark = _mark_of_fragment(document.text, match, joined)
        if mark is not None:
            message = "the words before the stop are no sentence"
            yield Spot(match.start(), match.start("tail") - 1, mark, message)
        elif joined and _is_rest(match["tail"], may_have_verb=joined in clauses):
            yield _needless_stop(match, joined)
        else:
            yield _doubtful_stop(match)


# No sentence ends with these, on any page
_CUT_SHORT = lazy_pattern(
    r"(?r)\b(?:(?:with|in|for|to|on|by|from|through) which"
    r"|(?<!\b(?:sees?|saw|knows?|knew|say|said|asks?|asked|tell|told|learn|clear|wonder) )"
    r"(?:with|for|to|by|from) whom"
    r"|because|because of|due to|thanks to|according to|such as|as well as|instead of|in front of"
    r"|in spite of|on behalf of|regardless of|along with|together with|the|an|their|its|my)"
)


# nothing but who says it: “According to passengers. the buses were three”
_ONLY_SOURCE = lazy_pattern(
    r"(?r)(?<=^|[.!?…][”\")]?[ ])According to [\p{L}\p{M}’'-]++(?: [\p{L}\p{M}’'-]++){0,4}",
    regex.MULTILINE,
)


def opens_sentence(document: Document, match: regex.Match[str], openers: tuple[str, ...]) -> bool:
    """Tell whether what follows a stop begins with one of `openers`, and a sentence with it.

    “According to the plan.” without more is the rest of the sentence before.
    """
    if match["first"] not in openers or is_unfinished(document.text, match.start()):
        return False
    alone = match["first"] == "according" and _is_rest(match["tail"], may_have_verb=False)
    return not (alone and is_translated(document))


def is_unfinished(text: str, at: int) -> bool:
    """Tell whether the words before a stop cannot be the end of a sentence."""
    start = max(0, at - _NEAR)
    return any(words.match(text, start, at) for words in (_CUT_SHORT, _ONLY_SOURCE))


def has_verb(words: str) -> bool:
    """Tell whether some words have a verb that can be the only one of a sentence."""
    return _ANY_VERB.search(words) is not None or any(
        word in verbs() for word in words.lower().split()
    )


_HEAD = lazy_pattern(r"(?r)(?<=^|[.!?…][”\")]?[ ])[^.!?…\n]+", regex.MULTILINE)
_OPENS_PHRASE = lazy_pattern(
    r"(?:The|An?|His|Her|Their|Its|Our|This|These|Those|In|At|On|During|After|Before|For|With|From"
    r"|Near|According to)\b"
)
_LONGEST_FRAGMENT = 10  # words
# No sentence ends with these, and none with these before a participle or before a verb
_UNFINISHED = lazy_pattern(r"(?:the|an?|of|and|or|from|into|than|their|its|your|very)\Z")
_BEFORE_PARTICIPLE = lazy_pattern(r"\b(?:be|been|being|was|were|is|are|has|have|had)\Z")
_BEFORE_VERB = lazy_pattern(r"\b(?:will|would|must|should|can|could|to)\Z")
_BEFORE_FINITE = lazy_pattern(
    r"\b(?:if|that|because|when|while|where|although|until) (?:I|we|you|they|he|she)\Z"
)


def _mark_of_fragment(text: str, match: regex.Match[str], joined: str) -> str | None:
    """Return what stands for a stop behind no sentence, if it is certain that it is none."""
    found = _HEAD.match(text, max(0, match.start() - 200), match.start())
    head, first = found.group().rstrip('”")’ ') if found else "", match["first"]
    if _ONLY_SOURCE.match(text, max(0, match.start() - _NEAR), match.start()):
        return ","
    if _UNFINISHED.search(head) or is_unfinished(text, match.start()):
        return ""
    if _BEFORE_PARTICIPLE.search(head) and (first in verbs() or first.endswith("ed")):
        return ""
    if _BEFORE_VERB.search(head) and is_english(first) and first not in _FUNCTION_WORDS:
        return ""
    if _BEFORE_FINITE.search(head) and first in verbs():
        return ""
    if first in _AUXILIARY and head and _has_no_verb(head):
        return ""
    if not _OPENS_PHRASE.match(head) or not _has_no_verb(head):
        return None
    if first in ("a", "an"):
        return ","
    if joined or first in verbs():
        return "," if head.count(",") == 1 and not joined else ""
    return None


_FUNCTION_WORDS = frozenset(("it", "he", "she", "they", "we", "you", "there", "the", "this", "not"))


def _has_no_verb(head: str) -> bool:
    words = head.split()
    return len(words) <= _LONGEST_FRAGMENT and not any(
        word in verbs() or word.endswith(("ed", "n’t", "n't", "’s", "’re"))
        for word in map(str.lower, words)
    )


def _joined(
    document: Document, joins: tuple[str, ...], openers: tuple[str, ...]
) -> Iterator[tuple[regex.Match[str], str]]:
    """Yield stops before a small word that is none of `openers`, and what joins it, if anything."""
    starts = _alternatives(joins)
    for match in small_after_stop(document):
        if not opens_sentence(document, match, openers) and not _SECOND_RENDERING.match(
            match["tail"]
        ):
            joined = starts.match(match["tail"])
            yield match, joined.group() if joined else ""


def _needless_stop(match: regex.Match[str], joined: str) -> Spot:
    message = f"“{joined}” goes on with the sentence"
    before = match.string[max(0, match.start() - _NEAR) : match.start()]
    apart = match["first"] in _CONSEQUENCES or joined in _SET_APART
    apart = apart or (joined == "according to" and not _ENDS_IN_PARTICIPLE.search(before))
    says_more = joined in _OF_A_NAME and _ENDS_IN_NAME.search(before)
    mark = "," if apart or says_more else ""
    return Spot(match.start(), match.start("tail") - 1, mark, message)


_OF_A_NAME = frozenset(("who", "whose", "where"))
_ENDS_IN_NAME = lazy_pattern(r"\p{Ll} \p{Lu}\p{Ll}+\Z")  # what follows a name says more of it
_ENDS_IN_PARTICIPLE = lazy_pattern(r"(?:ed|en|laid|made|done|held|told|built|sent|kept|set)\Z")
_SET_APART = frozenset(("although", "though", "even though", "which", "but"))
# What these tell follows from the whole sentence before, and a comma stands there
_CONSEQUENCES = frozenset(
    f"{stem}ing"
    for stem in (
        *("forc", "leav", "caus", "mak", "prompt", "allow", "kill", "bring", "rais", "reduc"),
        *("destroy", "block", "damag", "injur", "prevent", "trigger", "spark", "wound", "becom"),
    )
)


def _doubtful_stop(match: regex.Match[str]) -> Spot:
    message = "a full stop before a small letter; the source decides"
    return Spot(match.start(), match.end("first"), None, message)


@cache
def _alternatives(words: tuple[str, ...]) -> regex.Pattern[str]:
    return compiled(rf"(?:{'|'.join(words)})(?= )")


def _belongs_before(join: str, tail: str) -> bool:
    """Tell whether `tail` is a rest without a verb, or a clause that cannot stand alone."""
    if join in ("who", "whose", "whom"):
        return True
    rest = _TAIL.match(tail)
    if rest is None or rest["end"] == "," or _HAS_VERB.search(rest.group()):
        return False
    return not _is_second_rendering(tail, rest.group())


_SENTENCE = lazy_pattern(r"[^.:;!?\n]{4,}")
_RELATIVE = lazy_pattern(r"\b(?:that|which|who|whose|where|when)\b.*", regex.DOTALL)
_GOES_ON = lazy_pattern(  # behind a comma, where no main clause begins
    r"(?:to \p{Ll}{2,}|not|even|such as|almost"
    r"|and|or|but|which|who|whose|where|while|when|as|according|including|with|without|for|from|in|on"
    r"|at|after|before|especially|mainly|\p{Ll}+ing|\p{Ll}+ed (?:by|in|on|at|to|for|with|as))\b"
)
_ANY_VERB = lazy_pattern(rf"{_HAS_VERB.pattern}|\b\p{{Ll}}{{2,}}ed\b")


def _is_second_rendering(tail: str, sentence: str) -> bool:
    """Tell whether a word or two of an object stand behind the stop once more."""
    return tail.startswith("of ") and len(sentence.split()) < _FEWEST_WORDS_OF


def _is_rest(tail: str, *, may_have_verb: bool) -> bool:
    """Tell whether what follows a stop is the end of the sentence before, and no sentence."""
    sentence = _SENTENCE.match(tail)
    if sentence is None or _is_second_rendering(tail, sentence.group()):
        return False
    head, comma, more = sentence.group().partition(", ")
    if comma and not _GOES_ON.match(more) and has_verb(sentence.group()):
        return False
    return may_have_verb or _HAS_VERB.search(_RELATIVE.sub("", head)) is None


# --- capitals behind the stop ---------------------------------------------------------------

_DAYPARTS = ("In the morning", "In the afternoon", "In the evening", "At night")
_HOUR = lazy_pattern(
    r"(?r)\b(?:at|until|since|from|to|by|before|after) (?:\d{1,2}(?::\d\d)?|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve)(?: o[’']clock)?"
)
_FRAGMENT = lazy_pattern(
    r"""(?<=[\p{Ll}\d)”’%]) \.[ ] (?P<first>\p{Lu}\p{Ll}*) (?P<rest>[ ][^.;:!?\n“”"]{3,140})
        \. (?=[ ]\p{Lu}|[ ][“"]|[ ]?\n|[ ]?\Z)""",
    regex.VERBOSE,
)
_LAST = lazy_pattern(r"(?P<word>[\p{L}\p{M}’-]+|\d+%?)[)”]?\Z")
_SUBJECT = lazy_pattern(
    r"\b(?:I|we|they|he|she|it|you|there|who|which|that|people|this|these|those|what|nobody|everyone)\b"
)
_HAS_NO_SUBJECT = lazy_pattern(
    r" (?P<words>\p{Ll}+(?: \p{Ll}+){0,2}), (?:was|were|is|are|has|had|will|would)\b"
)
_FEWEST_WORDS_FRAGMENT, _MOST_WORDS_FRAGMENT = 5, 16
_NEAR_WORDS, _FEWEST_WORDS_BEFORE = 4, 4


def stops_before_fragments(
    document: Document,
    *,
    leads: tuple[str, ...],
    prepositions: tuple[str, ...],
    clauses: tuple[str, ...],
) -> Iterator[Spot]:
    """Yield the stops of a translation before a rest with a capital: “plants. And in the trays.”

    Such a rest opens with one of `prepositions`, also behind one of `leads`, and no verb follows,
    or none but behind “and”, “Until Sunday and will”, or “that”; with one of `leads` and a verb
    without a subject, “But awake, was taken home”; with “where” or “when” and nothing but that
    clause, or “most of them” without a verb; or with one of `clauses`, “On condition that”, and no
    main clause follows. “In the evening” goes with the hour before it. Behind words that end no
    sentence, “because of.”, anything goes on; a preposition behind an article is reported.
    """
    for match in _FRAGMENT.finditer(document.text, overlapped=True):
        first, rest = match["first"], match["rest"]
        whole = f"{first}{rest}"
        lead = first if first in leads else ""
        bare = rest.lstrip() if lead else whole
        opens = bare.split(" ", 1)[0].lower() in prepositions
        timed = whole in _DAYPARTS and _HOUR.match(document.text, 0, match.start()) is not None
        if whole.startswith(clauses):
            certain = "," not in whole
        elif _OF_THEM.match(whole):
            certain = not _has_finite_verb(whole)
        elif opens:
            certain = timed or _is_fragment(bare) or _has_no_subject(bare)
        elif first in _RELATIVES:
            certain = "," not in rest and _has_finite_verb(rest) and not _is_subject(rest)
        elif first in _CONJUNCTIONS:
            certain = "," not in rest and _is_one_clause(rest)
        else:
            found = _HAS_NO_SUBJECT.match(rest) if lead else None
            certain = found is not None and not _FUNCTION_WORDS & set(found["words"].split())
        if is_unfinished(document.text, match.start()):
            small = first.lower() if first.lower() in function_words("en") else first
            lost = opens and _ENDS_IN_ARTICLE.match(document.text, 0, match.start())
            after = None if lost else f" {small}"
            yield Spot(match.start(), match.end("first"), after, "no sentence ends there")
        elif certain and not _stands_short(document.text, match):
            set_off = first in _RELATIVES or _OF_THEM.match(whole)
            comma = "," if set_off else _joint(document.text, match, first.lower())
            after = f"{comma} {first.lower()}"
            message = f"“{whole[:40]}” is no sentence"
            yield Spot(match.start(), match.end("first"), after, message)


_ENDS_IN_ARTICLE = lazy_pattern(r"(?r) (?:the|an?|their|its|my)")  # the noun is lost
_PREPOSITION = (
    r"(?:in|on|at|to|with|by|for|from|of|under|near|inside|outside|behind|without|into|against|between"
    r"|among|despite|including|across|throughout|alongside|as|than|over|after|before|during|since|until)"
)
_NO_NOUN = rf"(?!(?:and|or|{_PREPOSITION})\b)"
_NOUN_PHRASE = rf"""(?x:
    (?: (?: the|an?|his|her|its|their|this|that|these|those|last|next|no|one|two|three|four|five
          | \d+(?:[.,]\d+)*+ )[ ] )*
    (?: \p{{Lu}}[\p{{L}}\p{{M}}’-]*(?:[ ](?:\p{{Lu}}[\p{{L}}\p{{M}}’-]*|d[aeo]s?))*
      | \d+%?
      | {_NO_NOUN}\p{{Ll}}[\p{{L}}’-]+(?:[ ]{_NO_NOUN}\p{{Ll}}[\p{{L}}’-]+)? ) )"""
_PREPOSITIONS_ONLY = lazy_pattern(
    rf"(?i:{_PREPOSITION})[ ]{_NOUN_PHRASE}"
    rf"(?:[ ](?:(?:and|or)(?:[ ]{_PREPOSITION})?|{_PREPOSITION})[ ]{_NOUN_PHRASE})*"
    r"(?:[ ](?:the same|that|this|last|next|every)[ ](?:day|night|morning|evening|afternoon|week))?"
)
_INFINITIVE = lazy_pattern(r"[Tt]o (?!(?:the|an?|his|her|its|their|this|that)\b)\p{Ll}")
_SET_PHRASE = lazy_pattern(
    r"(?i:in (?:addition|response|order|spite|short|fact|general|particular)"
    r"|at (?:least|most|first|last)|for (?:example|instance)|of course"
    r"|with (?:information|material|agencies|contributions?|reports?))\b"
)


_THAT = lazy_pattern(r" (?:that|which|who|where) ")
_FEWEST_WORDS_BEFORE_THAT, _MOST_WORDS_BEHIND_THAT = 3, 8


_SUBJECTS = lazy_pattern(r"\b(?:I|it|he|she|they|we|you|there)\b")


def _is_one_clause(words: str) -> bool:
    """Tell whether some words have one finite verb, an auxiliary aside, and one pronoun at most."""
    if len(_SUBJECTS.findall(words)) > 1:
        return False
    found = [word for word in words.lower().split() if _has_finite_verb(word)]
    helped = any(word in _AUXILIARY or word in _HELPERS for word in found)
    return bool(found) and len(found) <= 1 + helped


def _is_fragment(bare: str) -> bool:
    """Tell whether words are prepositions and nouns, and neither a verb nor a subject.

    A clause behind “that” may have them.
    """
    that = _THAT.search(bare)
    if that is not None and bare.count(" ", 0, that.start()) + 1 >= _FEWEST_WORDS_BEFORE_THAT:
        clause = bare[that.end() :]
        short = len(clause.split()) <= _MOST_WORDS_BEHIND_THAT
        phrase = _is_phrase(bare[: that.start()], _FEWEST_WORDS_BEFORE_THAT)
        return phrase and short and _is_one_clause(clause)
    return _is_phrase(bare, _FEWEST_WORDS_FRAGMENT)


def _is_phrase(bare: str, fewest: int) -> bool:
    """Tell whether words are prepositions and nouns, and neither a verb nor a subject."""
    words = bare.lower().split()
    if not fewest <= len(words) <= _MOST_WORDS_FRAGMENT:
        return False
    if _SUBJECT.search(bare) or _INFINITIVE.match(bare) or _SET_PHRASE.match(bare):
        return False
    return _PREPOSITIONS_ONLY.fullmatch(bare) is not None and not _has_finite_verb(bare.lower())


_RELATIVES, _CONJUNCTIONS = ("Where", "Whose"), ("When",)
_OF_THEM = lazy_pattern(
    r"(?:(?:Most|Some|Many|All|None|One|Two|Three|Half|Several|Part) of (?:them|these)"
    r" (?:with|without|in|from|at|on|by|under|between|near|\p{Ll}+ing)|Among them (?:the|an?|two)) "
)
_AND_VERB = lazy_pattern(
    rf"(?P<phrase>(?i:{_PREPOSITION})[ ]{_NOUN_PHRASE}(?:[ ]{_PREPOSITION}[ ]{_NOUN_PHRASE})*)"
    r"[ ]and[ ](?P<verb>\p{Ll}+)[ ](?P<next>\p{Ll}+|\d)"
)
_HELPERS = frozenset(("will", "would", "could", "should", "must", "can"))


def _has_no_subject(bare: str) -> bool:
    """Tell whether a verb follows behind “and”, but nobody is there to do it."""
    found = _AND_VERB.match(bare)
    if found is None or _SUBJECT.search(found.group()) or _has_finite_verb(found["phrase"]):
        return False
    verb, small = found["verb"], function_words("en")
    if verb in _HELPERS or verb in _AUXILIARY:
        return True
    past = verb.endswith("ed") or verb in verbs()
    return past and (found["next"] in small or found["next"].isdigit())


def _has_finite_verb(words: str) -> bool:
    """Tell whether a word may be a finite verb."""
    return any(
        word in _AUXILIARY or word in _HELPERS or word in verbs() or word.endswith("ed")
        for word in words.split()
    )


_SAYS_OF = lazy_pattern(
    r" (?:is|was|remains|remained) (?:the|an?|not|still|another|un\p{Ll}+)\b"
    r"|(?<= (?:is|was|are|were)) (?:has|have|had|will|would|is|was|remains)\b"
)


def _is_subject(clause: str) -> bool:
    """Tell whether a clause has its verb and is the subject of another: “he had it from is a …”."""
    behind = _SAYS_OF.search(clause)
    return behind is not None and _has_finite_verb(clause[: behind.start()])


_AUXILIARY = frozenset(("is", "are", "was", "were", "be", "been", "has", "had", "have", "am"))


def _stands_short(text: str, match: regex.Match[str]) -> bool:
    """Tell whether few words stand before, or one of the two stops may be an abbreviation's."""
    head = _HEAD.match(text, max(0, match.start() - 200), match.start())
    if head is not None and head.group().count(" ") < _FEWEST_WORDS_BEFORE - 1:
        return True
    known = word_list("abbreviations")
    for at in (match.start(), match.end() - 1):
        last = _LAST.search(text, max(0, at - _NEAR), at)
        if last is None or last["word"].lower() in known or len(last["word"]) < 3:
            return True
    return False


def _joint(text: str, match: regex.Match[str], first: str) -> str:
    """Return a comma where the same small word stands a few words before, “with the bank, with”."""
    before = text[max(0, match.start() - _NEAR) : match.start()].lower().split()
    return "," if first in before[-_NEAR_WORDS:] else ""
