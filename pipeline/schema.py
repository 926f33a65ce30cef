"""What derives from the declaration of the tables: Arrow schemas, checks, Frictionless schemas, the data dictionary.

The declaration itself is ``pipeline.tables``; nothing here names a column of one table.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import ContractError
from pipeline.tables import CONTRACT_VERSION, TABLE_NAMES, TABLES, Column, ForeignKey, TableSpec, Type, table_spec

__all__ = [
    "CONTRACT_VERSION",
    "TABLES",
    "TABLE_NAMES",
    "Column",
    "ForeignKey",
    "TableSpec",
    "Type",
    "arrow_schema",
    "data_dictionary",
    "frictionless_schema",
    "make_table",
    "table_spec",
    "validate",
    "validate_all",
]

_ARROW: dict[Type, pa.DataType] = {
    Type.STRING: pa.string(),
    Type.INTEGER: pa.int64(),
    Type.NUMBER: pa.float64(),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.TIMESTAMP: pa.timestamp("us", tz="UTC"),
}


# --- derived: Arrow ----------------------------------------------------------------------------------------------


def _arrow_type(column: Column) -> pa.DataType:
    if column.type is Type.STRINGS:
        return pa.list_(pa.field("element", pa.string(), nullable=False))
    if column.type is Type.STRUCTS:
        fields = [pa.field(f.name, _arrow_type(f), nullable=f.nullable) for f in column.fields]
        return pa.list_(pa.field("element", pa.struct(fields), nullable=False))
    return _ARROW[column.type]


def arrow_schema(name: str) -> pa.Schema:
    """The Arrow schema of one table, nullability included, columns in declaration order."""
    return pa.schema([pa.field(c.name, _arrow_type(c), nullable=c.nullable) for c in table_spec(name).columns])


def make_table(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The Arrow table of ``rows`` (one mapping a row, by column name), sorted by the key, text in NFC.

    A missing column is null, a missing list is empty. Raises :class:`KeyError` for a column that is not declared and
    ``pyarrow.ArrowInvalid``/``ArrowTypeError`` for a value of another type. Everything else is for the checks.
    """
    spec, schema = table_spec(name), arrow_schema(name)
    names = {column.name for column in spec.columns}
    listed = list(rows)
    for row in listed:
        if not names.issuperset(row):
            raise KeyError(f"{name} has no column {sorted(set(row) - names)}")
    values = {c.name: _stored(c, [row.get(c.name) for row in listed]) for c in spec.columns}
    # None sorts first, so that a null key reaches the checks instead of failing here.
    keys = [[(value is not None, value) for value in values[key]] for key in spec.key]
    order = sorted(range(len(listed)), key=list(zip(*keys, strict=True)).__getitem__)
    arrays = [_arrow_array([column[i] for i in order], schema.field(at).type) for at, column in values.items()]
    return pa.Table.from_arrays(arrays, schema=schema)


def _stored(column: Column, values: list[Any]) -> list[Any]:
    """``values`` as they are stored: text in NFC unless it is raw, lists never null."""
    if column.type is Type.STRING:
        return values if column.raw else [_composed(text) for text in values]
    if column.type is Type.STRINGS:
        return [list(items or ()) if column.raw else [_composed(text) for text in items or ()] for items in values]
    if column.type is Type.STRUCTS:
        return [
            [{f.name: _stored_field(f, item.get(f.name)) for f in column.fields} for item in items or ()]
            for items in values
        ]
    return values


def _stored_field(field: Column, value: Any) -> Any:
    if isinstance(value, str):
        return value if field.raw else _composed(value)
    return _stored(field, [value])[0] if field.type is Type.STRINGS else value


def _composed(text: str | None) -> str | None:
    return unicodedata.normalize("NFC", text) if isinstance(text, str) and not text.isascii() else text


