"""Rule files: what they may say, and how a file becomes a rule that looks at documents.

Every mistake a rule author can make is caught here and told with file, line and what would
be right. Knows nothing of how findings are applied.
"""

from __future__ import annotations

import inspect
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache, cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
import regex

from cleaner.cache import fingerprint, folder_fingerprint, load, store
from cleaner.compiled import compiled, lazy_pattern
from cleaner.detectors import DETECTORS, LOCAL, OF_THE_PAGE, REPAIRS, TRIGGERS, function
from cleaner.document import Document, Kept, Refusal, Region, Spot
from cleaner.mistakes import TomlError, line_of, listed, read, suggest
from cleaner.resources import family_order, languages, rules_folder

Fix = Literal["safe", "unsafe", "none"]
# https://www.w3.org/TR/its20/#lqissue-typevalues
IssueType = Literal[
    "terminology",
    "mistranslation",
    "omission",
    "untranslated",
    "addition",
    "duplication",
    "inconsistency",
    "grammar",
    "legal",
    "register",
    "locale-specific-format",
    "locale-violation",
    "style",
    "characters",
    "misspelling",
    "typographical",
    "formatting",
    "inconsistent-entities",
    "numbers",
    "markup",
    "pattern-problem",
    "whitespace",
    "internationalization",
    "length",
    "non-conformance",
    "uncategorized",
    "other",
]
NAME = lazy_pattern(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
TIMEOUT_SECONDS = 2.0  # for patterns of a user's own rules, per document
FEWEST_BAD, FEWEST_KEEP = 2, 3

# A group that repeats and holds a repetition, neither of them possessive: (\w+\s?)+
_NESTED = lazy_pattern(
    r"\((?:[^()\\]|\\.)*?(?:[^()\\+*]|\\.)[+*](?!\+)(?:[^()\\]|\\.)*?\)[+*](?!\+)"
)
_SUBJECT = lazy_pattern(r"#([\w-]+)(?=[^\[]*\]$)")  # that a phrase asks for: “[dengue/#health]”
ANY = "any"  # language but English
_OF_YOUR_OWN = {"why": "A family of your own runs last."}

Look = Callable[..., Iterable[Spot | Kept]]


class RuleWarning(UserWarning):
    """A rule that loads, but can take very long on some texts: `file:line: what and why`."""


class RuleError(Exception):
    """Mistakes in rule files, a line each: `file:line: what is wrong; what is right`."""


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`bad` must become `good` (or be reported), `keep` must stay as it is."""

    bad: str | None = None
    good: str | None = None
    keep: str | None = None
    source: str | None = None  # language translated from; default: the rule's first
    date: str | None = None  # of publication, YYYY-MM-DD
    known_failure: bool = False  # must go on failing


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The content of one `rules/<family>/<name>.toml`."""

    summary: Annotated[str, msgspec.Meta(description="The noise, in one line.", min_length=1)]
    why: Annotated[str, msgspec.Meta(description="How the noise comes about.", min_length=1)]
    type: Annotated[IssueType, msgspec.Meta(description="ITS 2.0 localization quality issue type.")]
    fix: Annotated[
        Fix,
        msgspec.Meta(
            description="safe: by default; unsafe: with --unsafe-fixes; none: only reported."
        ),
    ]
    source: Annotated[
        tuple[str, ...],
        msgspec.Meta(
            description="Languages the page is translated from; any: it is a translation; left out:"
            " it need not be one."
        ),
    ] = ()
    pattern: Annotated[
        str | None, msgspec.Meta(description="What to look for (regex module; ^ and $ mean lines).")
    ] = None
    phrases: Annotated[
        dict[str, str] | None, msgspec.Meta(description="Fixed phrases and their replacements.")
    ] = None
    detector: Annotated[str | None, msgspec.Meta(description="A function that looks, by name.")] = (
        None
    )
    options: Annotated[
        dict[str, Any], msgspec.Meta(description="Keyword arguments of the detector.")
    ] = {}
    replace: Annotated[
        str | None, msgspec.Meta(description=r"What to put there; \g<name> is a group.")
    ] = None
    repair: Annotated[
        str | None, msgspec.Meta(description="A function of the pattern's named groups, by name.")
    ] = None
    trigger: Annotated[
        str | None,
        msgspec.Meta(description="A cheap pattern without which the rule can find nothing."),
    ] = None
    example: Annotated[
        tuple[Example, ...], msgspec.Meta(description="At least two bad and three keep.")
    ] = ()


class StoredFile(msgspec.Struct, frozen=True):
    """A rule file in the cache: what every run asks, and the rest, which few do."""

    source: tuple[str, ...]
    fix: Fix
    pattern: str | None
    needs: str
    reads_lines: bool
    packed: bytes  # a fifth of its size: to read megabytes takes longer than to unpack a few rules

    @classmethod
    def of(cls, rule: Rule) -> StoredFile:
        packed = zlib.compress(msgspec.msgpack.encode(rule.file))
        file, lines = rule.file, rule.reads_lines
        return cls(file.source, file.fix, file.pattern, rule.needs, lines, packed)


class Rule(msgspec.Struct, frozen=True, dict=True):
    """One noise: a file, and the function that looks for it."""

    id: str
    read: RuleFile | StoredFile
    folder: Path
    trusted: bool = False  # shipped; the patterns of others are stopped after a time limit
    needs: str = ""  # a pattern without which the rule can find nothing; empty: not known

    @property
    def path(self) -> Path:
        """Return where the file is."""
        return self.folder / f"{self.id}.toml"

    @cached_property
    def file(self) -> RuleFile:
        """Return the content of the file, taken out of the cache when it is first asked for."""
        if isinstance(self.read, RuleFile):
            return self.read
        file = msgspec.msgpack.decode(zlib.decompress(self.read.packed), type=RuleFile)
        return msgspec.structs.replace(file, fix=self.read.fix)  # which may be graded

    def with_fix(self, fix: Fix) -> Rule:
        """Return the same rule with another grade."""
        return msgspec.structs.replace(self, read=msgspec.structs.replace(self.read, fix=fix))

    @property
    def source(self) -> tuple[str, ...]:
        return self.read.source

    @property
    def pattern(self) -> str | None:
        return self.read.pattern

    def is_for(self, origins: Set[str]) -> bool:
        """Tell whether the rule is for pages that may be translated from these languages."""
        if ANY in self.source:
            return bool(origins - {"en"})
        return not self.source or not origins.isdisjoint(self.source)

    @property
    def pages(self) -> str:
        """Return in words which pages the rule is for."""
        if ANY in self.source:
            return "all translations"
        return ", ".join(languages()[code].name for code in self.source) or "all pages"

    @cached_property
    def look(self) -> Look:
        """Return the function that yields what the rule sees, made when it is first asked for."""
        return _look(self.file, None if self.trusted else TIMEOUT_SECONDS)

    @cached_property
    def trigger(self) -> regex.Pattern[str] | None:
        """Return the author's trigger, None if there is none; a made one is for Hyperscan only."""
        return None if self.file.trigger is None else _compile(self.file.trigger, "trigger")

    @property
    def family(self) -> str:
        return self.id.partition("/")[0]

    @property
    def fix(self) -> Fix:
        return self.read.fix

    @property
    def kind(self) -> str:
        """Return what looks: `pattern`, `phrases` or `detector`."""
        if self.file.pattern is not None:
            return "pattern"
        return "phrases" if self.file.phrases is not None else "detector"

    @property
    def reads_lines(self) -> bool:
        """Tell whether it finds in a few lines what it finds there in the whole text."""
        if isinstance(self.read, StoredFile):
            return self.read.reads_lines
        return self.kind != "detector" or (
            self.file.detector in LOCAL and OF_THE_PAGE.isdisjoint(self.file.options)
        )

    def find(
        self,
        document: Document,
        regions: Sequence[Region] | None = None,
        *,
        likely: bool = False,
    ) -> Iterable[Spot | Kept]:
        """Yield what the rule sees in the document's text; raises `TimeoutError` (user's rules).

        `regions` are where the prefilter says that something begins, None: anywhere. `likely`
        tells that the trigger is almost surely there: it is looked for last, not first.
        """
        if self.trigger is None:
            return self._seen(document, regions)
        if likely and self.trusted:
            spots = list(self._seen(document, regions))
            return spots if spots and self.trigger.search(document.text) else ()
        return self._seen(document, regions) if self.trigger.search(document.text) else ()

    def _seen(self, document: Document, regions: Sequence[Region] | None) -> Iterable[Spot | Kept]:
        if regions is None:
            return self.look(document)
        if self.kind == "detector":
            return _in_parts(self.look, document, regions)
        return self.look(document, regions=regions)


class Family(msgspec.Struct, frozen=True, dict=True):
    """Rules that run together, and why they run at their place."""

    name: str
    reason: str
    rules: tuple[Rule, ...]
    leaves_spun: bool = False  # on a page spun out of English these only report


class Catalogue(msgspec.Struct, frozen=True, dict=True):
    """All families in the order they run."""

    families: tuple[Family, ...]

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        return {rule.id: rule for family in self.families for rule in family.rules}

    def choose(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Catalogue:
        """Return the catalogue of the rules selected (default: all) and not ignored.

        Both take ids of rules and names of families. Raises `RuleError` for a name that
        is neither.
        """
        selected, ignored = set(select), set(ignore)
        self.check(selected | ignored)

        def wanted(rule: Rule) -> bool:
            names = {rule.id, rule.family}
            return (not selected or bool(names & selected)) and not names & ignored

        return Catalogue(
            tuple(
                msgspec.structs.replace(family, rules=tuple(filter(wanted, family.rules)))
                for family in self.families
            )
        )

    def graded(self, promote: Iterable[str] = (), demote: Iterable[str] = ()) -> Catalogue:
        """Return the catalogue with unsafe fixes that count as safe, and safe ones as unsafe.

        Both take ids of rules and names of families; what is said of a rule goes before what
        is said of its family. Raises `RuleError` for a name that is neither, that stands in
        both, or is of a rule that has no fix.
        """
        promoted, demoted = set(promote), set(demote)
        if not promoted and not demoted:
            return self
        self.check(promoted | demoted)
        if both := sorted(promoted & demoted):
            raise RuleError(f"{both[0]!r} is both promoted and demoted")
        for id in sorted((promoted | demoted) & self.rules.keys()):
            if self.rules[id].fix == "none":
                raise RuleError(f"{id!r} only reports; it has no fix to promote or demote")

        def grade(rule: Rule) -> Rule:
            name = rule.id if rule.id in promoted | demoted else rule.family
            if name in promoted and rule.fix == "unsafe":
                return rule.with_fix("safe")
            if name in demoted and rule.fix == "safe":
                return rule.with_fix("unsafe")
            return rule

        return Catalogue(
            tuple(
                msgspec.structs.replace(family, rules=tuple(map(grade, family.rules)))
                for family in self.families
            )
        )

    def check(self, names: Iterable[str]) -> None:
        """Raise `RuleError` for a name that is no rule and no family, with the nearest one."""
        known = {*self.rules, *(family.name for family in self.families)}
        for name in sorted(set(names) - known):
            raise RuleError(f"no rule or family {name!r}{suggest(name, known)}")


def load_catalogue(folders: Sequence[Path] = ()) -> Catalogue:
    """Return the shipped rules and those of the user's `folders`; raises `RuleError`."""
    if not folders:
        return _shipped_catalogue()
    return _catalogue(shipped_rules(), *(_load_rules(rule_paths(folder)) for folder in folders))


@cache
def _shipped_catalogue() -> Catalogue:
    return _catalogue(shipped_rules())


def _catalogue(*folders: Iterable[Rule]) -> Catalogue:
    order = {entry["family"]: entry for entry in family_order()}
    rules: dict[str, Rule] = {}
    for rule in chain.from_iterable(folders):
        if rule.id in rules:
            where = f"{rule.path}:1: {rule.id!r} is already in {rules[rule.id].path}"
            raise RuleError(where)
        rules[rule.id] = rule
    families: dict[str, list[Rule]] = {name: [] for name in order}
    for rule in rules.values():
        families.setdefault(rule.family, []).append(rule)
    names = [*order, *sorted(families.keys() - order)]
    return Catalogue(
        tuple(
            Family(
                name,
                order.get(name, _OF_YOUR_OWN)["why"],
                tuple(families[name]),
                order.get(name, _OF_YOUR_OWN).get("spun") == "report",
            )
            for name in names
        )
    )


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the shipped rules: checked when one of the files has changed, else as they were."""
    folder, code = rules_folder(), Path(__file__)
    key = (
        folder_fingerprint(folder, ".toml", ".txt"),
        folder_fingerprint(code.parent / "detectors", ".py"),
        fingerprint([code]),
    )
    known = load("rules", key, dict[str, StoredFile])
    if known is None:
        rules = _load_rules(rule_paths(folder), trusted=True)
        store("rules", key, {rule.id: StoredFile.of(rule) for rule in rules})
        return tuple(rules)
    return tuple(Rule(id, file, folder, True, file.needs) for id, file in known.items())


def _load_rules(paths: Iterable[Path], *, trusted: bool = False) -> list[Rule]:
    """Return the rules in files; raises one `RuleError` for the mistakes of all."""
    rules: list[Rule] = []
    mistakes: list[str] = []
    for path in paths:
        try:
            rules.append(load_rule(path, trusted=trusted))
        except RuleError as error:
            mistakes.append(str(error))
    if mistakes:
        raise RuleError("\n".join(mistakes))
    return rules


def _id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def rule_paths(folder: Path) -> list[Path]:
    """Return the rule files of a folder, sorted; raises `RuleError` if it is no folder."""
    if not folder.is_dir():
        raise RuleError(f"{folder}: not a folder of rules")
    return sorted(path for path in folder.glob("*/*.toml") if path.parent.name != "languages")


def load_rule(path: Path, *, trusted: bool = False) -> Rule:
    """Return the rule in a file; raises `RuleError`.

    The pattern of a rule that is not `trusted` is stopped after a time limit.
    """
    try:
        source, content = read(path)
        file = msgspec.convert(content, RuleFile)
    except TomlError as error:
        raise RuleError(str(error)) from None
    except msgspec.ValidationError as error:
        line, message = _explain(str(error), source)
        raise RuleError(f"{path}:{line}: {message}") from None
    try:
        _check(file, path)
        rule = Rule(_id(path), file, path.parent.parent, trusted, _needs(file))
        _ = rule.look, rule.trigger  # compiled now, so that mistakes are told
    except _MistakeError as mistake:
        line = _line_of(source, mistake.place)
        raise RuleError(f"{path}:{line}: {mistake.message}") from None
    if not trusted and (nested := _NESTED.search(file.pattern or "")):
        line = _line_of(source, "pattern")
        message = f"the pattern can run away: {nested.group()!r} repeats a repetition"
        warnings.warn(RuleWarning(f"{path}:{line}: {message}; use possessive ++"), stacklevel=2)
    return rule


def _needs(file: RuleFile) -> str:
    """Return a pattern without which a rule finds nothing, given or made from what it seeks."""
    if file.trigger is not None:
        return file.trigger
    if file.phrases is not None:
        return "|".join(f"(?:{_literal(phrase)})" for phrase in _spellings(file.phrases))
    if file.detector is not None and file.detector in TRIGGERS and not file.source:
        detector = function(DETECTORS[file.detector])
        return str(function(TRIGGERS[file.detector])(**_options(file.options, detector)))
    return file.pattern or ""


def _literal(phrase: str) -> str:
    return "".join(c if c.isalnum() else f"\\u{ord(c):04X}" for c in phrase)


def _spellings(phrases: Iterable[str]) -> list[str]:
    """Return phrases as they may stand in a text: as written, and with a capital."""
    return sorted(
        {form for phrase in phrases for form in (phrase, phrase[:1].upper() + phrase[1:])}
    )


# --- looking ---------------------------------------------------------------------------


def _look(file: RuleFile, timeout: float | None) -> Look:
    if file.pattern is not None:
        pattern = _compile(file.pattern, "pattern")
        return partial(_matches, pattern=pattern, rewrite=_rewriter(file, pattern), timeout=timeout)
    if file.phrases is not None:
        return partial(_phrases, pattern=_phrase_pattern(file.phrases), phrases=file.phrases)
    detector = _named(file.detector or "", DETECTORS, "detector")
    return partial(detector, **_options(file.options, detector))


def _matches(
    document: Document,
    *,
    pattern: regex.Pattern[str],
    rewrite: Callable[[regex.Match[str]], str | Refusal] | None,
    timeout: float | None,
    regions: Sequence[Region] | None = None,
) -> Iterator[Spot | Kept]:
    for match in _all(pattern, document.text, regions, timeout):
        start, end = match.span()
        if rewrite is None:
            yield Spot(start, end, None)
            continue
        after = rewrite(match)
        if isinstance(after, Refusal):
            yield Kept(start, end, after.reason)
        elif after != match[0]:
            yield Spot(start, end, after)


def _all(
    pattern: regex.Pattern[str],
    text: str,
    regions: Sequence[Region] | None,
    timeout: float | None = None,
) -> Iterator[regex.Match[str]]:
    """Yield the matches that begin in some regions; None: in the whole text."""
    if regions is None:
        yield from pattern.finditer(text, timeout=timeout)
        return
    for start, end, stop in regions:
        for match in pattern.finditer(text, start, stop, timeout=timeout):
            if match.start() >= end:
                break
            yield match


def _in_parts(look: Look, document: Document, regions: Sequence[Region]) -> Iterator[Spot | Kept]:
    """Yield what a detector sees that looks at a line at a time, as places in the document."""
    for start, end, stop in regions:
        for spot in look(replace(document, text=document.text[start:stop])):
            if start + spot.start < end:
                yield spot._replace(start=start + spot.start, end=start + spot.end)


def _rewriter(
    file: RuleFile, pattern: regex.Pattern[str]
) -> Callable[[regex.Match[str]], str | Refusal] | None:
    if file.replace is not None:
        template = file.replace
        try:
            # with an empty alternative the template is tried; the line end closes a comment
            compiled(f"{file.pattern}\n|", regex.MULTILINE).sub(template, "")
        except (regex.error, IndexError) as error:
            raise _MistakeError(f"bad replace: {error}", "replace") from None
        if "\\" not in template:
            return lambda match: template
        return lambda match: match.expand(template)
    if file.repair is None:
        return None
    repair = _named(file.repair, REPAIRS, "repair")
    wanted, groups = set(inspect.signature(repair).parameters), set(pattern.groupindex)
    if wanted != groups:
        raise _MistakeError(
            f"repair {file.repair!r} takes the groups {listed(wanted)}, "
            f"the pattern names {listed(groups)}",
            "pattern",
        )
    return lambda match: repair(**match.groupdict())


def _phrase_pattern(phrases: Mapping[str, str]) -> regex.Pattern[str]:
    return compiled(r"(?<!\w)\L<phrases>(?!\w)", phrases=_spellings(phrases))


def _phrases(
    document: Document,
    *,
    pattern: regex.Pattern[str],
    phrases: Mapping[str, str],
    regions: Sequence[Region] | None = None,
) -> Iterator[Spot]:
    for match in _all(pattern, document.text, regions):
        found = match.group()
        after = phrases.get(found)
        if after is None:  # at the start of a sentence
            after = phrases[found[:1].lower() + found[1:]]
            after = after[:1].upper() + after[1:]
        yield Spot(match.start(), match.end(), after, f"“{found}” is perhaps “{after}”")


def _compile(pattern: str, key: str) -> regex.Pattern[str]:
    try:
        made = compiled(pattern, regex.MULTILINE)
    except regex.error as error:
        raise _MistakeError(f"bad {key}: {error}", key) from None
    if made.search(""):
        raise _MistakeError(f"the {key} matches the empty text, so it would match everywhere", key)
    return made


def _options(options: Mapping[str, Any], detector: Callable[..., Any]) -> dict[str, Any]:
    """Return the options with the types that the detector's signature asks for."""
    types = get_type_hints(detector)
    parameters = list(inspect.signature(detector).parameters.values())[1:]
    known = {parameter.name for parameter in parameters}
    for name in options:
        if name not in known:
            raise _MistakeError(f"unknown option {name!r}{suggest(name, known)}", name)
    for parameter in parameters:
        if parameter.default is parameter.empty and parameter.name not in options:
            raise _MistakeError(f"the detector needs the option {parameter.name!r}", "detector")
    try:
        return {name: msgspec.convert(value, types[name]) for name, value in options.items()}
    except msgspec.ValidationError as error:
        raise _MistakeError(f"bad options: {error}", "options") from None


# --- mistakes --------------------------------------------------------------------------


class _MistakeError(Exception):
    """A mistake in one file, at a key, at an example by its number, or in the whole (None)."""

    def __init__(self, message: str, place: str | int | None) -> None:
        super().__init__(message)
        self.message, self.place = message, place


def _check(file: RuleFile, path: Path) -> None:
    for name in (path.parent.name, path.stem):
        if not NAME.fullmatch(name):
            raise _MistakeError(
                f"{name!r} is no name for a rule; write it like 'split-thousands'", None
            )
    _check_kind(file)
    known = {ANY, *languages()} - {"en"}
    for code in file.source:
        if code not in known:
            raise _MistakeError(f"unknown language {code!r}{suggest(code, known)}", "source")
    if ANY in file.source and len(file.source) > 1:
        raise _MistakeError(f"{ANY!r} is all languages: leave the others out", "source")
    _check_subjects(file.options)
    _check_examples(file)


def _check_subjects(options: Mapping[str, Any]) -> None:
    """Tell of a subject that has no list, and of one that a phrase names and the rule does not."""
    topics, phrases = options.get("topics", []), options.get("phrases", {})
    lists = (rules_folder() / "words").glob("topic-*.txt")
    known = {path.stem.removeprefix("topic-") for path in lists} if topics else set()
    for topic in topics:
        if topic not in known:
            raise _MistakeError(f"unknown subject {topic!r}{suggest(topic, known)}", "topics")
    for phrase in phrases:
        for name in _SUBJECT.findall(phrase):
            if name not in topics:
                message = f"{phrase!r} asks for the subject {name!r}; options.topics lacks it"
                raise _MistakeError(message, phrase)


def _check_kind(file: RuleFile) -> None:
    kinds = {"pattern": file.pattern, "phrases": file.phrases, "detector": file.detector}
    given = [name for name, value in kinds.items() if value is not None]
    if len(given) != 1:
        raise _MistakeError(
            f"a rule looks with one of pattern, phrases, detector; this one has {listed(given)}",
            given[1] if given else None,
        )
    if given != ["pattern"] and (file.replace is not None or file.repair is not None):
        key = "replace" if file.replace is not None else "repair"
        raise _MistakeError(f"{key!r} goes with 'pattern', not with {given[0]!r}", key)
    if file.replace is not None and file.repair is not None:
        raise _MistakeError("'replace' and 'repair' exclude each other", "repair")
    if file.options and file.detector is None:
        raise _MistakeError("'options' goes with 'detector'", "options")
    if file.phrases is not None and not file.phrases:
        raise _MistakeError("'phrases' is empty", "phrases")
    if given == ["pattern"] and file.fix != "none" and file.replace is file.repair is None:
        raise _MistakeError(
            f"fix = {file.fix!r} needs 'replace' or 'repair'; write fix = 'none' to report only",
            "fix",
        )


def _check_examples(file: RuleFile) -> None:
    bad = [example.bad for example in file.example if example.bad is not None]
    keep = [example for example in file.example if example.keep is not None]
    for number, example in enumerate(file.example):
        if (example.bad is None) == (example.keep is None):
            raise _MistakeError("an example has either 'bad' or 'keep'", number)
        if example.keep is not None and example.good is not None:
            raise _MistakeError("'good' goes with 'bad'; 'keep' stays as it is", number)
        if example.bad is not None and example.good is None and file.fix != "none":
            raise _MistakeError("an example with 'bad' needs 'good', what it becomes", number)
    if len(bad) < FEWEST_BAD or len(keep) < FEWEST_KEEP:
        raise _MistakeError(
            f"{len(bad)} bad and {len(keep)} keep examples; a rule needs at least "
            f"{FEWEST_BAD} bad and {FEWEST_KEEP} keep, its nearest innocent neighbours",
            None,
        )
    for phrase in file.phrases or ():
        if not any(phrase.casefold() in text.casefold() for text in bad):
            raise _MistakeError(f"no bad example shows the phrase {phrase!r}", phrase)


def _explain(message: str, source: str) -> tuple[int, str]:
    """Return the line and a sentence for what msgspec says of a rule file."""
    text, _, where = message.partition(" - at `$")
    keys = regex.findall(r"\w+", where.rstrip("`"))
    number = int(keys[1]) if keys[:1] == ["example"] and len(keys) > 1 else None
    key = keys[-1] if keys else None
    unknown = regex.match(r"Object contains unknown field `(.*)`", text)
    if unknown:
        known = (Example if number is not None else RuleFile).__struct_fields__
        line = _line_of(source, unknown[1], within=number)
        return line, f"unknown key {unknown[1]!r}{suggest(unknown[1], known)}"
    missing = regex.match(r"Object missing required field `(.*)`", text)
    if missing:
        return 1, f"the key {missing[1]!r} is missing"
    invalid = regex.match(r"Invalid enum value '(.*)'", text)
    if invalid:
        known = get_args({"fix": Fix, "type": IssueType}.get(key or "", Fix))
        return _line_of(source, key), f"unknown {key} {invalid[1]!r}" + (
            suggest(invalid[1], known) if key == "type" else f"; write one of {listed(known)}"
        )
    place = key if key and not key.isdigit() else number
    return _line_of(source, place, within=number), f"{key}: {text[:1].lower()}{text[1:]}"


def _line_of(source: str, place: str | int | None, *, within: int | None = None) -> int:
    """Return the line of a key, or of an example by its number; 1 where there is none."""
    starts = [
        number
        for number, line in enumerate(source.splitlines(), 1)
        if regex.match(r"\s*\[\[\s*example\s*\]\]", line)
    ]
    if not isinstance(place, str):
        return starts[place] if place is not None and place < len(starts) else 1
    first = starts[within] if within is not None and within < len(starts) else 1
    return line_of(source, place, first=first)


def _named(name: str, table: Mapping[str, str], key: str) -> Callable[..., Any]:
    if name not in table:
        raise _MistakeError(f"unknown {key} {name!r}{suggest(name, table)}", key)
    return function(table[name])
