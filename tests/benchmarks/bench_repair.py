"""Speed of the repair: syllables a second of processor time, for garbled text and for text without marks.

Usage: python -m tests.benchmarks.bench_repair FILE [FILE ...]    (text files; their marks are taken away)
"""

from __future__ import annotations

import resource
import sys
import time
import unicodedata
from pathlib import Path

from normalizers.language_model import language_model
from normalizers.repair import repair_lines


def stripped(text: str) -> str:
    """The text without its marks."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def main(paths: list[str]) -> None:
    """Print a line a file."""
    begin = time.process_time()
    language_model()
    print(f"load {time.process_time() - begin:.2f} s")
    for path in paths:
        lines = [stripped(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
        begin = time.process_time()
        found = repair_lines(lines)
        spent = time.process_time() - begin
        many = sum(len(line.tokens) for line in found)
        print(f"{path}: {many} tokens, {many / spent:.0f} a second")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
