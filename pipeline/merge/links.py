"""The table ``task_links``: every pair judged, with its figures and one line that explains it in two languages.

Arrow columns at once, for there are several links a mention: an explanation is written once for all links that have the
same to say.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.merge.features import FEATURES
from pipeline.merge.groups import Merged
from pipeline.merge.scoring import (
    CONTAINED,
    GROUNDS,
    IMPLEMENTS,
    LAW_OF_PACKAGE,
    NUMBERED_UNDER,
    OPPOSED,
    OTHER_PLACE,
    PART_OF,
    PIECE_OF_WORK,
    RELATED,
    RELATIONS,
    SAME,
    Links,
    Scorer,
)
from pipeline.merge.terms import Ints
from pipeline.schema import arrow_schema

_SAME_SCORE, _SAME_LIST, _RULE, _DECISION = "same", "same_list", "rule", "decision"
_STEPS = 1000
"""Figures are told to three places."""


def link_table(merged: Merged) -> pa.Table:
    """The rows of ``task_links``, sorted by their key."""
    links = merged.links.take(np.lexsort((merged.links.second, merged.links.first)))
    ids = pa.array(merged.columns.task_id, pa.string())
    listed = merged.columns.list[links.first] == merged.columns.list[links.second]
    reviewers = ["", *sorted(set(merged.decided.values()))]
    decided = np.zeros(len(links.first), np.int64)
    if merged.decided:
        pairs = zip(links.first.tolist(), links.second.tolist(), strict=True)
        decided[:] = [reviewers.index(merged.decided.get((min(pair), max(pair)), "")) for pair in pairs]
    said, which = _explanations(links, listed, decided, reviewers)
    columns = {
        "task_id_a": ids.take(pa.array(links.first)),
        "task_id_b": ids.take(pa.array(links.second)),
        "relation": pa.array(RELATIONS).take(pa.array(links.relation)),
        "score": pa.array(np.round(np.where(decided > 0, 1.0, Scorer.confidence(links, merged.model)), 4)),
        "reasons": _reasons(links, listed, decided, reviewers, merged.model.weights),
        "explanation_vi": pa.array([vi for vi, _ in said], pa.string()).take(which),
        "explanation_en": pa.array([en for _, en in said], pa.string()).take(which),
    }
    schema = arrow_schema("task_links")
    return pa.Table.from_arrays([columns[field.name].cast(field.type) for field in schema], schema=schema)


def _reasons(
    links: Links, listed: npt.NDArray[np.bool_], decided: Ints, reviewers: list[str], weights: Mapping[str, float]
) -> pa.Array:
    """All figures of each link, how sure it is that both are the same where another relation is told, whether both
    stand in one list, by which rule it is what it is, and who decided."""
    names = [*FEATURES, _SAME_SCORE, _SAME_LIST, _RULE, _DECISION]
    values = [f"{step / _STEPS:.3f}" for step in range(-_STEPS, _STEPS + 1)] + ["1", *GROUNDS, *reviewers]
    yes = 2 * _STEPS + 1
    told = np.empty((len(decided), len(names)), np.int32)
    told[:, : len(FEATURES)] = np.rint(np.clip(links.table, -1, 1) * _STEPS) + _STEPS
    rule = yes + 1 + links.ground.astype(np.int32)
    told[:, -4] = np.rint(links.score * _STEPS) + _STEPS
    told[:, -3], told[:, -2], told[:, -1] = yes, rule, yes + 1 + len(GROUNDS) + decided
    present = np.ones(told.shape, bool)
    present[:, -4] = (links.relation != RELATIONS.index(SAME)) & (decided == 0)
    present[:, -3], present[:, -2], present[:, -1] = listed, links.ground > 0, decided > 0
    feature = np.broadcast_to(np.arange(len(names), dtype=np.int32), told.shape)[present]
    weight = np.array([weights.get(name, 0.0) for name in names])
    kind = arrow_schema("task_links").field("reasons").type
    reasons = {
        "feature": pa.array(names).take(pa.array(feature)),
        "value": pa.array(values).take(pa.array(told[present])),
        "weight": pa.array(weight[feature]),
    }
    items = pa.StructArray.from_arrays(
        [reasons[f.name].cast(f.type) for f in kind.value_type], fields=list(kind.value_type)
    )
    starts = np.concatenate([[0], np.cumsum(present.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(starts), items, type=kind)


# --- explanations ------------------------------------------------------------------------------------------------

_HEADS = {
    SAME: ("Cùng một nhiệm vụ", "The same task"),
    PART_OF: ("Nhiệm vụ thứ nhất là một phần của nhiệm vụ thứ hai", "The first task is a part of the second"),
    IMPLEMENTS: (
        "Cơ quan cấp dưới tổ chức thực hiện nhiệm vụ của cấp trên",
        "A lower level carries out the task of a higher one",
    ),
    RELATED: ("Giống nhau nhưng là hai nhiệm vụ", "Alike, but two tasks"),
}
_AGREE = {
    "product": ("cùng loại sản phẩm", "the same product"),
    "references": ("cùng văn bản viện dẫn", "the same document cited"),
    "names": ("cùng luật hoặc cơ sở dữ liệu", "the same law or database"),
    "quantities": ("cùng số lượng", "the same quantities"),
    "lead": ("cùng cơ quan chủ trì", "the same lead body"),
    "deadline": ("cùng thời hạn", "the same deadline"),
    "lineage": ("cùng văn bản giao", "assigned by the same document"),
}
_GROUNDS = {
    NUMBERED_UNDER: ("được đánh số dưới nhiệm vụ ấy trong cùng văn bản", "numbered under it in the same document"),
    LAW_OF_PACKAGE: ("là một luật trong gói nhiều luật", "one law of a package of laws"),
    PIECE_OF_WORK: ("là một trong nhiều việc mà nhiệm vụ ấy nêu", "one of several pieces of work that it states"),
    OTHER_PLACE: ("ở hai địa phương khác nhau", "in two different provinces"),
    OPPOSED: ("một từ khác làm đổi nghĩa (khai mạc, bế mạc ...)", "one other word changes all (opening, closing ...)"),
}
_PARTING = (OTHER_PLACE, OPPOSED)
_REPLACED = ("nêu nội dung khác ở cùng một chỗ", "something else said in the same place")
_REPLACED_MUCH = 0.5
"""So much in place of something else is worth a word."""
_DIFFER = {
    "product": ("khác loại sản phẩm", "another product"),
    "references": ("viện dẫn văn bản khác", "another document cited"),
    "names": ("khác luật hoặc cơ sở dữ liệu", "another law or database"),
    "quantities": ("khác số lượng", "other quantities"),
    "lead": ("khác cơ quan chủ trì", "another lead body"),
    "deadline": ("khác thời hạn", "another deadline"),
}


def _explanations(
    links: Links, listed: npt.NDArray[np.bool_], decided: Ints, reviewers: list[str]
) -> tuple[list[tuple[str, str]], pa.Array]:
    """(the distinct explanations in both languages, which of them each link has)."""
    figure = dict(zip(FEATURES, links.table.T, strict=True))
    shares = [
        _percent(figure["terms"]),
        np.where(links.relation == RELATIONS.index(PART_OF), _percent(figure["contained"]), 0),
    ]
    agree, differ = [figure[name] > 0.5 for name in _AGREE], [figure[name] < 0 for name in _DIFFER]
    differ.append(figure["replaced"] >= _REPLACED_MUCH)
    code = decided
    for size, part in [
        (len(RELATIONS), links.relation),
        (len(GROUNDS), links.ground),
        *((101, s) for s in shares),
        *((2, b) for b in (listed, *agree, *differ)),
    ]:
        code = code * size + part
    _, where, which = np.unique(code, return_index=True, return_inverse=True)
    said = []
    for at in where.tolist():
        figures = {name: float(values[at]) for name, values in figure.items()}
        ground = GROUNDS[links.ground[at]]
        told = RELATIONS[links.relation[at]], ground, figures, reviewers[decided[at]] or None, bool(listed[at])
        said.append((explanation(*told, "vi"), explanation(*told, "en")))
    return said, pa.array(which)


def _percent(share: npt.NDArray[np.float32]) -> Ints:
    return np.rint(100 * share.astype(np.float64)).astype(np.int64)


def explanation(
    relation: str, ground: str, figures: Mapping[str, float], decided_by: str | None, listed: bool, lang: str
) -> str:
    """One line that says what the pair is and why, in Vietnamese ("vi") or English ("en").

    ``ground``: the rule that made it so (see :data:`pipeline.merge.scoring.GROUNDS`). ``listed``: both stand in one
    list. ``decided_by``: the reviewer whose word this is.
    """
    which = 0 if lang == "vi" else 1
    head = _HEADS[relation][which]
    if decided_by is not None:
        return f"{head}: {('quyết định của', 'decided by')[which]} {decided_by}."
    if ground == CONTAINED:
        inside = f"{round(100 * figures['contained'])} %"
        parts = [(f"{inside} nội dung của nó nằm trong nhiệm vụ ấy", f"{inside} of what it says stands there")[which]]
    elif ground in _GROUNDS and relation == PART_OF:
        parts = [_GROUNDS[ground][which]]
    else:
        shared = f"{round(100 * figures['terms'])} %"
        parts = [(f"trùng {shared} nội dung", f"{shared} of the content shared")[which]]
    # A part may name one of the laws or numbers of the whole: that says nothing for or against it.
    told = ("lead", "deadline") if relation == PART_OF else tuple(figures)
    parts += [words[which] for name, words in _AGREE.items() if name in told and figures[name] > 0.5]
    differing = [_GROUNDS[ground][which]] if ground in _PARTING else []
    if listed and relation != PART_OF:
        (parts if relation == SAME else differing).append(
            ("hai dòng của cùng một danh sách", "two rows of one list")[which]
        )
    differing += [words[which] for name, words in _DIFFER.items() if name in told and figures[name] < 0]
    if relation != PART_OF and figures["replaced"] >= _REPLACED_MUCH:
        differing.append(_REPLACED[which])
    text = f"{head}: {', '.join(parts)}"
    return f"{text}; {('nhưng ', 'but ')[which]}{', '.join(differing)}." if differing else f"{text}."
