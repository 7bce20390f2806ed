"""Subjects that a pronoun says again: “With the impact, the car it was dragged for 40 meters.”

The source resumes its subject, or a link cut it off and the engine began anew. English has the
same words where a clause follows its noun: “The car he bought was red.” There the sentence has
a second verb, which is that of the noun; here it has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import regex

from cleaner.compiled import lazy_pattern
from cleaner.detectors.vocabulary import is_english, reads_english, verbs
from cleaner.document import Document, Spot
from cleaner.resources import first_names, word_list

_BE = frozenset(["is", "are", "was", "were", "has", "have", "had", "does", "do", "did"])
_MODALS = frozenset(["will", "would", "can", "could", "must", "should", "may", "might"])
_LINKS = lazy_pattern(
    r"[,;:—–]|(?:^|(?<=[\p{Ll}\d]))[ ](?:and|but|or|when|that|who|which|because|where|while|after"
    r"|before|as|if|although|until|since|so|than|whose|despite)[ ]"
)
_NAME = r"\p{Lu}[\p{L}\p{M}’'.-]+"
_PARTICIPLES = (
    "trapped|stranded|wounded|injured|hurt|affected|displaced|evacuated|accused|suspected|involved"
    "|employed|arrested|detained|held|caught|hit|killed|rescued|registered|enrolled|interviewed"
    "|gathered|invited|selected|hired|heard|based|born|called|waiting|living|working"
)
_PARTICIPLE = lazy_pattern(rf" (?:{_PARTICIPLES})(?= )")
_NO_SUBJECTS = frozenset(
    ("sometimes", "perhaps", "always", "besides", "nowadays", "towards", "unless")
)
# what has no object: “The room she arrived in” alone is of a noun
_INTRANSITIVE = frozenset(
    [
        *("arrive", "arrived", "arrives", "come", "came", "comes", "go", "went", "goes", "fell"),
        *("died", "dies", "cried", "cries", "slept", "sleeps", "rose", "happened", "returned"),
        *("remained", "remains", "stayed", "laughed", "smiled", "appeared", "disappeared"),
        *("cost", "costs", "escaped", "fled", "lasted", "lasts", "arose", "collapsed"),
        *("travelled", "traveled"),
    ]
)
_OFTEN_INTRANSITIVE = frozenset(("started", "began", "ended", "stopped", "opened", "closed"))
_SO_THEY_ARE = lazy_pattern(  # “The teachers they are happy”, not “The men they are today”
    r" (?!(?:today|now|here|there|not|too|so|yet|again|alone|inside)$)\p{Ll}{4,}(?<!ly)(?<!ed)"
)
_POSSESSED = lazy_pattern(r" (?:other|no|many|several|more|another|few|nothing|\d+) \p{Ll}")
_IN_A_PLACE = lazy_pattern(r" (?:in|at|on|near|around) (?:the|an?|\d|\p{Lu})")
_ONE_OBJECT = lazy_pattern(
    r" (?:the|an?|his|her|its|their|this|all) (?:[\p{L}’'-]+ ){0,2}[\p{L}’'-]++"
    r"(?: (?:of|in|from|at|on|with|for) .*)?$"
)
_COPULAS = frozenset(("remain", "remained", "stay", "stayed"))
_REPORTED = (
    "said|says|say|explained|explains|confirmed|confirms|announced|announces|warned|warns|added"
    "|adds|recalled|recalls|claimed|claims|argued|argues|believes|believed|thinks|thought|fears"
    "|feared|knows|knew|insisted|insists|reported|reports|stated|states|assured|assures|admitted"
    "|admits|denied|denies|guaranteed|guarantees|revealed|reveals|learned|noted|notes|found|finds"
    "|discovered|showed|shows|concluded|concludes|estimates|estimated|promised|promises"
)
_JOINTS = ("and", "but", "while", "because")  # of what may be clauses, or a list
_JOINED = rf"(?:{'|'.join(_JOINTS)})"
_LISTS = tuple(f", {joint} " for joint in _JOINTS)
_CLAUSE = lazy_pattern(rf"(?r)\b(?:{_REPORTED}) that |, {_JOINED} ")
_SAYS_THAT = lazy_pattern(rf"(?:{_REPORTED}) that (?!(?:he|she|it|they|we|you|I)\b)")
# with these, and a phrase behind them, nothing is done to a noun: “The talk it speaks of cows”
_GOES_ON = lazy_pattern(
    r"(?:(?:continue|depend|consist|belong|exist|occur|speak|begin)s|continued|depended|consisted"
    r"|belonged|existed|occurred|spoke|began) (?:of|about|on|in|from|with|to|for|at|next|until|"
    r"this) (?!(?:is|are|was|were|has|have|had|will|would|can|could)\b)"
)
_COUNT = r"Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|\d[\d.,]*+"
_OPENING = lazy_pattern(
    rf"""
    (?: ^ [“"]? | (?<= [\p{{Ll}}\p{{N}}”"’)] [.!?…] [”"]? [ ] ) | (?<= \p{{Ll}}:[ ] )
      | (?<= \b(?:{_REPORTED})[ ]that[ ] | ,[ ]{_JOINED}[ ] ) )
    (?: (?:In|On|At|After|During|With|For|Since|Until|From|By|According|When|If|While|Before) [ ]
        [^,.;:!?\n“”]{{3,60}} , [ ] )?
    (?P<subject>
        (?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Mm]y|[Oo]ur) [ ]
            (?P<noun>\p{{Ll}}[\p{{Ll}}-]+ (?: [ ] \p{{Ll}}[\p{{Ll}}-]+ ){{0,2}}?)
            (?P<more>
                (?: [ ] (?:(?:{_PARTICIPLES}) [ ])? (?:of|in|from|at|on|by|near|who|for)
                    [ ] [^,.;:!?\n“”]{{3,80}}? )?
                (?: [ ] \([^()\n]{{3,40}}\) )?
            )
      | [Tt]he [ ] (?P<body> \p{{Lu}}\p{{L}}+ (?: [ ] (?:of|for|and|the|\p{{Lu}}\p{{L}}+) ){{0,8}}?
            (?: [ ] \(\p{{Lu}}{{2,8}}\) )? ) (?= [ ] it [ ] )
      | [Tt]he [ ] (?P<people> \p{{Lu}}\p{{Ll}}+(?:ese|ian|ine|can|man|ish)s?+ )
      | (?: [Tt]he [ ] \p{{Ll}}[\p{{Ll}}-]+ [ ] (?: \p{{Ll}}[\p{{Ll}}-]+ [ ] )? )?
        (?P<alone> \p{{Lu}}\p{{Ll}}{{3,}} ) (?= [ ] (?: s?he | it ) [ ] )
      | (?: {_COUNT} ) [ ]
        (?P<counted> \p{{Ll}}[\p{{Ll}}-]+ (?: [ ] \p{{Ll}}[\p{{Ll}}-]+ ){{0,2}}? )
        (?: [ ] (?:of|in|from|at|on|out[ ]of) [ ] [^,.;:!?\n“”]{{3,60}}? )?
      | (?P<bare> \p{{Lu}}\p{{Ll}}{{3,}}s )
      | (?: [Tt]he [ ] \p{{Ll}}[\p{{Ll}}-]+ [ ] (?: \p{{Ll}}[\p{{Ll}}-]+ [ ] )? )?
        (?: (?: Mrs?|Ms|Dr|Mayor|President|Minister|Governor|Senator|Deputy|Judge|Captain|Coach
              |Colonel|Sister|Father|Don|Dona
              | (?!However|Whether|W\p{{Ll}}+ever|Rather|Another|Together|Remember|Consider)
                \p{{Lu}}\p{{Ll}}{{3,}}(?:ist|ian|er|or) ) \.? [ ] )?
        (?P<person> {_NAME} (?: [ ] (?: d[aeo]s? [ ] | von [ ] | van [ ] )? {_NAME} ){{1,3}} )
    )
    (?P<again> (?P<comma>,)? [ ] (?P<pronoun>he|she|it|they) )
    [ ] (?: (?:never|always|also|still|already|only) [ ] )?
    (?P<verb> \p{{Ll}}+ (?: n[’']t )? ) (?= [ ] | \.(?!\w) )
    (?P<rest> [^.!?\n]* )
    """,
    regex.VERBOSE | regex.MULTILINE,
)
_BEHIND_CLAUSE = lazy_pattern(
    rf"""
    (?: ^ | (?<= [\p{{Ll}}\p{{N}}”"’)] [.!?…] [”"]? [ ] ) )
    (?: (?:The|This|His|Her|Its|Their|An?) [ ] [^,.;:!?\n“”]{{3,60}}
      | (?! (?:According|After|As|At|Before|By|During|For|From|In|Like|On|Since|To|Until|With)\b )
        {_NAME} (?: [ ] {_NAME} ){{0,3}} )
    , [ ] (?: for [ ] (?:his|her|its|their) [ ] part | in [ ] turn
            | (?P<clause>which|who|whose) [ ] [^,.;:!?\n“”]{{4,100}}
            | (?:linked|based|located|founded|owned|responsible) [ ] [^,.;:!?\n“”]{{4,100}}
            | {_NAME} (?: [ ] {_NAME} ){{1,3}} ) ,
    (?P<again> [ ] (?P<pronoun>he|she|it|they) )
    [ ] (?P<verb> \p{{Ll}}+ (?: n[’']t )? ) (?= [ ] [\p{{L}}\d] )
    """,
    regex.VERBOSE | regex.MULTILINE,
)
_OBJECT = lazy_pattern(
    r" (?:the|an?|another|his|her|its|their|this|all|no|(?:two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve|\p{Ll}+teen|\p{Ll}+ty|many|more)(?= \p{Ll})|into|up|down|to|from|home"
    r"|each other|one another|one of|it|him|them|(?:him|her|it)self|themselves"
    r"|\d++)\b"
)
_RELATIVE = frozenset(("which", "whom", "that", "what", "who"))
_BEFORE_NOUN = frozenset(
    [
        *("of", "in", "from", "at", "for", "the", "a", "an", "his", "her", "its", "their"),
        *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"),
        *("several", "some", "many"),
    ]
)
_PRESENT = frozenset(
    (
        *("go", "come", "leave", "live", "work", "want", "take", "make", "give", "get", "need"),
        *("earn", "sell", "pay", "bring"),
    )
)
_OUT_OF_BRACKETS = lazy_pattern(r" \([^()]*\)")
_AGAIN = lazy_pattern(r"(?<=[\p{Ll}\p{N})],?) (?:he|she|it|they) \p{Ll}")
_SENTENCE_MARKS = (". ", ": ", "! ", "? ", "… ", ".” ", '." ', "\n")
_DASH = lazy_pattern(r" -|[—–]")
_IT_IS = (" said,", " believed,", " thought,", " claimed,", " reported,", " hoped,", " rumored,")
_IS_A_THING = lazy_pattern(r"(?:ness|tion|sion|ment|ity|ance|ence|ship|gth|dom|ism)$")
_PLURAL = lazy_pattern(r"(?<![sui])s$")
_NAME_OF_PLACE = lazy_pattern(r"(?<=\p{Lu}\p{Ll}{1,20}) do(?= \p{Lu})")  # “Rua do Recife”
_TO_DO = lazy_pattern(r" to \p{Ll}+")
_TO_DO_WHOM = lazy_pattern(  # “The man he was sent to persuade”
    r"^(?: (?!the |an? |his |her |its |their )[\p{L}\d’-]+){0,2} to"
    r" (?!(?:wait|leave|work|resign|appear|stop|change|close|speak|rest|sleep|play|help)$)\p{Ll}+$"
)
_LOOSE_END = lazy_pattern(
    r" (?:in|on|at|with|for|to|of|about|from|by|against|after|into|upon|as|than|like|before|until"
    r"|above|below|behind|beside|near|around|under|over|between|inside|outside|beyond|along|across)$"
)


def resumed_subjects(
    document: Document,
    *,
    times: tuple[str, ...],
    plural: tuple[str, ...],
    before_clauses: tuple[str, ...],
) -> Iterator[Spot]:
    """Yield a pronoun behind the subject that it says again, with the space before it.

    No noun of `times` (“The day they left”), no sentence with a second verb, and none where a
    clause begins (`before_clauses`: “The union says they”); the pronoun agrees with the noun
    (`plural` nouns have no -s). A comma before it goes with it, where the subject is of more
    words. The subject opens a sentence, or a clause behind “said that”.
    """
    nouns = _Nouns(frozenset(times), frozenset(plural), frozenset(before_clauses))
    for match in _BEHIND_CLAUSE.finditer(document.text):
        if match["clause"] is None or match["verb"] not in nouns.before_clauses:
            start, end = match.span("again")
            message = f"“{match['pronoun']}” says the subject of the sentence again"
            yield Spot(start, end, "", message)
    for match in _openings(document.text):
        if _agrees(match, nouns) and _is_only_clause(match):
            start, end = match.span("again")
            message = f"“{match['pronoun']}” says “{match['subject']}” again"
            yield Spot(start, end, "", message)


# behind “, and”, where a noun with its clause may be one of a list: “and the reports it has read”
_IS_SOMETHING = lazy_pattern(
    r"(?:(?:is|are|was|were) (?:not |still |already |never )?"
    r"|(?:has|have|had) (?:not |already |never )?been )(?!\p{Ll}+ing\b)"
)


def _openings(text: str) -> Iterator[regex.Match[str]]:
    """Yield sentences in which a pronoun stands right behind what may be the subject."""
    seen = -2
    for again in _AGAIN.finditer(text):
        begin = again.start()
        sentence = max(text.rfind(mark, 0, begin) for mark in _SENTENCE_MARKS)
        if sentence == seen:
            continue
        seen = sentence
        start = sentence + 1
        while start < begin and text[start] in '”"’) ':
            start += 1
        match = _OPENING.match(text, start)
        if match is None and (clause := _CLAUSE.search(text, start, begin)):
            match = _OPENING.match(text, clause.end())
        if match is None or not (match["rest"] or match.start() == start):
            continue
        in_list = text.endswith(_LISTS, 0, match.start())
        if not in_list or _IS_SOMETHING.match(text, match.end("again") + 1):
            yield match


class _Nouns(NamedTuple):
    """Words that are no subjects, or are plural, or stand before a clause of their own."""

    times: frozenset[str]
    plural: frozenset[str]
    before_clauses: frozenset[str]

    def are_many(self, noun: str) -> bool:
        """Tell whether a noun is plural."""
        return noun in self.plural or _PLURAL.search(noun) is not None


def _agrees(match: regex.Match[str], nouns: _Nouns) -> bool:
    """Tell whether a subject may be meant by the pronoun behind it."""
    subject, pronoun, comma = match.group("subject", "pronoun", "comma")
    before, last = ["", *_OUT_OF_BRACKETS.sub("", subject).split()][-2:]
    behind_article = before.lower() in _BEFORE_NOUN
    if (last in nouns.before_clauses and not behind_article) or _DASH.search(subject):
        return False
    says = _says_that(match)
    if match["rest"].startswith(" that ") and not says:  # “The sea it was that wed me”
        return False
    if comma and match["rest"].startswith(_IT_IS):  # “The engineer, it is said, went home”
        return False
    if last in _RELATIVE or _LOOSE_END.search(f" {last}"):  # “The names on it had faded”
        return False
    if last in verbs() and not behind_article:
        return False
    if " who " in subject and pronoun == "it":  # “The waiter who served it says that”
        return False
    if match["bare"] is not None:
        word = match["bare"].lower()
        known = is_english(word) and word not in _NO_SUBJECTS
        return known and pronoun == "they" and not comma
    if match["people"] is not None:
        return not comma and pronoun != "it"
    if match["body"] is not None:
        return not comma
    if match["alone"] is not None:
        may_be = pronoun != "it" or says or _OBJECT.match(match["rest"]) is not None
        return may_be and not comma and not reads_english(match["alone"].lower())
    if match["counted"] is not None:
        words = match["counted"].split()
        return (
            pronoun == "they"
            and not comma
            and nouns.are_many(words[-1])
            and nouns.times.isdisjoint(word.removesuffix("s") for word in words)
            and not any(map(_is_verb, words))
        )
    if match["noun"] is None:
        first = match["person"].split()[0]
        is_first = first in first_names() or not reads_english(first.lower())
        return pronoun in ("he", "she") and not comma and is_first
    if pronoun in ("he", "she") and _IS_A_THING.search(match["noun"]):
        return False  # “The strength of that moment she will remember”
    words, more = match["noun"].split(), _PARTICIPLE.sub("", match["more"], count=1)
    if nouns.are_many(words[-1]) != (pronoun == "they") or words[-1] in nouns.times:
        return False
    if any(word.endswith("ly") or _is_gerund(word) for word in words):
        return False
    if any(_is_verb(word) or word.endswith("ed") for word in words[1:]):  # “the” stands before
        return False
    if comma or " who " not in more:
        return not _has_verb(more) and not (comma and not more)
    return True


def _says_that(match: regex.Match[str]) -> bool:
    """Tell whether the verb behind the pronoun reports something: “The court it says that …”."""
    return _SAYS_THAT.match(match.string, match.start("verb")) is not None


def _is_gerund(word: str) -> bool:
    return word.endswith("ing") and word.removesuffix("ing") not in _MADE


# With “-ing” these are things: “the painting”
_MADE = frozenset(
    ("paint", "build", "meet", "hear", "wedd", "rul", "r", "k", "ceil", "offer", "open")
)


def _is_only_clause(match: regex.Match[str]) -> bool:
    """Tell whether the verb behind the pronoun is the only one that the subject may have."""
    verb, rest = match["verb"], _OUT_OF_BRACKETS.sub("", match["rest"])
    link = _LINKS.search(rest)
    first = rest[: link.start()] if link else rest
    if not match["comma"] and _says_that(match):
        return True
    if _GOES_ON.match(match.string, match.start("verb")) and not match["comma"]:
        return _LOOSE_END.search(first) is None and not _has_verb(first)
    if verb in _INTRANSITIVE and not match["comma"]:
        return _LOOSE_END.search(first) is None and not _has_verb(first)
    if verb in _OFTEN_INTRANSITIVE and not match["comma"] and _IN_A_PLACE.match(first):
        return not _has_verb(first) and not any(map(_is_base, first.split()))
    if match["pronoun"] == "they" and _is_base(verb) and _ONE_OBJECT.match(first):
        return True
    if link and link[0] not in (" and ", " but ") and _is_verb(rest[link.end() :].split(" ")[0]):
        return False
    if match["bare"] is not None:
        helped = verb in _BE | _MODALS and _is_complete(first) and not _has_second_verb(verb, first)
        return helped or (verb in _COPULAS and bool(first.strip()) and not _has_verb(first))
    if verb.replace("’", "'").removesuffix("n't") in _BE | _MODALS:
        if not _is_complete(first) and not (match["more"] and first.strip()):
            return verb in _BE and not link and _SO_THEY_ARE.fullmatch(first) is not None
        return not _has_second_verb(verb, first)
    present = match["pronoun"] == "they" and (
        verb in _PRESENT or (_is_base(verb) and not any(map(_is_base, first.split())))
    )
    acts = any(match[kind] is not None for kind in ("person", "body", "alone"))
    acts = acts or (match["pronoun"] in ("he", "she") and not match["more"])
    present = present or (acts and _is_base(regex.sub("ies$", "y", verb).removesuffix("s")))
    if not (verb.endswith("ed") or _is_verb(verb) or present) or verb == "used" or match["comma"]:
        return False
    if not rest and verb.endswith("ed") and match["noun"] and not match["more"]:
        return True  # no name of a thing: nothing else is said of it
    if not _is_complete(first) or _OBJECT.match(rest) is None:
        return False
    return not _has_verb(_TO_DO.sub("", first) if verb == "want" else first)


def _is_verb(word: str) -> bool:
    return word in _BE or word in _MODALS or word in verbs()


def _is_base(word: str) -> bool:
    """Tell whether a word may be the base of a regular verb: its other forms are known."""
    known = word_list("english-words")
    return word in known and any(
        f"{stem}{past}" in known and f"{word.removesuffix('e')}ing" in known
        for stem, past in ((word, "ed"), (word.removesuffix("e"), "ed"), (word[:-1], "ied"))
    )


def _is_complete(rest: str) -> bool:
    """Tell whether something follows a verb, and nothing is left without its object."""
    return len(rest.split()) > 1 and not (_LOOSE_END.search(rest) or _TO_DO_WHOM.search(rest))


def _has_verb(text: str) -> bool:
    """Tell whether there may be a finite verb in a text."""
    words = _NAME_OF_PLACE.sub("", text).split()
    return any(
        not (before in _BEFORE_NOUN or before.isdigit()) and (_is_verb(word) or word.endswith("ed"))
        for before, word in pairwise(["", *words])
    )


def _has_second_verb(auxiliary: str, rest: str) -> bool:
    """Tell the same of what follows an auxiliary: its participle, near it, is none."""
    words = rest.split()
    own = [
        n
        for n, word in enumerate(words[:4])
        if word.endswith(("ed", "ing"))
        or (word in verbs() and word not in _MODALS | _BE)
        or word in ("be", "been")
    ]
    if auxiliary in ("has", "have", "had") and not own and not _POSSESSED.match(rest):
        return True
    skipped = own[0] + 1 if own else 0
    if own and words[own[0]] in ("be", "been"):
        skipped += 1
    before = ["", *words][skipped:]
    return any(
        _is_verb(word) and (word in _BE or word in _MODALS or ahead not in _BEFORE_NOUN)
        for ahead, word in zip(before, words[skipped:], strict=False)
    )
