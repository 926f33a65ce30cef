"""The mentions to merge, as columns: what the text says, who works, at which level, until when, in which list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import chain, islice
from typing import Any

import numpy as np
import numpy.typing as npt

from normalizers.text import fold
from pipeline.merge.terms import Ints, hash_text, read, terms
from pipeline.model import Agency, Document, Role, SourceResult, TaskMention

UNKNOWN, CENTRAL, PROVINCE, COMMUNE = range(4)
"""Levels of the body that works."""

NEVER = np.iinfo(np.int32).min
"""The day number of a date that is not given."""

TABLE_ORIGIN = "table"

UMBRELLA = 10
"""A body with so many below it ("Chính phủ") says little about who works: another report names one of them."""


@dataclass(frozen=True, slots=True)
class Mention:
    """What the merge needs of one task mention.

    ``list_id``: the list it stands in (an annex, or the prose of a document). ``aside``: words of the text
    that say who works or until when. ``bodies``: the bodies that lead, a party committee
    as its body, a former body as its successor. ``place``: the province of a local body's document, "" when unknown.
    ``due``: first and last due date as day numbers (ordinals), () when none. ``lineage``: the documents it
    belongs to or comes from: its own number, those that assigned it. ``authority``: larger for a higher issuer.
    """

    task_id: str
    text: str
    document_id: str
    list_id: str
    bodies: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    level: int = UNKNOWN
    place: str = ""
    due: tuple[int, ...] = ()
    lineage: tuple[str, ...] = ()
    parent_id: str = ""
    issued: int = NEVER
    authority: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """All mentions, one entry each, sorted by ``task_id``; the rows of ``terms`` are ``starts[i]:starts[i + 1]``.

    ``place``, ``document``, ``list``, ``parent`` and ``id_key`` (the mention itself) are hashes, 0 where there is none.
    ``clauses``: where in its words each piece of work after the first begins.
    ``*_set`` columns are numbers of entries in ``sets`` (0: the empty set). ``product``: what is made, 0 unknown.
    """

    task_id: tuple[str, ...]
    words: tuple[str, ...]
    clauses: tuple[tuple[int, ...], ...]
    starts: Ints
    terms: npt.NDArray[np.int32]
    product: npt.NDArray[np.int32]
    reference_set: npt.NDArray[np.int32]
    name_set: npt.NDArray[np.int32]
    quantity_set: npt.NDArray[np.int32]
    body_set: npt.NDArray[np.int32]
    lineage_set: npt.NDArray[np.int32]
    first_due: npt.NDArray[np.int32]
    last_due: npt.NDArray[np.int32]
    level: npt.NDArray[np.int32]
    place: Ints
    document: Ints
    list: Ints
    parent: Ints
    id_key: Ints
    issued: npt.NDArray[np.int32]
    authority: npt.NDArray[np.int32]
    sets: tuple[frozenset[str], ...]

    def __len__(self) -> int:
        return len(self.task_id)

    def length(self) -> Ints:
        """Number of terms of each mention."""
        return np.diff(self.starts)

    def take(self, rows: Ints) -> Columns:
        """The mentions ``rows``, in that order."""
        length = self.length()[rows]
        starts = np.concatenate([[0], np.cumsum(length)])
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], length)
        numbers = {name: getattr(self, name)[rows] for name in _NUMBERS}
        said: dict[str, Any] = {name: tuple(map(getattr(self, name).__getitem__, rows.tolist())) for name in _TUPLES}
        terms = self.terms[np.repeat(self.starts[rows], length) + within]
        return Columns(starts=starts, terms=terms, sets=self.sets, **numbers, **said)


_TUPLES = ("task_id", "words", "clauses")
_NUMBERS = tuple(f.name for f in fields(Columns) if f.name not in (*_TUPLES, "starts", "terms", "sets"))
"""The columns that are one number a mention."""


PART = 20_000
"""Texts read at a time: only their columns are kept."""


def columns(mentions: Iterable[Mention]) -> Columns:
    """Read the texts of ``mentions``, a part at a time; their order does not matter."""
    whole = appended(empty(), mentions)
    order = sorted(range(len(whole)), key=whole.task_id.__getitem__)
    return whole.take(np.array(order, np.int64))


def empty() -> Columns:
    """No mentions."""
    sets: dict[frozenset[str], int] = {frozenset(): 0}
    return _appended([_part([], sets)], tuple(sets))


def appended(table: Columns, mentions: Iterable[Mention]) -> Columns:
    """``table`` and after it ``mentions``, in the order given."""
    sets = {each: number for number, each in enumerate(table.sets)}
    arriving, parts = iter(mentions), [table]
    while part := list(islice(arriving, PART)):
        parts.append(_part(part, sets))
    return _appended(parts, tuple(sets))


def _part(mentions: Sequence[Mention], sets: dict[frozenset[str], int]) -> Columns:
    """The columns of some mentions, in the order given. ``sets`` numbers the sets and takes up new ones."""
    readings = [read(m.text, m.aside) for m in mentions]
    starts, ids = terms(r.words for r in readings)

    def of_set(values: Iterable[Sequence[str]]) -> npt.NDArray[np.int32]:
        return np.fromiter((sets.setdefault(frozenset(v), len(sets)) for v in values), np.int32, len(mentions))

    def coded(values: Iterable[str]) -> Ints:
        return np.fromiter((hash_text(v) if v else 0 for v in values), np.int64, len(mentions))

    def numbers(values: Iterable[int]) -> npt.NDArray[np.int32]:
        return np.fromiter(values, np.int32, len(mentions))

    return Columns(
        task_id=tuple(m.task_id for m in mentions),
        words=tuple(" ".join(r.words) for r in readings),
        clauses=tuple(r.clauses for r in readings),
        starts=starts,
        terms=ids,
        product=numbers(r.product for r in readings),
        reference_set=of_set(r.references for r in readings),
        name_set=of_set(r.names for r in readings),
        quantity_set=of_set(r.quantities for r in readings),
        body_set=of_set(m.bodies for m in mentions),
        lineage_set=of_set(m.lineage for m in mentions),
        first_due=numbers(m.due[0] if m.due else NEVER for m in mentions),
        last_due=numbers(m.due[-1] if m.due else NEVER for m in mentions),
        level=numbers(m.level for m in mentions),
        place=coded(m.place for m in mentions),
        document=coded(m.document_id for m in mentions),
        list=coded(m.list_id for m in mentions),
        parent=coded(m.parent_id for m in mentions),
        id_key=coded(m.task_id for m in mentions),
        issued=numbers(m.issued for m in mentions),
        authority=numbers(m.authority for m in mentions),
        sets=(),
    )


def _appended(parts: Sequence[Columns], sets: tuple[frozenset[str], ...]) -> Columns:
    """The mentions of all parts, one part after the other, whose sets are numbered alike."""
    length = np.concatenate([part.length() for part in parts])
    joined: dict[str, Any] = {}
    for name in (*_NUMBERS, "terms"):
        joined[name] = np.concatenate([getattr(part, name) for part in parts])
    for name in _TUPLES:
        joined[name] = tuple(chain.from_iterable(getattr(part, name) for part in parts))
    return Columns(starts=np.concatenate([[0], np.cumsum(length)]), sets=sets, **joined)


# --- from what was read ------------------------------------------------------------------------------------------

_COMMUNE = re.compile(r"\b(?:cap xa|xa|phuong|thi tran|dac khu)\b(?! hoi)")
_PROVINCE = re.compile(
    r"\b(?:tinh|thanh pho|thanh uy|tinh uy|so|quan|huyen|huyen uy|quan uy|dia phuong|cap tinh|cap huyen)\b"
    r"(?! truc thuoc trung uong)"
)
_CENTRAL = re.compile(
    r"\b(?:trung uong|chinh phu|quoc hoi|bo|toi cao|nha nuoc|thu tuong|bo chinh tri|ban bi thu|quan uy trung uong)\b"
)
_CENTRAL_CODES = re.compile(r"(?:TW|TTg|[-/]CP|QH\d*|TTBCĐ|UBTVQH\d*|CTN)$|-NQ/TW$")
_CENTRAL_KINDS = {"ministry", "government", "state", "court", "procuracy", "enterprise", "university", "front"}
_PROVINCE_KINDS = {"department", "provincial", "province", "local"}
_NATIONAL_KINDS = {"government", "assembly", "state"}
_AUTHORITY = {
    "HP": 9,
    "LUẬT": 9,
    "NQ": 7,
    "NĐ": 7,
    "CT": 6,
    "KL": 6,
    "QĐ": 6,
    "TT": 5,
    "CTr": 5,
    "KH": 4,
    "TB": 3,
    "CV": 2,
    "BC": 1,
}


@lru_cache(maxsize=65536)
def level_of_name(name: str) -> int:
    """The level of a body by its name; unknown where the name says nothing of it."""
    key = fold(name)
    if _COMMUNE.search(key):
        return COMMUNE
    if re.search(r"\b(?:toi cao|trung uong)\b", key) and "truc thuoc" not in key:
        return CENTRAL
    if _PROVINCE.search(key):
        return PROVINCE
    return CENTRAL if _CENTRAL.search(key) else UNKNOWN


class Bodies:
    """Which body a name or an id of the register stands for."""

    def __init__(self, register: Sequence[Agency]) -> None:
        self._known = {agency.agency_id: agency for agency in register}
        below = Counter(agency.parent_id for agency in self._known.values() if agency.parent_id)
        self.umbrellas = frozenset(
            a.agency_id for a in register if below[a.agency_id] >= UMBRELLA and a.kind != "ministry"
        )
        self._national = frozenset(a.agency_id for a in register if a.kind in _NATIONAL_KINDS) & self.umbrellas

    def body(self, agency_id: str | None, name: str) -> str:
        """The id of the body: of a party committee its body, of a former body its successor; else the folded name."""
        seen: set[str] = set()
        while agency_id in self._known and agency_id not in seen:
            seen.add(agency_id)
            agency = self._known[agency_id]
            following = agency.body_id or agency.successor_id
            if following is None:
                return agency_id
            agency_id = following
        return agency_id or fold(name)

    def leading(self, task: TaskMention) -> frozenset[str]:
        """The bodies that lead a task, without collectives and umbrellas."""
        return self.named(task) - self.umbrellas

    def compared(self, task: TaskMention) -> frozenset[str]:
        """The bodies that lead a task; a province only if it names nobody else: its department may be meant."""
        return self.leading(task) or self.named(task) - self._national

    def named(self, task: TaskMention) -> frozenset[str]:
        """The bodies that lead a task, without collectives."""
        named = (m for m in task.agencies if m.role is Role.LEAD and not m.is_collective)
        return frozenset(self.body(m.agency_id, m.name) for m in named)

    def strangers(self, first: frozenset[str], second: frozenset[str]) -> bool:
        """Whether no body of one set is in the other, or stands above or below one of it ("Chính phủ", a ministry)."""
        return not first & second and not self._reach(first) & second and not first & self._reach(second)

    def _reach(self, ids: Iterable[str]) -> frozenset[str]:
        above: set[str] = set()
        waiting = list(ids)
        while waiting:
            agency = self._known.get(waiting.pop())
            if agency is not None and agency.parent_id and agency.parent_id not in above:
                above.add(agency.parent_id)
                waiting.append(agency.parent_id)
        return frozenset(above)

    def level(self, agency_id: str | None, name: str) -> int:
        """The level by the register, where it is plain from the kind, else by the name."""
        agency = self._known.get(agency_id or "")
        kind = agency.kind if agency else ""
        if kind in _CENTRAL_KINDS:
            return CENTRAL
        by_name = level_of_name(name)
        return PROVINCE if kind in _PROVINCE_KINDS and by_name != COMMUNE else by_name


def mentions_of(results: Sequence[SourceResult], register: Sequence[Agency]) -> list[Mention]:
    """The mentions of all files, sorted by task id. Tasks without a letter are left out: they tell nothing."""
    bodies = Bodies(register)
    found = []
    for result in results:
        if result.source.duplicate_of is not None:
            continue
        documents = {document.document_id: document for document in result.documents}
        for task in result.tasks:
            if fold(task.text):
                found.append(_mention(task, documents[task.document_id], bodies))
    return sorted(found, key=lambda m: m.task_id)


def _mention(task: TaskMention, document: Document, bodies: Bodies) -> Mention:
    named = [m for m in task.agencies if m.role is Role.LEAD and not m.is_collective]
    own = _document_level(document)
    levels = {bodies.level(m.agency_id, m.name) for m in named} - {UNKNOWN}
    # "Các cơ quan" in a city's plan are the city's: a collective stands on the level of the document.
    level = levels.pop() if len(levels) == 1 else UNKNOWN if levels else own
    due = sorted(d.due_on.toordinal() for d in task.deadlines if d.due_on is not None)
    return Mention(
        task_id=task.task_id,
        text=task.text,
        document_id=task.document_id,
        list_id=_list_id(task),
        bodies=tuple(sorted(bodies.compared(task))),
        aside=(*_own_place(document, own), *_aside(task)),
        level=level,
        place=fold(document.place or "").removeprefix("tp ").removeprefix("thanh pho ")
        if own in (PROVINCE, COMMUNE)
        else "",
        due=(due[0], due[-1]) if due else (),
        lineage=tuple(
            sorted({*(_key(n) for n in task.assigned_by), *([_key(document.number)] if document.number else [])})
        ),
        parent_id=task.parent_task_id or "",
        issued=document.issued_on.toordinal() if document.issued_on else NEVER,
        authority=10 * {CENTRAL: 2, UNKNOWN: 1}.get(own, 0) + _AUTHORITY.get(document.type_code or "", 0),
    )


def _aside(task: TaskMention) -> tuple[str, ...]:
    """What the prose of a directive says beside the work, longest first: who works and until when."""
    if task.origin == TABLE_ORIGIN:
        return ()
    said = {m.name_raw for m in task.agencies} | {d.text for d in task.deadlines}
    return tuple(sorted(said, key=lambda words: (-len(words), words)))


def _own_place(document: Document, level: int) -> tuple[str, ...]:
    """How a local document names its own place: its tasks are for there whether they say so or not."""
    place = (document.place or "").removeprefix("TP. ").removeprefix("TP ").removeprefix("Thành phố ")
    if level not in (PROVINCE, COMMUNE) or not place:
        return ()
    return tuple(f"{kind} {place}" for kind in ("tỉnh", "thành phố", "Thành phố", "xã", "phường", "đặc khu"))


def _key(number: str) -> str:
    return fold(number).replace(" ", "")


def _list_id(task: TaskMention) -> str:
    """A row's list is its annex; all directives in the prose of a document are one list."""
    annex = task.locator.split("/row")[0] if task.origin == TABLE_ORIGIN else ""
    return f"{task.document_id}|{annex}"


def _document_level(document: Document) -> int:
    if document.number and _CENTRAL_CODES.search(document.number):
        return CENTRAL
    return level_of_name(document.issuer) if document.issuer else UNKNOWN
