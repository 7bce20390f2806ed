"""The files that are measured: the same news as one file, as JSON Lines, and as small files.

The news is made here or comes from a path: text files, a folder of them, or JSON Lines with
the field `text`, also `.gz` and `.zst`.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.bench import text

SAMPLES = Path(__file__).parent.parent.parent / "samples/machine"
_MARK = re.compile(r"\{\{[!?=]?(?P<before>.*?)(?:=>.*?)?(?:\|[^{}]*?)?\}\}", re.DOTALL)


@dataclass(frozen=True)
class Corpus:
    """The places of one body of news; `bytes` is its size as one file."""

    file: Path
    rows: Path
    folder: Path
    documents: int
    bytes: int


def documents(path: Path) -> Iterator[str]:
    """Yield the texts below a path, in the order of their names."""
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.suffix in {".txt", ".jsonl", ".zst"}):
            yield from documents(file)
    elif ".jsonl" in path.suffixes or ".ndjson" in path.suffixes:
        with _opened(path) as lines:
            yield from (json.loads(line)["text"] for line in lines)
    else:
        yield unmarked(path.read_text(encoding="utf-8"))


def _opened(path: Path) -> AbstractContextManager[IO[str]]:
    if path.suffix == ".zst":
        import zstandard

        lines: IO[str] = zstandard.open(path, "rt", encoding="utf-8")
        return lines
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def unmarked(marked: str) -> str:
    """Return a document as the machine wrote it.

    A document that was marked by hand has a head of `key: value` lines that ends in `---`,
    and marks as `{{before=>after|kind}}` or `{{!text|kind}}`.
    """
    body = re.sub(r"\A(?:\w+: .*\n)+---\n", "", marked)
    return _MARK.sub(r"\g<before>", body)


def clean(path: Path | None, size: int) -> Iterator[str]:
    """Yield clean news, about `size` characters."""
    yield from text.clean_news(size) if path is None else _first(documents(path), size)


def noisy(path: Path | None, size: int) -> Iterator[str]:
    """Yield noisy news, about `size` characters: the documents again and again, varied.

    A variation keeps the first paragraph in its place, shuffles the others and gives it one
    of another document.
    """
    seen = list(documents(path) if path else map(_read, sorted(SAMPLES.glob("*/before.txt"))))
    chance = random.Random(4)
    while size > 0:
        first, *rest = chance.choice(seen).split("\n\n")
        rest.append(chance.choice(chance.choice(seen).split("\n\n")))
        chance.shuffle(rest)
        varied = "\n\n".join([first, *rest])
        size -= len(varied)
        yield varied


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _first(texts: Iterable[str], size: int) -> Iterator[str]:
    for one in texts:
        if size <= 0:
            return
        size -= len(one)
        yield one


def write(texts: Iterable[str], folder: Path) -> Corpus:
    """Write news in its three shapes into a folder, which is made."""
    corpus = Corpus(folder / "news.txt", folder / "news.jsonl", folder / "news", 0, 0)
    corpus.folder.mkdir(parents=True)
    count = 0
    with (
        corpus.file.open("w", encoding="utf-8", newline="") as file,
        corpus.rows.open("w", encoding="utf-8", newline="") as rows,
    ):
        for count, one in enumerate(texts, 1):
            whole = one if one.endswith("\n") else f"{one}\n"
            file.write(whole + "\n")
            rows.write(json.dumps({"id": str(count), "text": one}, ensure_ascii=False) + "\n")
            small = corpus.folder / f"{count:05}.txt"
            small.write_text(whole, encoding="utf-8", newline="")
    size = corpus.file.stat().st_size
    return Corpus(corpus.file, corpus.rows, corpus.folder, count, size)
