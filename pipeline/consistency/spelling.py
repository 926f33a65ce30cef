"""A name spelled two ways in one document, where one is surely a slip: a diacritic lost or changed, once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from normalizers.text import fold, is_syllable, tone_key
from pipeline.consistency.passages import PROSE
from pipeline.consistency.reading import Reading
from pipeline.consistency.say import Side, distinct, evidence_of, finding
from pipeline.model import BlockKind, Document, Evidence, Finding

_WORDS = re.compile(r"[^\W\d_]+")
_USUAL = 3
_LEAST_WORDS = 3
# Two people may share all syllables but one, and differ in a tone; of four syllables that is hardly so.
_LONG = 4
_ADDRESS = frozenset({"Ông", "Bà"})  # capitals at the head of a sentence only
_KINDS = (*PROSE, BlockKind.SIGNATURE)

_Spelled = dict[str, list[tuple[str, tuple[Evidence, ...]]]]


def find_spellings(reading: Reading) -> tuple[Finding, ...]:
    """Names of people and bodies of each document that stand once with another diacritic than at least three times
    elsewhere. Recognised text is passed over: there the slip is the reader's."""
    return tuple(found for document in reading.documents for found in _in_document(reading, document))


def _in_document(reading: Reading, document: Document) -> Iterator[Finding]:
    named: defaultdict[str, _Spelled] = defaultdict(dict)
    for name, evidence in (*_people(reading, document), *_bodies(reading, document)):
        named[fold(name)].setdefault(tone_key(name), []).append((name, evidence))
    for spellings in named.values():
        rare, *_, usual = sorted(spellings.values(), key=len) if len(spellings) == 2 else [[], []]
        if len(rare) != 1 or len(usual) < _USUAL or not _surely(rare[0][0], usual[0][0]):
            continue
        sides = [Side(own[0][0], distinct(e for _, evidence in own for e in evidence)) for own in (rare, usual)]
        yield finding(
            reading.source_id,
            "name_spelling",
            [side.value for side in sides],
            f"Tên ghi {sides[0].vi}, nơi khác ghi {sides[1].vi}: có lẽ là lỗi chính tả.",
            f"A name is spelled {sides[0].en} and elsewhere {sides[1].en}: perhaps a slip.",
            *sides,
            document=document,
        )


def _surely(rare: str, usual: str) -> bool:
    """Whether one of two names is a slip: one syllable differs, and it is none, or the name is long."""
    pairs = zip(rare.split(), usual.split(), strict=True)
    differing = [(x, y) for x, y in pairs if tone_key(x) != tone_key(y)]
    if len(differing) != 1:
        return False
    wrong, right = (word.lower() for word in differing[0])
    return is_syllable(right) and (not is_syllable(wrong) or len(usual.split()) >= _LONG)


def _people(reading: Reading, document: Document) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Runs of capitalised words: the names of people, and of what is named like them."""
    for passage in reading.passages[reading.documents.index(document)]:
        if passage.kind not in _KINDS or passage.recognised:
            continue
        run: list[re.Match[str]] = []
        for word in [*_WORDS.finditer(passage.text), None]:
            if (
                word is not None
                and _capitalised(word[0])
                and (not run or passage.text[run[-1].end() : word.start()] == " ")
            ):
                run.append(word)
                continue
            if run and run[0][0] in _ADDRESS:
                del run[0]
            if len(run) >= _LEAST_WORDS:
                start, end = run[0].start(), run[-1].end()
                yield passage.text[start:end], passage.evidence(start, end)
            run = [word] if word is not None and _capitalised(word[0]) else []


def _capitalised(word: str) -> bool:
    return word[0].isupper() and (len(word) == 1 or word[1:].islower())


def _bodies(reading: Reading, document: Document) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    sure = {block.block_id for block in reading.blocks if block.confidence >= 1.0}
    for task in reading.tasks:
        if task.document_id != document.document_id:
            continue
        for mention in task.agencies:
            evidence = evidence_of(task, mention.role)
            if len(mention.name_raw.split()) >= _LEAST_WORDS and all(e.block_id in sure for e in evidence):
                yield mention.name_raw, evidence
