"""One named thing that a body is to make by different times, in different files, in other words.

The merge holds such tasks apart: their purposes are told differently, or one asks for more. That the same body is to
make a thing of the same full name by times that cannot both be meant is worth a look all the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from normalizers.text import fold
from pipeline.consistency.alike import Window, apart, window
from pipeline.consistency.say import deadline_side, finding, shown
from pipeline.consistency.tasks import bodies_of
from pipeline.model import Finding, Source, SourceResult, TaskMention

_LEAST_WORDS = 4
_THINGS = (
    r"đề án|kế hoạch|chương trình|chiến lược|quy hoạch|nghị định|thông tư|danh mục|khung|quy chế|quy định|hướng dẫn"
    r"|cơ sở dữ liệu|nền tảng|hệ thống|phương án|chính sách|phong trào|quỹ|trung tâm|mô hình|sàn"
    r"|bộ (?:tiêu chí|chỉ số)"
)
_MAKES = (
    r"(?:xây dựng|ban hành|trình|hoàn thiện|phê duyệt|lập|soạn thảo|phát động|thành lập|nghiên cứu|khẩn trương|tham mưu"
    r"|cấp có thẩm quyền|chính phủ|thủ tướng chính phủ|ủy ban nhân dân tỉnh|ubnd tỉnh|và|để)[ ,]+"
)
# A name that goes on behind a comma, "giai đoạn" or "về" is another name: only where a clause ends is it whole.
_MADE = re.compile(
    rf"(?:^|chủ trì,? )(?:[^,;.:()]{{0,60}}?(?<!\w))??(?:{_MAKES})+(?:cơ chế, )?"
    rf"(?P<name>(?:{_THINGS})\s[^,.;:()]{{4,120}}?)"
    r"(?=[.;]|$|\s(?:để|nhằm|phục vụ)\s|,? (?:hoàn thành|trước|trong|chậm nhất|xong|báo cáo)(?!\w))",
    re.IGNORECASE,
)


def find_promised(
    results: Sequence[SourceResult], groups: Sequence[Sequence[str]]
) -> tuple[tuple[Source, Finding], ...]:
    """The findings, each with the file it is told of. ``groups``: the ids of the tasks that are judged the same, whose
    deadlines are compared elsewhere. ``results``: in the order of their paths."""
    group_of = {member: at for at, group in enumerate(groups) for member in group}
    made: defaultdict[str, list[tuple[Source, TaskMention, Window]]] = defaultdict(list)
    for result in results:
        for task in result.tasks:
            match = _MADE.search(task.text)
            due = [w for d in task.deadlines if (w := window(d)) is not None]
            if match is None or len(due) != 1 or len((key := fold(match["name"])).split()) < _LEAST_WORDS:
                continue
            made[key].append((result.source, task, due[0]))
    return tuple(found for key in sorted(made) for found in _told(key, made[key], group_of))


def _told(
    key: str, own: Sequence[tuple[Source, TaskMention, Window]], group_of: dict[str, int]
) -> Iterator[tuple[Source, Finding]]:
    """The first two mentions in different files and groups that cannot both be meant."""
    for i, (source, task, due) in enumerate(own):
        for other_source, other, other_due in own[i + 1 :]:
            same_group = group_of.get(task.task_id, -1) == group_of.get(other.task_id, -2)
            if source.source_id == other_source.source_id or same_group or not apart(due, other_due):
                continue
            if bodies_of(task).isdisjoint(bodies_of(other)):
                continue
            sides = [
                replace(deadline_side(t, t.deadlines), source=s.path)
                for s, t in ((source, task), (other_source, other))
            ]
            texts = [shown(t.text, 70) for t in (task, other)]
            found = finding(
                "",
                "thing_deadline_differs",
                (key, *sorted(s.value for s in sides)),
                f"Cùng một cơ quan, cùng một sản phẩm nhưng thời hạn khác nhau: {sides[0].vi} ({texts[0]}); "
                f"{sides[1].vi} ({texts[1]}).",
                f"The same body is to make the same thing by different times: {sides[0].en} ({texts[0]}); "
                f"{sides[1].en} ({texts[1]}).",
                *sides,
            )
            yield source, replace(found, document_id=task.document_id, task_id=task.task_id)
            return
