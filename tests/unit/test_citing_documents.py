"""pipeline.citations: which document of the snapshot a citation means, across files. Invented offices."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.citations import reference_rows
from pipeline.model import CitedReference, Document, Reference, Source, SourceResult

MARCH, MAY = dt.date(2031, 3, 6), dt.date(2031, 5, 1)


def file(
    name: str, *documents: Document, cites: tuple[tuple[str, str | None, dt.date | None], ...] = ()
) -> SourceResult:
    source = Source(name * 16, name * 64, f"{name}.txt", "text/plain", 1)
    cited = tuple(CitedReference(Reference(n, "TB", d, n or "Luật"), by, None, 1) for by, n, d in cites)
    return SourceResult(source, documents=documents, references=cited)


def resolved(*results: SourceResult) -> list[str | None]:
    return [row["resolved_document_id"] for row in reference_rows(results)]


def held(number: str, on: dt.date | None = MARCH, name: str = "d1") -> Document:
    return Document(name, 1, number=number, issued_on=on)


@pytest.mark.parametrize(
    ("number", "on", "cited", "dated", "expected"),
    [
        ("03-TB/BCĐTS", MARCH, "03-TB/BCĐTS", MARCH, "d1"),
        ("03-TB/BCĐTS", MARCH, "3-TB/BCĐTS", MARCH, "d1"),
        ("03-TB/BCĐTS", MARCH, "03-TB/BCĐTS", MAY, None),
        ("03-TB/BCĐTS", None, "03-TB/BCĐTS", MARCH, None),  # another office may have that number
        ("15/QĐ-UBND", MARCH, "15/QĐ-UBND", None, None),
        ("15/QĐ-UBND", MARCH, "15/QĐ-UBND", MARCH, "d1"),
        ("15/2031/QĐ-UBND", MARCH, "15/2031/QĐ-UBND", None, "d1"),
        ("293/2031/QH17", MARCH, "293/2031/NQ-QH17", None, "d1"),
        ("02-KH/BCĐTW", MARCH, "02/KH-BCĐTW", None, "d1"),
        ("02-KH/BCĐTW", dt.date(2032, 1, 1), "02-KH/BCĐTW", None, None),  # later than the document that cites
        ("02-KH/BCĐTW", MARCH, None, MARCH, None),
    ],
)
def test_numbers_and_dates(
    number: str, on: dt.date | None, cited: str | None, dated: dt.date | None, expected: str | None
) -> None:
    citing = file("b", Document("d2", 1, number="9/BC-X", issued_on=MAY), cites=(("d2", cited, dated),))
    assert resolved(file("a", held(number, on)), citing) == [expected]


def test_in_one_file_the_number_is_enough() -> None:
    bundle = file("a", held("15/QĐ-UBND", None), Document("d2", 2), cites=(("d2", "15/QĐ-UBND", None),))
    assert resolved(bundle) == ["d1"]


def test_a_number_that_was_dated_once_in_the_document_keeps_its_date() -> None:
    cites = (("d2", "15/QĐ-UBND", MARCH), ("d2", "15/QĐ-UBND", None), ("d3", "15/QĐ-UBND", None))
    citing = file("b", Document("d2", 1), Document("d3", 2), cites=cites)
    assert resolved(file("a", held("15/QĐ-UBND")), citing) == ["d1", "d1", None]


def test_a_number_with_two_dates_in_the_document_is_not_resolved_without_one() -> None:
    cites = (("d2", "15/QĐ-UBND", MARCH), ("d2", "15/QĐ-UBND", MAY), ("d2", "15/QĐ-UBND", None))
    assert resolved(file("a", held("15/QĐ-UBND")), file("b", Document("d2", 1), cites=cites)) == ["d1", None, None]


def test_two_candidates_slips_and_attached_documents_are_no_answer() -> None:
    citing = file("b", Document("d2", 1), cites=(("d2", "15/QĐ-UBND", MARCH),))
    twice = (file("a", held("15/QĐ-UBND")), file("c", held("15/QĐ-UBND", name="d9")))
    assert resolved(*twice, citing) == [None]
    attached = Document("d3", 2, number="15/QĐ-UBND", issued_on=MARCH, parent_document_id="d1")
    slip = Document("d4", 3, number="15/QĐ-UBND", issued_on=MARCH, is_copy_of="1/QĐ-X")
    assert resolved(file("a", held("15/QĐ-UBND"), attached, slip), citing) == ["d1"]


def test_rows_are_numbered_by_document_and_carry_the_issuer_of_the_number() -> None:
    cites = (("d1", "15/QĐ-UBND", None), ("d2", "3-TB/XY", None), ("d1", None, MARCH))
    rows = reference_rows([file("a", Document("d1", 1), Document("d2", 2), cites=cites)])
    assert [(r["document_id"], r["position"], r["issuer_code"]) for r in rows] == [
        ("d1", 1, "UBND"),
        ("d2", 1, "XY"),
        ("d1", 2, None),
    ]