def _arrow_array(values: list[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([_without_surrogates(value) for value in values], kind)


def _without_surrogates(value: Any) -> Any:
    """Parquet text is UTF-8, which cannot hold the lone surrogates of a damaged layer: show them as U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_surrogates(item) for name, item in value.items()}
    return value


# --- derived: checks ---------------------------------------------------------------------------------------------


def validate(name: str, table: pa.Table) -> None:
    """Check one table against its declaration; raise :class:`ContractError` naming the first breach.

    Checked: column names, order and types; nulls; codes; ranges; finite numbers; NFC text; non-empty lists; boxes and
    lines of every region; the key (unique, ascending). References to other tables are for :func:`validate_all`.
    """
    spec, expected = table_spec(name), arrow_schema(name)
    if not table.schema.equals(expected, check_metadata=False):
        for field in expected:
            index = table.schema.get_field_index(field.name)
            if index < 0:
                raise ContractError(f"{name}.{field.name}: the column is missing")
            if not table.schema.field(index).equals(field):
                raise ContractError(f"{name}.{field.name}: is {table.schema.field(index)}, not {field}")
        raise ContractError(f"{name}: columns are {table.schema.names}, not {expected.names}")
    for column in spec.columns:
        _check_column(f"{name}.{column.name}", column, _array(table, column.name))
    _check_places(name, spec.columns, {c.name: _array(table, c.name) for c in spec.columns})
    _check_key(spec, table)


def validate_all(tables: Mapping[str, pa.Table]) -> None:
    """Check that all tables are there, each one alone, and every reference between them (:class:`ContractError`)."""
    if set(tables) != set(TABLE_NAMES):
        missing, extra = set(TABLE_NAMES) - set(tables), set(tables) - set(TABLE_NAMES)
        raise ContractError(f"tables missing: {sorted(missing)}; tables not declared: {sorted(extra)}")
    for spec in TABLES:
        validate(spec.name, tables[spec.name])
    for spec in TABLES:
        for fk in spec.foreign_keys:
            _check_reference(spec.name, fk, tables)
        for column in spec.columns:
            _check_nested_references(spec, column, tables)


def _array(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _any(mask: pa.Array) -> bool:
    return bool(pc.any(mask).as_py())


def _check_column(where: str, column: Column, values: pa.Array) -> None:
    """Everything about one column that can be seen without the others. ``values``: all rows, nested lists included."""
    if not column.nullable and values.null_count:
        raise ContractError(f"{where}: {values.null_count} of {len(values)} values are null")
    if column.type in (Type.STRINGS, Type.STRUCTS):
        if column.non_empty and _any(pc.equal(pc.list_value_length(values), 0)):
            raise ContractError(f"{where}: a row has an empty list")
        items = values.flatten()
        if items.null_count:
            raise ContractError(f"{where}: a list holds a null")
        if column.type is Type.STRINGS:
            _check_text(where, column, items)
            return
        for index, field in enumerate(column.fields):
            _check_column(f"{where}[].{field.name}", field, items.field(index))
        _check_places(where, column.fields, {f.name: items.field(i) for i, f in enumerate(column.fields)})
    elif column.type is Type.STRING:
        _check_text(where, column, values)
    elif column.type is Type.NUMBER and _any(pc.invert(pc.is_finite(values))):
        raise ContractError(f"{where}: a value is not a finite number")
    if column.fraction and _any(pc.or_(pc.less(values, 0.0), pc.greater(values, 1.0))):
        raise ContractError(f"{where}: a value lies outside 0..1")
    if column.minimum is not None and _any(pc.less(values, column.minimum)):
        raise ContractError(f"{where}: a value is less than {column.minimum}")


def _check_text(where: str, column: Column, values: pa.Array) -> None:
    distinct = [text for text in pc.unique(values).to_pylist() if text is not None]
    if column.codes:
        unknown = sorted(set(distinct) - set(column.codes))
        if unknown:
            raise ContractError(f"{where}: unknown code {unknown[0]!r}")
    if not column.raw:
        for text in distinct:
            if not unicodedata.is_normalized("NFC", text):
                raise ContractError(f"{where}: text is not NFC: {text[:60]!r}")


_CORNERS = ("x0", "y0", "x1", "y1")


def _check_places(where: str, columns: Sequence[Column], arrays: Mapping[str, pa.Array]) -> None:
    """Boxes are whole or absent and not empty, lines come in order, evidence has one or the other."""
    names = {column.name for column in columns}
    if names.issuperset(("line_first", "line_last")):
        first, last = arrays["line_first"], arrays["line_last"]
        if _any(pc.xor(pc.is_null(first), pc.is_null(last))) or _any(pc.less(last, first)):
            raise ContractError(f"{where}: line_first..line_last is not a span of lines")
    if names.issuperset(_CORNERS):
        x0, y0, x1, y1 = (arrays[corner] for corner in _CORNERS)
        boxless = pc.is_null(x0)
        if any(_any(pc.xor(boxless, pc.is_null(other))) for other in (y0, x1, y1)):
            raise ContractError(f"{where}: a box has some corners and lacks others")
        if _any(pc.greater_equal(x0, x1)) or _any(pc.greater_equal(y0, y1)):
            raise ContractError(f"{where}: a box is empty or inverted")
        if _any(pc.and_(boxless, pc.is_null(arrays["line_first"]))):
            raise ContractError(f"{where}: a region has neither a box nor lines")


def _key_rows(table: pa.Table, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in columns), strict=True))


def _check_key(spec: TableSpec, table: pa.Table) -> None:
    keys = _key_rows(table, spec.key)
    for before, after in itertools.pairwise(keys):
        if before == after:
            raise ContractError(f"{spec.name}: the key {after} occurs twice")
        if before > after:
            raise ContractError(f"{spec.name}: rows are not sorted by {', '.join(spec.key)} at {after}")


def _check_reference(name: str, fk: ForeignKey, tables: Mapping[str, pa.Table]) -> None:
    known = set(_key_rows(tables[fk.table], fk.target))
    for values in _key_rows(tables[name], fk.columns):
        if None not in values and values not in known:
            raise ContractError(f"{name}.{'+'.join(fk.columns)}: {values} is not in {fk.table}")


def _check_nested_references(spec: TableSpec, column: Column, tables: Mapping[str, pa.Table]) -> None:
    for index, field in enumerate(column.fields):
        if field.target is None:
            continue
        table, target = field.target
        known = set(tables[table].column(target).to_pylist())
        used = pc.unique(_array(tables[spec.name], column.name).flatten().field(index)).to_pylist()
        unknown = [value for value in used if value is not None and value not in known]
        if unknown:
            raise ContractError(f"{spec.name}.{column.name}[].{field.name}: {unknown[0]!r} is not in {table}")


# --- derived: Frictionless ---------------------------------------------------------------------------------------

_FRICTIONLESS = {Type.STRINGS: "array", Type.STRUCTS: "array"}


def frictionless_schema(name: str) -> dict[str, Any]:
    """The Frictionless table schema of one table, ready for ``datapackage.json``."""
    spec = table_spec(name)
    schema: dict[str, Any] = {
        "fields": [_frictionless_field(column) for column in spec.columns],
        "primaryKey": list(spec.key),
    }
    if spec.foreign_keys:
        schema["foreignKeys"] = [
            {
                "fields": list(fk.columns),
                "reference": {"resource": "" if fk.table == name else fk.table, "fields": list(fk.target)},
            }
            for fk in spec.foreign_keys
        ]
    return schema


def _frictionless_field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if not column.nullable:
        constraints["required"] = True
    if column.codes:
        constraints["enum"] = list(column.codes)
    if column.fraction:
        constraints.update(minimum=0, maximum=1)
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.non_empty:
        constraints["minLength"] = 1
    field: dict[str, Any] = {
        "name": column.name,
        "type": _FRICTIONLESS.get(column.type, column.type.value),
        "description": column.en,
    }
    if column.unit:
        field["unit"] = column.unit
    if column.type is Type.STRINGS:
        field["arrayItem"] = {"type": "string"}
    if column.type is Type.STRUCTS:
        field["arrayItem"] = {"type": "object"}
        field["itemFields"] = [_frictionless_field(item) for item in column.fields]
    if constraints:
        field["constraints"] = constraints
    return field


# --- derived: data dictionary ------------------------------------------------------------------------------------

_WORDS = {
    "en": ("Key", "Refers to", "column", "type", "null", "unit", "meaning", "yes", "one of"),
    "vi": ("Khóa", "Tham chiếu", "cột", "kiểu", "để trống", "đơn vị", "ý nghĩa", "có", "một trong"),
}


def data_dictionary(lang: Literal["vi", "en"] = "en", tables: Iterable[str] = TABLE_NAMES) -> str:
    """The data dictionary as Markdown, in English or Vietnamese. Raises :class:`KeyError` for an unknown table."""
    return "\n".join(_table_text(table_spec(name), lang) for name in tables)


def _table_text(spec: TableSpec, lang: Literal["vi", "en"]) -> str:
    key, refers, *heads, yes, one_of = _WORDS[lang]
    lines = [f"## {spec.name}", "", spec.vi if lang == "vi" else spec.en, "", f"{key}: {', '.join(spec.key)}"]
    for fk in spec.foreign_keys:
        lines.append(f"{refers}: {', '.join(fk.columns)} -> {fk.table} ({', '.join(fk.target)})")
    rows = [tuple(heads)]
    for column in spec.columns:
        rows.append(_row_text(column, "", lang, yes, one_of))
        rows.extend(_row_text(item, f"{column.name}[].", lang, yes, one_of) for item in column.fields)
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    rows.insert(1, tuple("-" * width for width in widths))
    lines.append("")
    lines.extend("| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |" for row in rows)
    return "\n".join([*lines, ""])


def _row_text(column: Column, prefix: str, lang: str, yes: str, one_of: str) -> tuple[str, ...]:
    meaning = column.vi if lang == "vi" else column.en
    if column.codes:
        meaning += f" ({one_of}: {', '.join(column.codes)})"
    return (prefix + column.name, column.type.value, yes if column.nullable else "", column.unit, meaning)
