"""One stable, safe text encoding of the ``pipeline.model`` classes (JSON, compressed), for the page cache.

A dataclass becomes the list of its field values in declaration order, an enum its value, a date its ISO text, a
tuple a list. The type hints drive both ways, so what comes back has exactly the declared types or is refused.
:func:`shape` is a digest of the declarations themselves: values written under another declaration are refused too.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
import operator
import types
import typing
import zlib
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")
Plain = None | bool | int | float | str | list[Any]
"""What JSON can hold, without objects."""

_Half = Callable[[Any], Any]


class CodecError(ValueError):
    """A value does not have the declared type, or bytes are not an encoding of the class asked for."""


def to_plain(value: object) -> Plain:
    """The JSON-ready form of a dataclass instance. Raises :class:`CodecError` on a value of an undeclared type."""
    return typing.cast(Plain, _codec(type(value))[0](value))


def from_plain(cls: type[T], plain: Plain) -> T:
    """The instance of ``cls`` that ``plain`` stands for. Raises :class:`CodecError` when it is not one."""
    try:
        return typing.cast(T, _codec(cls)[1](plain))
    except CodecError:
        raise
    except (TypeError, ValueError) as error:
        raise CodecError(f"not a {cls.__name__}: {error}") from error


def dumps(value: object) -> bytes:
    """Compressed bytes of one dataclass instance; the same value gives the same bytes."""
    body = [type(value).__name__, shape(type(value)), to_plain(value)]
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        raise CodecError(str(error)) from error
    # surrogatepass: a file name or a damaged text layer can hold lone surrogates; they must survive the round trip.
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def loads(cls: type[T], data: bytes) -> T:
    """The instance in ``data``. Raises :class:`CodecError` on damage, another class or another declaration."""
    try:
        body = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    except (zlib.error, ValueError, RecursionError) as error:
        raise CodecError(f"damaged {cls.__name__}: {error}") from error
    if not isinstance(body, list) or len(body) != 3 or body[:2] != [cls.__name__, shape(cls)]:
        raise CodecError(f"not a {cls.__name__} of this version")
    return from_plain(cls, body[2])


def shape(cls: type[Any]) -> str:
    """Digest (16 hex digits) of the declaration of ``cls`` and of all classes it holds."""
    return _shape(typing.cast(Any, cls))


@functools.cache
def _shape(cls: Any) -> str:
    seen: dict[str, str] = {}

    def visit(hint: Any) -> None:
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            if hint.__name__ not in seen:
                hints = typing.get_type_hints(hint)
                fields = [(f.name, hints[f.name]) for f in dataclasses.fields(hint)]
                seen[hint.__name__] = ",".join(f"{name}:{declared}" for name, declared in fields)
                for _, declared in fields:
                    visit(declared)
        elif isinstance(hint, type) and issubclass(hint, Enum):
            seen[hint.__name__] = "|".join(str(member.value) for member in hint)
        for argument in typing.get_args(hint):
            visit(argument)

    visit(cls)
    text = ";".join(f"{name}({seen[name]})" for name in sorted(seen))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _codec(hint: Any) -> tuple[_Half, _Half]:
    return _codec_of(hint)


# --- one pair (encode, decode) for each declared type ------------------------------------------------------------


def _expect(kind: type, name: str) -> _Half:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise CodecError(f"expected {name}, got {type(value).__name__}")
        return value

    return check


def _encode_text(value: Any) -> str:
    if not isinstance(value, str):
        raise CodecError(f"expected text, got {type(value).__name__}")
    return str(value)


def _encode_bool(value: Any) -> bool:
    if type(value) is not bool and type(value).__name__ not in ("bool", "bool_"):  # numpy's own truth value too
        raise CodecError(f"expected a truth value, got {type(value).__name__}")
    return bool(value)


def _encode_float(value: Any) -> float:
    if isinstance(value, str | bool):
        raise CodecError(f"expected a number, got {type(value).__name__}")
    return float(value)


def _encode_int(value: Any) -> int:
    if isinstance(value, bool):
        raise CodecError("expected an integer, got bool")
    return operator.index(value)


def _decode_float(value: Any) -> float:
    if type(value) is not float and type(value) is not int:
        raise CodecError(f"expected a number, got {type(value).__name__}")
    return float(value)


_SCALARS: dict[Any, tuple[_Half, _Half]] = {
    str: (_encode_text, _expect(str, "text")),
    bool: (_encode_bool, _expect(bool, "a truth value")),
    int: (_encode_int, _expect(int, "an integer")),
    float: (_encode_float, _decode_float),
    dt.date: (lambda day: day.isoformat(), lambda text: dt.date.fromisoformat(_expect(str, "a date")(text))),
}


@functools.cache
def _codec_of(hint: Any) -> tuple[_Half, _Half]:
    if hint in _SCALARS:
        return _SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return (lambda member: hint(member).value), hint
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _record(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [argument for argument in arguments if argument is not types.NoneType]
        if len(inner) == 1 and len(arguments) == 2:
            return _optional(inner[0])
    if origin is tuple and arguments:
        return _list_of(arguments[0]) if arguments[1:] == (Ellipsis,) else _fixed(arguments)
    raise TypeError(f"no encoding is declared for {hint}")


def _optional(inner: Any) -> tuple[_Half, _Half]:
    encode, decode = _codec(inner)
    return (lambda v: None if v is None else encode(v)), (lambda v: None if v is None else decode(v))


def _list_of(item: Any) -> tuple[_Half, _Half]:
    encode, decode = _codec(item)

    def decode_all(value: Any) -> tuple[Any, ...]:
        return tuple([decode(v) for v in _expect(list, "a list")(value)])

    return (lambda values: [encode(v) for v in values]), decode_all


def _fixed(items: Sequence[Any]) -> tuple[_Half, _Half]:
    codecs = [_codec(item) for item in items]

    def encode(values: Any) -> list[Any]:
        return [pair[0](v) for pair, v in zip(codecs, values, strict=True)]

    def decode(values: Any) -> tuple[Any, ...]:
        return tuple([pair[1](v) for pair, v in zip(codecs, _expect(list, "a list")(values), strict=True)])

    return encode, decode


def _record(cls: type[Any]) -> tuple[_Half, _Half]:
    hints = typing.get_type_hints(cls)
    names = [field.name for field in dataclasses.fields(cls)]
    codecs = [_codec(hints[name]) for name in names]
    encoders = [(name, pair[0]) for name, pair in zip(names, codecs, strict=True)]
    decoders = [pair[1] for pair in codecs]

    def encode(value: Any) -> list[Any]:
        if type(value) is not cls:
            raise CodecError(f"expected a {cls.__name__}, got {type(value).__name__}")
        return [enc(getattr(value, name)) for name, enc in encoders]

    def decode(values: Any) -> Any:
        if type(values) is not list or len(values) != len(decoders):
            raise CodecError(f"expected the {len(decoders)} fields of a {cls.__name__}")
        return cls(*[dec(v) for dec, v in zip(decoders, values, strict=True)])

    return encode, decode
