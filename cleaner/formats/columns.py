"""Arrow columns: rows read out of some of them, texts put back, all else untouched.

A dot leads into a struct, `metadata.date`, unless the whole name is a column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.document import Document
from cleaner.formats.rows import Fields, FormatError, Row, Unreadable, day, language, spelt_id

Path = tuple[int, ...]  # a column, and fields of structs in it
_UNFIT = (ValueError, OverflowError, KeyError)  # not UTF-8; no such day; no such time zone


def places(schema: Any, fields: Fields) -> tuple[dict[str, Path], list[Path | None]]:
    """Return where the texts are, and where id, date and language, None for what is not there.

    Raises `FormatError`.
    """
    others = (fields.id, fields.date, fields.source)
    return text_paths(schema, fields.text), [_path(list(schema), name) for name in others]


def text_paths(schema: Any, names: Sequence[str]) -> dict[str, Path]:
    """Return where the columns of texts are. Raises `FormatError` for one that is none."""
    return {name: _text_path(schema, name) for name in names}


def _text_path(schema: Any, name: str) -> Path:
    path = _path(list(schema), name)
    if path is None:
        raise FormatError(f"no column {name!r}; the columns: {', '.join(schema.names)}")
    kind = schema.field(path[0]).type
    for place in path[1:]:
        kind = kind.field(place).type
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not _is_text(kind) and not pa.types.is_null(kind):  # a batch may have nothing but nulls
        texts = [field.name for field in schema if _is_text(field.type)]
        known = f"; columns of strings: {', '.join(texts)}" if texts else ""
        raise FormatError(f"column {name!r} is {kind}, not string{known}")
    return path


def _path(fields: Sequence[Any], name: str) -> Path | None:
    places = [place for place, field in enumerate(fields) if field.name == name]
    if len(places) > 1:
        raise FormatError(f"several columns {name!r}")
    if places:
        return (places[0],)
    outer, dot, inner = name.partition(".")
    for place, field in enumerate(fields):
        if dot and field.name == outer and pa.types.is_struct(field.type):
            rest = _path(list(field.type), inner)
            return None if rest is None else (place, *rest)
    return None


def _is_text(kind: Any) -> bool:
    types = pa.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def rows(table: Any, fields: Fields, first: int = 1) -> Iterator[Row | Unreadable]:
    """Yield the rows of a table or record batch, numbered from `first`.

    One with a null for a text cannot be read, and stays. Raises `FormatError`.
    """
    text_places, paths = places(table.schema, fields)
    texts = [_values(_column(table, text_places[name])) for name in fields.text]
    ids, dates, sources = (
        [None] * table.num_rows if path is None else _values(_column(table, path)) for path in paths
    )
    for place, (id, date, source, *row) in enumerate(zip(ids, dates, sources, *texts, strict=True)):
        number = first + place
        wrong = [(n, v) for n, v in zip(fields.text, row, strict=True) if not isinstance(v, str)]
        if wrong:
            name, value = wrong[0]
            reason = f"null in {name!r}" if value is None else f"{name!r} cannot be read: {value}"
            yield Unreadable(number, reason, stays=True)
            continue
        named = id is None or isinstance(id, Exception)
        shared = (str(number) if named else spelt_id(id), language(source), day(date))
        documents = zip(fields.text, row, strict=True)
        yield Row(number, shared[0], {name: Document(text, *shared) for name, text in documents})


def text_at(table: Any, name: str, place: int) -> str:
    """Return one text."""
    text: str = _column(table, _text_path(table.schema, name))[place].as_py()
    return text


def _column(table: Any, path: Path) -> Any:
    column = table.column(path[0])
    return pc.struct_field(column, list(path[1:])) if path[1:] else column


def _values(column: Any) -> list[Any]:
    """Return the values of a column; in place of one that Python cannot hold, the error."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":  # finer than Python's own
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except _UNFIT:
        values = [_value(scalar) for scalar in column]
    return values


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except _UNFIT as error:
        return error


def replaced(table: Any, texts: Mapping[str, Mapping[int, str]]) -> Any:
    """Return the table or record batch with new texts, by column and place in it.

    The schema stays, other columns are the same objects. Raises `FormatError` for a text that
    the type of its column cannot hold.
    """
    columns = list(table.columns)
    for name, path in text_paths(table.schema, list(texts)).items():
        column, of_column = columns[path[0]], texts[name]
        if isinstance(column, pa.ChunkedArray):
            chunks, start = [], 0
            for chunk in column.chunks:
                here = range(start, start + len(chunk))
                inside = {place - start: of_column[place] for place in here if place in of_column}
                chunks.append(_replaced(chunk, path[1:], inside, name))
                start += len(chunk)
            columns[path[0]] = pa.chunked_array(chunks, column.type)
        else:
            columns[path[0]] = _replaced(column, path[1:], of_column, name)
    return type(table).from_arrays(columns, schema=table.schema)


def _replaced(array: Any, path: Path, texts: Mapping[int, str], name: str) -> Any:
    if not texts:
        return array
    kind = array.type
    if path:
        fields = [kind.field(place) for place in range(kind.num_fields)]
        children = [array.field(place) for place in range(kind.num_fields)]
        children[path[0]] = _replaced(children[path[0]], path[1:], texts, name)
        gone = array.is_null() if array.null_count else None
        return pa.StructArray.from_arrays(children, fields=fields, mask=gone)
    try:
        if pa.types.is_dictionary(kind):
            plain = _replaced(array.dictionary_decode(), (), texts, name)
            return plain.dictionary_encode().cast(kind)
        if pa.types.is_string_view(kind):
            return _replaced(array.cast(pa.large_string()), (), texts, name).cast(kind)
        mask = pa.array([place in texts for place in range(len(array))], pa.bool_())
        new = pa.array([texts[place] for place in sorted(texts)], kind)
        return pc.replace_with_mask(array, mask, new)
    except pa.ArrowException as error:
        raise FormatError(f"column {name!r} cannot hold the new texts: {error}") from None
