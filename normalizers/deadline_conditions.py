"""Events and conditions in prose that bind a task and that no calendar gives ("ngay sau khi Luật được thông qua")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalizers.deadline_frame import DONE, conditional
from normalizers.timex_view import View
from pipeline.model import Deadline

# What is told of the past: "đã", but not of a duty ("nhiệm vụ đã được giao").
PAST_LEFT = re.compile(
    r"(?<![a-z])da(?! (?:duoc )?(?:giao|de ra|neu|xac dinh|dang ky|phan cong|cam ket|phe duyet)(?![a-z]))(?![a-z])"
)
_CONDITIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("event", re.compile(rf"(?<![a-z])(?:{DONE} truoc|(?:{DONE}|trinh|bao cao|ban hanh) (?:truoc khi|dung "
                         rf"(?:tien do|thoi han|han)|dong bo voi|cung (?:thoi diem|voi)))"
                         r"(?!(?: ngay)?[^a-z0-9]{1,3}[0-9]| ngay$)"
                         r"(?: [^.;,()]{0,160})?(?:, (?:dong bo|phu hop|cung) [^.;,()]{0,120})?")),
    ("event", re.compile(r"(?<![a-z])truoc (?:(?:them )?(?:khi (?:vao |buoc vao )?)?(?:mua (?:mua|bao|lu|lut|kho|he)"
                         r"|dai hoi|khai giang|tet|ky thi|ngay (?:bau cu|khai giang|hoi))(?![a-z])[^.;,()]{0,80}"
                         r"|khi (?:ket thuc|bat dau|khai mac|dien ra|den han|het han)(?![a-z])[^.;,()]{0,100})")),
    ("event", re.compile(r"(?<![a-z])(?:trinh|bao cao) [^.;#]{2,120} (?P<c>truoc hoi nghi (?:trung uong|ban chap hanh)"
                         r"[^.;,()]{0,60})")),
    ("event", re.compile(r"(?<![a-z])(?:ngay (?:sau )?khi [^.;,]{3,160}|sau khi [^.;,]{3,160}(?:thong qua|ban hanh"
                         r"|hieu luc|phe duyet|hoan thanh|ket thuc|quyet dinh|nghiem thu|ban giao"
                         r"|di vao (?:van hanh|hoat dong)))(?![a-z])")),
    ("event", re.compile(r"(?<![a-z])(?:trinh|bao cao) [^.;#]{2,120} (?P<c>(?:ngay )?tai (?:(?:ky|phien) hop thu"
                         r"|hoi nghi (?:[a-z]+ ){0,6}?lan thu) [0-9a-z]{1,6}"
                         r"(?: (?:cua )?(?:quoc hoi|hoi dong nhan dan|hdnd)(?: [a-z]{1,6}){0,3})?)(?![a-z])")),
    ("after_meeting", re.compile(r"(?<![a-z])ngay sau (?:hoi nghi|phien hop|ky hop|cuoc hop|dai hoi)(?![a-z])"
                                 r"[^.;,]{0,60}")),
    ("event", re.compile(r"(?<![a-z])khi (?:cac |he thong |nen tang |co so du lieu |du an )[^.;,]{2,80}"
                         r" (?:hoan thanh|hoan thien|di vao (?:van hanh|hoat dong))(?![a-z])[^.;,]{0,80}")),
    ("event", re.compile(r"(?:^(?:\W*[a-z0-9]{1,3}[.)])?|(?<=[.;] )|(?<=[.;]))\W*(?P<c>khi [^.;,]{3,120}"
                         r" (?:co hieu luc(?: thi hanh)?|thong qua|ban hanh|phe duyet)(?= ?,))")),
    ("upon_signal", re.compile(r"(?<![a-z])khi co (?:tin (?:bao|ap thap)|canh bao|bao dong|lenh)(?![a-z])"
                               r"[^.;,()]{0,80}")),
    ("event", re.compile(r"(?<![a-z])co hieu luc (?:thi hanh )?(?:dong thoi|cung (?:thoi diem|ngay|luc))"
                         r" [^.;,]{0,160}")),
    ("in_case", re.compile(r"(?<![a-z])(?<!ke ca )(?<!\()neu (?:thay can|can"
                           r"|co (?:kho khan|vuong mac|phat sinh|van de)|phat sinh|thay)(?![a-z])[^.;,]{0,160}"
                           r"(?:, (?:bo sung|vuong mac|bat cap|phat sinh|dieu chinh|thay the"
                           r"|hoan thien)[^.;,]{0,160}){0,3}")),
    ("in_case", re.compile(r"(?:^\W*|(?<=[.;] )|(?<=[.;]))(?P<c>(?:trong )?truong hop can thiet)(?![a-z])")),
    ("in_case", re.compile(r"(?:^|(?<=[.;] )|(?<=[.;]))khi (?:co )?(?:phat sinh|vuong mac|kho khan|van de)(?![a-z])"
                           r"[^.;,]{0,80}(?:, (?:vuong mac|kho khan|bat cap|phat sinh)[^.;,]{0,60}){0,2}")),
    ("upon_request", re.compile(r"(?<![a-z~])(?:bao cao|gui|~{1,4} cap|dot xuat|phan anh)[^.;,]{0,60} "
                                r"(?P<c>khi (?:(?:co|duoc) yeu cau|co (?:tinh huong|su co|phat sinh|vuong mac"
                                r"|bien dong)(?: [a-z]+){0,3}))(?![a-z])")),
)  # fmt: skip


def find_conditions(view: View, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int, Deadline]]:
    """The events and conditions outside the spans ``taken`` (which grows by them), with their places in the view."""
    for rule, pattern in _CONDITIONS:
        for match in pattern.finditer(view.v):
            start, end = match.span("c") if "c" in match.groupdict() else match.span()
            around = view.v[max(0, start - 24) : start]
            if rule == "after_meeting" and taken:
                continue  # the sentence has a time of its own
            told = rule in {"event", "after_meeting"} and (
                re.match(r"[^.;]{0,200}?(?<![a-z])da(?![a-z])", view.v[end : end + 220])
                or PAST_LEFT.search(re.split("[.;,]", view.v[max(0, start - 160) : start])[-1])
            )
            if told or re.search(r"(?<![a-z])(?:da|chua) $", around) or any(s < end and start < e for s, e in taken):
                continue
            text = view.raw(start, end)
            taken.append((start, end))
            yield start, end, conditional(text, rule)
