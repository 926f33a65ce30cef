"""Make the sample notices and their gold, the same bytes each time.

``python -m tests.samples.make_samples`` writes ``data/raw/*`` and ``tests/golden/gold/*.json``;
``--check`` writes nothing and exits 1 when a committed file differs from what would be written. The images depend on
the versions in ``requirements-dev.lock`` (rendering, JPEG), so check with those.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.samples import fonts, gold
from tests.samples.compose import compose
from tests.samples.content import Notice
from tests.samples.content_bundle import BUNDLE
from tests.samples.content_conclusion import CONCLUSION
from tests.samples.content_image import IMAGE
from tests.samples.content_plan import PLAN
from tests.samples.content_progress import PROGRESS
from tests.samples.content_report import REPORT
from tests.samples.content_resolution import RESOLUTION
from tests.samples.content_roster import ROSTER
from tests.samples.drawing import native_pdf
from tests.samples.scan import Scanner, png_page, scanned_pdf
from tests.samples.textexport import export

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "data" / "raw"
GOLD = ROOT / "tests" / "golden" / "gold"

OFFICE_SCANNER = Scanner(
    dpi=180, colour=True, skew_deg=0.6, grain=3.0, paper=(246, 243, 234), specks=25, quality=62, seed=12
)
ARCHIVE_SCANNER = Scanner(
    dpi=200, colour=False, skew_deg=0.0, grain=2.0, paper=(247, 247, 247), specks=8, quality=60, seed=143
)
DESK_SCANNER = Scanner(
    dpi=200, colour=False, skew_deg=-0.3, grain=1.2, paper=(250, 250, 250), specks=6, quality=0, seed=7
)

Files = dict[Path, bytes]


def with_gold(name: str, data: bytes, texts: dict[str, str]) -> Files:
    return {RAW / name: data, **{GOLD / file: text.encode() for file, text in texts.items()}}


def native(notice: Notice) -> Files:
    layout = compose(notice)
    return with_gold(notice.file, native_pdf(layout, notice.docs[0].title), gold.of_layout(layout))


def scanned(notice: Notice, scanner: Scanner, garbled_layer: bool = False) -> Files:
    layout = compose(notice)
    data = scanned_pdf(layout, scanner, garbled_layer)
    return with_gold(notice.file, data, gold.of_layout(layout, scanner.skew_deg))


def image(notice: Notice, scanner: Scanner) -> Files:
    layout = compose(notice)
    return with_gold(notice.file, png_page(layout, scanner), gold.of_layout(layout, scanner.skew_deg))


def text(notice: Notice, form_feeds: bool = False) -> Files:
    made = export(notice, form_feeds)
    return with_gold(notice.file, made.text().encode(), gold.of_export(made))


def make() -> Files:
    """Every file with its bytes; raises ``fonts.FontMissing`` when the fonts are not installed."""
    fonts.register()
    return {
        **native(PLAN),
        **scanned(REPORT, OFFICE_SCANNER),
        **scanned(CONCLUSION, ARCHIVE_SCANNER, garbled_layer=True),
        **native(BUNDLE),
        **text(RESOLUTION),
        **text(PROGRESS),
        **image(IMAGE, DESK_SCANNER),
        **text(ROSTER, form_feeds=True),
    }


def main() -> int:
    """Write or check the files; the exit code is 0 when all is well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    checking = parser.parse_args().check
    try:
        files = make()
    except fonts.FontMissing as missing:
        print(f"make_samples: {missing}", file=sys.stderr)
        return 2
    differ = 0
    for path, data in sorted(files.items()):
        shown = path.relative_to(ROOT)
        if checking:
            same = path.is_file() and path.read_bytes() == data
            differ += not same
            print(f"{'same' if same else 'DIFFERS':8}{shown}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            print(f"{len(data):9,d}  {shown}")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
