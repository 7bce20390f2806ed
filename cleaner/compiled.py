"""Patterns compiled once for all runs, and only when a run uses them.

`regex` takes a millisecond or more to compile one, and one translated article asks for three
hundred. What it made of a pattern is kept in the user's cache, as `pickle` would keep it.
"""

from __future__ import annotations

import atexit
import copyreg
import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, cast

import msgspec
import regex

from cleaner.cache import load, store

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")
_KIND = "patterns"
_MOST = 20_000  # on record; then those that a run does not use go
_Known = dict[bytes, msgspec.Raw]


def compiled(pattern: str, flags: int = 0, **lists: Iterable[str]) -> regex.Pattern[str]:
    r"""Return the pattern, compiled, with `lists` for `\L<name>`; raises `regex.error`.

    Meant for patterns of rules and of detectors: one made of the words of a page never comes
    again, so `regex.compile` does for it.
    """
    return _shelf().take(pattern, int(flags), {name: sorted(lists[name]) for name in sorted(lists)})


def lazy_pattern(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """Return what does as the compiled pattern does; a mistake in it shows at the first use."""
    return cast("regex.Pattern[str]", _Pattern(pattern, flags))


class _Pattern:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile the pattern; from then on its methods are attributes, and this is not called."""
        pattern = compiled(self.pattern, self._flags)
        vars(self).update({method: getattr(pattern, method) for method in _METHODS})
        return getattr(pattern, name)


class _Parts(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """What a pattern is made of, in the order in which `regex` puts it together again."""

    pattern: str
    flags: int
    code: bytes
    group_index: dict[str, int]
    index_group: dict[int, str]
    named_lists: dict[str, frozenset[str]]
    named_lists_by_number: list[frozenset[str]]
    required_offset: int
    required_characters: tuple[int, ...]
    required_flags: int
    groups: int


class _Shelf:
    """Compiled patterns by a digest of their source; what is new is kept when the process ends."""

    def __init__(self) -> None:
        self._known = load(_KIND, _key(), _Known) or {}
        self._used: _Known = {}
        self._is_new = False

    def take(self, pattern: str, flags: int, lists: Mapping[str, Any]) -> regex.Pattern[str]:
        source = msgspec.msgpack.encode((pattern, flags, lists))
        digest = hashlib.blake2b(source, digest_size=16).digest()
        if (kept := self._known.get(digest)) is not None:
            self._used[digest] = kept
            return _together(kept)
        made = regex.compile(pattern, flags, **lists)
        if (parts := _apart(made)) is not None:
            self._known[digest] = self._used[digest] = parts
            self._keep_later()
        return made

    def _keep_later(self) -> None:
        if not self._is_new:
            self._is_new = True
            atexit.register(self._keep)

    def _keep(self) -> None:
        """Write what is known, and what others have written meanwhile."""
        known = (load(_KIND, _key(), _Known) or {}) | self._known
        store(_KIND, _key(), known if len(known) <= _MOST else self._used)


@cache
def _shelf() -> _Shelf:
    return _Shelf()


def _key() -> list[str]:
    return [regex.__version__]


@cache
def _maker() -> Callable[..., regex.Pattern[str]]:
    """Return what `pickle` calls to put a pattern together."""
    make: Callable[..., regex.Pattern[str]] = _reduced(regex.compile(""))[0]
    return make


def _reduced(pattern: regex.Pattern[str]) -> tuple[Any, ...]:
    return cast("tuple[Any, ...]", copyreg.dispatch_table[regex.Pattern](pattern))


def _apart(pattern: regex.Pattern[str]) -> msgspec.Raw | None:
    """Return the parts, None if they are not of the kind that can be put together again."""
    _, parts = _reduced(pattern)
    try:
        return msgspec.Raw(msgspec.msgpack.encode(msgspec.convert(parts, _Parts)))
    except msgspec.ValidationError:
        return None


def _together(kept: msgspec.Raw) -> regex.Pattern[str]:
    return _maker()(*msgspec.structs.astuple(msgspec.msgpack.decode(kept, type=_Parts)))
