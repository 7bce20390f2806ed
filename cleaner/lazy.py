"""Patterns that are compiled when they are first used: a run uses few of those it has.

To compile one takes about a millisecond, and a hook that checks one article feels a hundred.
"""

from __future__ import annotations

from typing import Any, cast

import regex

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _Pattern:
    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile the pattern; from then on its methods are attributes, and this is not called."""
        compiled = regex.compile(self.pattern, self._flags)
        vars(self).update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)


def lazy_pattern(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """Return what does as the compiled pattern does; a mistake in it shows at the first use."""
    return cast("regex.Pattern[str]", _Pattern(pattern, flags))
