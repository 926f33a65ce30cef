"""One page from bytes to words and grids: the native layer where it is good, else the image.

The story of a scanned page: draw it at its own resolution, level it, find its rules, build its grids, read the cells
of the grids and the rest of the page, and map every box back to page points.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps

from extractors.annotations import Annotation, read_annotations
from extractors.cleaning import without_specks
from extractors.grid import RuledCell, RuledGrid, Segment, build_grids, find_segments
from extractors.image import (
    Gray,
    PageImage,
    Transform,
    check_pixels,
    deskew,
    image_frames,
    load_image_page,
    measure_skew,
    open_image,
    runs_sideways,
    turned,
)
from extractors.light import even_light, needs_light, paper_light
from extractors.numerals import mend_quarters
from extractors.ocr import (
    Engine,
    Installed,
    OcrWord,
    TesseractEngine,
    bracket_model,
    glyph_box,
    installed,
    model_version,
)
from extractors.pdf import PdfPageFacts, content_hashes, page_facts, read_native, render_page
from extractors.perspective import measure_perspective, rectify
from extractors.sides import apart, find_side_blocks, together
from extractors.stamps import PixelBox, clip, find_frames, find_seals, is_incoming_stamp, lift_colour, lift_seal
from extractors.triage import judge_layer
from extractors.voting import SOFTENINGS, combine, is_bilevel, read_thrice, softened
from normalizers.number import parse_ordinal
from pipeline.config import Settings
from pipeline.errors import NoticesError, TooLarge
from pipeline.model import Box, Grid, GridCell, LayerVerdict, PageReading, StampReading, TextSource, Word

MIN_CELL_PT = 9.0  # a row or column narrower than this cannot hold a line of text
DOUBTFUL_LINES = 1.6  # below this ratio (see runs_sideways) Tesseract is asked which way the page lies
UPSIDE_DOWN = 0.55  # mean confidence below which a page may stand on its head
SKEW_TO_LEAVE = 1.5  # degrees; Tesseract reads prose with such a skew better as it is than turned (see the benchmark)
SKEW_TO_MEND = 0.15  # degrees; below this a crop of a cell holds no piece of its rules

_FAN = 0.3  # degrees between the lines of the upper and of the lower half of a page that is not flat
_STRIP_GAP_IN = 0.3  # inches of white between two strips of text around a table
_GRAIN = 200  # grey level; the grain of evened paper is brighter, faint print darker
_GRAIN_FROM_IN = 0.1  # inches from ink from which paper is painted white
_MUCH_TEXT = 0.35  # of the page's height: more text around tables is read as a page

ENGINE_ABSENT = "absent"


def survey(path: Path, media_type: str, settings: Settings) -> tuple[str, ...]:
    """One entry a page of a PDF or image file: a hash of the content that the reading of this page depends on.

    Raises the typed input errors.
    """
    if media_type == "application/pdf":
        return content_hashes(path, settings)
    count = image_frames(path)
    if count > settings.max_pages:
        raise TooLarge(f"the image has {count} pages, more than {settings.max_pages}")
    digest = hashlib.sha256(f"{media_type} ".encode())
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            digest.update(chunk)
    return tuple(hashlib.sha256(f"{digest.hexdigest()} {n}".encode()).hexdigest() for n in range(1, count + 1))


def engine_version(settings: Settings) -> str:
    """What reads images: program version and models, each with a digest of its file where that is known. Part of every
    cache key. ENGINE_ABSENT when it is not installed."""
    try:
        program = installed(settings.tesseract_cmd)
    except NoticesError:
        return ENGINE_ABSENT
    names = (settings.ocr_lang, bracket_model(settings))
    return " ".join(["tesseract", program.version, *(model_version(name, program.folder) for name in names if name)])


def known_program(settings: Settings) -> Installed | None:
    """What Tesseract says of itself, for :func:`read_page` in other processes; None when it is not installed."""
    try:
        return installed(settings.tesseract_cmd)
    except NoticesError:
        return None


def read_page(
    path: Path,
    media_type: str,
    page_no: int,
    settings: Settings,
    engine: Engine | None = None,
    program: Installed | None = None,
) -> PageReading:
    """Read one page of a PDF or image file.

    ``engine`` defaults to Tesseract, ``program`` is what is known of it (else it is asked). Raises InputError and
    PageError subclasses, EnvironmentMissing.
    """
    if media_type != "application/pdf":
        page = load_image_page(path, page_no, settings)
        return _read_image(page, page_no, None, LayerVerdict.ABSENT, engine or TesseractEngine(settings, program))
    facts = page_facts(path, page_no, settings)
    verdict, quality = judge_layer(facts.text, scanned=facts.scanned)
    if verdict == LayerVerdict.GOOD or not facts.drawn:
        return _read_native(path, page_no, facts, verdict, quality, settings)
    page = render_page(path, page_no, facts, settings)
    if verdict == LayerVerdict.ABSENT and not facts.scanned and _ink_share(page.pixels) == 0:
        return _read_native(path, page_no, facts, verdict, quality, settings)  # nothing to see, as on an empty page
    laid = read_annotations(path, page_no, settings, drawn=False)
    if verdict == LayerVerdict.ABSENT and laid:  # all the text that the file has of this page
        verdict, quality = judge_layer(" ".join(w.text for a in laid for w in a.words), scanned=True)
    reading = _read_image(page, page_no, quality, verdict, engine or TesseractEngine(settings, program))
    return _with_annotations(reading, laid)


def _with_annotations(reading: PageReading, laid: Sequence[Annotation]) -> PageReading:
    """What annotations put into the gaps of a page are words of it; notes of a signature are stamps."""
    filled = tuple(w for a in laid if not a.is_note for w in a.words)
    notes = tuple(StampReading(a.box, a.words) for a in laid if a.is_note)
    return replace(reading, words=reading.words + filled, stamps=reading.stamps + notes)


def page_picture(
    path: Path, media_type: str, page_no: int, settings: Settings, dpi: float
) -> tuple[Image.Image, float]:
    """A colour picture of a page for people, and its pixels a point.

    Raises as :func:`read_page`.
    """
    if media_type == "application/pdf":
        facts = page_facts(path, page_no, settings)
        check_pixels(round(facts.width_pt * dpi / 72), round(facts.height_pt * dpi / 72), settings)
        import pypdfium2

        document = pypdfium2.PdfDocument(path)
        try:
            document.init_forms()  # a number stamped digitally is a form field
            return document[page_no - 1].render(scale=dpi / 72).to_pil().convert("RGB"), dpi / 72
        finally:
            document.close()
    page = load_image_page(path, page_no, settings)
    with open_image(path) as image:
        image.seek(page_no - 1)
        plain = image.mode in ("RGB", "CMYK", "YCbCr")  # depth and transparency of others: see the grey page
        colour = (ImageOps.exif_transpose(image) or image).convert("RGB") if plain else None
    if colour is None:
        colour = Image.fromarray(page.pixels).convert("RGB")
    factor = min(1.0, dpi / page.dpi)
    height, width = page.pixels.shape
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return colour.resize(size, Image.Resampling.LANCZOS), size[0] / page.width_pt


# --- the native layer -------------------------------------------------------------------------------


def _read_native(
    path: Path, page_no: int, facts: PdfPageFacts, verdict: LayerVerdict, quality: float | None, settings: Settings
) -> PageReading:
    import pdfplumber

    native = read_native(path, page_no)
    horizontals, verticals = native.horizontals, native.verticals
    if facts.scanned:  # the words come from a layer, the rules are pixels
        page = render_page(path, page_no, facts, settings)
        across, along = find_segments(page.pixels, page.dpi)
        x, y = facts.width_pt / page.pixels.shape[1], facts.height_pt / page.pixels.shape[0]
        horizontals += tuple(Segment(s.at * y, s.start * x, s.end * x) for s in across)
        verticals += tuple(Segment(s.at * x, s.start * y, s.end * y) for s in along)
    ruled = build_grids(horizontals, verticals, tol=1.5, min_size=MIN_CELL_PT)
    words = list(native.words)
    grids = []
    for grid in ruled:
        inside, words = _take_words(grid, words)
        if len({address for address, _ in inside}) < 2:
            words.extend(w for _, w in inside)  # a frame around text, not a table
            continue
        cells = []
        for cell in grid.cells:
            own = tuple(w for address, w in inside if address == (cell.row, cell.col))
            cells.append(_grid_cell(cell, Box(*cell.box), own, bool(own)))
        grids.append(_grid(grid, Box(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]), grid.xs, cells))
    reading = PageReading(
        page_no,
        native.width_pt,
        native.height_pt,
        TextSource.NATIVE,
        tuple(words),
        tuple(grids),
        layer_quality=quality,
        layer_verdict=verdict,
        engine=f"pdfplumber {pdfplumber.__version__}",
    )
    return _with_annotations(reading, read_annotations(path, page_no, settings))


def _take_words(grid: RuledGrid, words: Sequence[Word]) -> tuple[list[tuple[tuple[int, int], Word]], list[Word]]:
    """Words by cell address (by the word's centre), and the words outside the grid."""
    inside: list[tuple[tuple[int, int], Word]] = []
    outside: list[Word] = []
    for word in words:
        x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
        for cell in grid.cells:
            x0, y0, x1, y1 = cell.box
            if x0 <= x < x1 and y0 <= y < y1:
                inside.append(((cell.row, cell.col), word))
                break
        else:
            outside.append(word)
    return inside, outside


def _grid_cell(cell: RuledCell, box: Box, words: tuple[Word, ...], ink: bool) -> GridCell:
    return GridCell(cell.row, cell.col, cell.row_span, cell.col_span, box, words, ink, cell.open_top, cell.open_bottom)


def _grid(grid: RuledGrid, box: Box, edges: Sequence[float], cells: Sequence[GridCell]) -> Grid:
    return Grid(box, len(grid.ys) - 1, len(grid.xs) - 1, tuple(edges), tuple(cells))


# --- the image --------------------------------------------------------------------------------------


def _read_image(
    page: PageImage, page_no: int, quality: float | None, verdict: LayerVerdict, engine: Engine
) -> PageReading:
    turn = engine.find_turn(page.pixels, page.dpi) if _lies_in_doubt(page) else 0
    reading = _read_upright(turned(page, turn), page_no, quality, verdict, engine)
    if reading.ocr_confidence is not None and reading.ocr_confidence < UPSIDE_DOWN and not turn:
        turn = engine.find_turn(page.pixels, page.dpi)
        if turn:
            reading = _read_upright(turned(page, turn), page_no, quality, verdict, engine)
    return replace(reading, rotation_deg=turn)


def _lies_in_doubt(page: PageImage) -> bool:
    """Whether it must be asked which way the page lies: its lines do not stand out across it, also when levelled."""
    if runs_sideways(page.pixels, page.dpi) >= DOUBTFUL_LINES:
        return False
    skew = measure_skew(page.pixels, page.dpi)
    return abs(skew) < 0.5 or runs_sideways(deskew(page, skew).pixels, page.dpi) < DOUBTFUL_LINES


def _read_upright(
    page: PageImage, page_no: int, quality: float | None, verdict: LayerVerdict, engine: Engine
) -> PageReading:
    """Read a page whose lines run left to right. Boxes are those of the page as displayed."""
    bilevel = is_bilevel(page.pixels)
    page, stamps = _lift_colour(page, engine)
    seen = measure_perspective(page.pixels, page.dpi) if _may_be_photographed(page) else None
    page = even_light(page)
    as_scanned = page
    if seen is not None and seen.needs_mending:
        page, skew, bent = rectify(page, seen), seen.skew, seen.distortion
    else:
        skew, bent = measure_skew(page.pixels, page.dpi), 0.0
        if abs(skew) >= SKEW_TO_MEND:
            page = deskew(page, skew)
    em = page.dpi * MIN_CELL_PT / 72
    horizontals, verticals = find_segments(page.pixels, page.dpi)
    framed = _read_frames(page, find_frames(horizontals, verticals, page.dpi), engine)
    tol = max(2.0, page.dpi / 60)
    ruled = [
        g
        for g in build_grids(horizontals, verticals, tol=tol, min_size=em)
        if _is_table(g, page) and not any(_covers(stamp.box, g, page) for stamp in framed)
    ]
    if not ruled and max(abs(skew), bent) <= SKEW_TO_LEAVE:
        page = as_scanned
    page, seals = _lift_seals(_without_frames(page, framed))
    page = replace(page, pixels=without_specks(page.pixels, page.dpi))
    stamps += framed + seals
    cells = [_crop(page.pixels, cell, grid, n, page.dpi) for n, grid in enumerate(ruled) for cell in grid.cells]
    rest = _without_grids(page.pixels, ruled, page.dpi)
    strips = _strips(rest, page.dpi) if ruled else []
    read = _read_cells([*cells, *strips], page.dpi, engine, bilevel)
    cell_words = read[: len(cells)]
    if strips:
        page_words = [_moved(w, s.x, s.y) for s, own in zip(strips, read[len(cells) :], strict=True) for w in own]
    elif _ink_share(rest) > 0:
        page_words = _read_rest(rest, page.dpi, engine, bilevel)
        page_words = _mend_page_number(page_words, rest, page.dpi, engine) or _lone_number(rest, page.dpi, engine)
    else:
        page_words = []
    words = [_word(w, 0, 0, page.to_points) for w in page_words]
    grids = []
    at = 0
    for grid in ruled:
        out = []
        for cell in grid.cells:
            crop = cells[at]
            own = tuple(_word(w, crop.x, crop.y, page.to_points) for w in cell_words[at])
            out.append(_grid_cell(cell, page.to_points.box(*cell.box), own, crop.ink or bool(own)))
            at += 1
        edges = [page.to_points.point(x, (grid.ys[0] + grid.ys[-1]) / 2)[0] for x in grid.xs]
        box = page.to_points.box(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
        grids.append(_grid(grid, box, edges, out))
    everything = [*words, *(w for g in grids for c in g.cells for w in c.words)]
    weight = sum(len(w.text) for w in everything)
    confidence = sum(w.confidence * len(w.text) for w in everything) / weight if weight else None
    return PageReading(
        page_no,
        page.width_pt,
        page.height_pt,
        TextSource.OCR,
        tuple(words),
        tuple(grids),
        stamps,
        quality,
        verdict,
        skew_deg=skew,
        ocr_confidence=None if confidence is None else round(confidence, 4),
        engine=engine.name,
    )


def _may_be_photographed(page: PageImage) -> bool:
    """Whether perspective is worth measuring, which takes as long as half a page of recognition: the paper is dark or
    unevenly lit, as no flat-bed scan is, or the lines above and below lean differently."""
    if needs_light(paper_light(page.pixels, page.dpi)):
        return True
    middle = page.pixels.shape[0] // 2
    above, below = (measure_skew(half, page.dpi) for half in (page.pixels[:middle], page.pixels[middle:]))
    return above != 0.0 and below != 0.0 and abs(above - below) >= _FAN


def _strips(rest: Gray, dpi: float) -> list[_Crop]:
    """What stands around the tables of a page, cut into strips with white between them; none when it is much text,
    which is better read as a page.

    Strips are read together with the cells. A page pass over a nearly empty page costs as much as a quarter of a full
    one (measured: 0.4 to 1.8 s against 1.5 to 2.6 s).
    """
    blocks = find_side_blocks(rest, dpi)
    left = rest.copy()
    parts = []
    for block in blocks:
        parts.append((rest[block.y0 : block.y1, block.x0 : block.x1], block.x0, block.y0))
        left[block.y0 : block.y1, block.x0 : block.x1] = 255
    gap = round(_STRIP_GAP_IN * dpi)
    rows = np.flatnonzero((left < 150).any(axis=1))
    for own in np.split(rows, np.flatnonzero(np.diff(rows) > gap) + 1) if rows.size else []:
        parts.append((left[int(own[0]) : int(own[-1]) + 1], 0, int(own[0])))
    if sum(part.shape[0] for part, _, _ in parts) > _MUCH_TEXT * rest.shape[0]:
        return []
    out = []
    for n, (part, x, y) in enumerate(parts):
        columns = np.flatnonzero((part < 150).any(axis=0))
        if columns.size == 0 or not _has_ink(part, dpi):
            continue
        first, pad = int(columns[0]), 4
        x0 = max(0, first - pad)
        pixels = _without_grain(part[:, x0 : int(columns[-1]) + 1 + pad], dpi)
        framed = cv2.copyMakeBorder(pixels, pad, pad, 0, 0, cv2.BORDER_CONSTANT, value=255).astype(np.uint8)
        out.append(_Crop(framed, x + x0, y - pad, True, True, (-1, n, 0)))
    return out


def _without_grain(pixels: Gray, dpi: float) -> Gray:
    """The image with its paper painted white where no ink is near.

    Tesseract divides ink from paper by the grey levels of the whole: in a strip with little ink, or none, it reads the
    grain of the paper as letters.
    """
    reach = 2 * round(_GRAIN_FROM_IN * dpi) + 1
    near = cv2.dilate((pixels < _GRAIN).astype(np.uint8), np.ones((reach, reach), np.uint8))
    return np.where(near > 0, pixels, np.uint8(255))


def _moved(word: OcrWord, dx: int, dy: int) -> OcrWord:
    return replace(word, x0=word.x0 + dx, y0=word.y0 + dy, x1=word.x1 + dx, y1=word.y1 + dy)


def _read_rest(pixels: Gray, dpi: float, engine: Engine, bilevel: bool) -> list[OcrWord]:
    """The words of a page without tables, what stands side by side read apart."""
    blocks = find_side_blocks(pixels, dpi)
    sheet = apart(pixels, blocks, dpi)

    def read(view: Gray) -> list[OcrWord]:
        return engine.read_page(view, dpi)

    words = mend_quarters(read_thrice(sheet, dpi, read) if bilevel else read(sheet), sheet)
    return together(words, blocks, pixels.shape[0], dpi)


def _lift_colour(page: PageImage, engine: Engine) -> tuple[PageImage, tuple[StampReading, ...]]:
    """The page without coloured stamps and signatures; those wider than a seal are read (incoming-mail stamps)."""
    if page.colour is None:
        return page, ()
    pixels, spots = lift_colour(page.colour, page.pixels, page.dpi)
    wide = [s for s in spots if s.pixels.shape[1] >= 1.5 * s.pixels.shape[0]]
    read = engine.read_columns([[s.pixels] for s in wide], page.dpi)
    words = {id(s): column[0] for s, column in zip(wide, read, strict=True)}
    stamps = [_stamp(page, s.box, words.get(id(s), ())) for s in spots]
    return replace(page, pixels=pixels, colour=None), tuple(stamps)


def _read_frames(page: PageImage, frames: Sequence[PixelBox], engine: Engine) -> tuple[StampReading, ...]:
    """Those of the frames that are incoming-mail stamps by what is written in them."""
    crops = [page.pixels[y0:y1, x0:x1] for x0, y0, x1, y1 in frames]
    read = engine.read_columns([[crop] for crop in crops], page.dpi)
    return tuple(
        _stamp(page, box, column[0])
        for box, column in zip(frames, read, strict=True)
        if is_incoming_stamp([w.text for w in column[0]])
    )


def _stamp(page: PageImage, box: PixelBox, words: Sequence[OcrWord]) -> StampReading:
    seen = page.to_points.box(*clip(box, page.pixels.shape))
    return StampReading(seen, tuple(_word(w, box[0], box[1], page.to_points) for w in words))


def _without_frames(page: PageImage, framed: Sequence[StampReading]) -> PageImage:
    """The page with framed stamps painted white."""
    if not framed:
        return page
    pixels = page.pixels.copy()
    to_pixels = page.to_points.inverse()
    pad = page.dpi / 36
    for stamp in framed:
        box = to_pixels.box(stamp.box.x0, stamp.box.y0, stamp.box.x1, stamp.box.y1)
        y0, x0 = max(0, int(box.y0 - pad)), max(0, int(box.x0 - pad))
        pixels[y0 : int(box.y1 + pad) + 1, x0 : int(box.x1 + pad) + 1] = 255
    return replace(page, pixels=pixels)


def _covers(stamp: Box, grid: RuledGrid, page: PageImage) -> bool:
    """Whether a grid lies in a stamp."""
    box = page.to_points.box(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return stamp.x0 <= x <= stamp.x1 and stamp.y0 <= y <= stamp.y1


def _lift_seals(page: PageImage) -> tuple[PageImage, tuple[StampReading, ...]]:
    """The page without round seals, and where they stand."""
    seals = find_seals(page.pixels, page.dpi)
    pixels = page.pixels
    for seal in seals:
        pixels = lift_seal(pixels, seal, page.dpi)
    return replace(page, pixels=pixels), tuple(_stamp(page, seal.box, ()) for seal in seals)


def _word(word: OcrWord, dx: float, dy: float, to_points: Transform) -> Word:
    box = to_points.box(word.x0 + dx, word.y0 + dy, word.x1 + dx, word.y1 + dy)
    return Word(word.text, box, round(word.confidence, 4), line=word.line)


def _is_table(grid: RuledGrid, page: PageImage) -> bool:
    """Whether a grid on a scan is a table: not a stamp's frame, and not the edge of the paper."""
    width, height = grid.xs[-1] - grid.xs[0], grid.ys[-1] - grid.ys[0]
    return width >= 0.25 * page.pixels.shape[1] and height >= page.dpi * 0.25


@dataclass(frozen=True, slots=True)
class _Crop:
    """The inside of a cell: pixels, its corner on the page, whether it shows ink, whether it stands in a narrow first
    column, and its column (number of the grid, first column, columns spanned: what is as wide is read together)."""

    pixels: Gray
    x: int
    y: int
    ink: bool
    ordinal: bool
    column: tuple[int, int, int]


def _crop(pixels: Gray, cell: RuledCell, grid: RuledGrid, number: int, dpi: float) -> _Crop:
    """Cut out a cell without its rules. What is left of a rule at the border is painted white."""
    inset = max(2, round(dpi / 75))
    height, width = pixels.shape
    x0, y0, x1, y1 = cell.box
    left, top = max(0, round(x0) + inset), max(0, round(y0) + inset)
    right, bottom = min(width, round(x1) - inset), min(height, round(y1) - inset)
    column = (number, cell.col, cell.col_span)
    if right - left < 4 or bottom - top < 4:
        return _Crop(np.full((4, 4), 255, np.uint8), left, top, False, False, column)
    inside = _wipe_border(pixels[top:bottom, left:right].copy(), dpi)
    narrow = (x1 - x0) <= 0.12 * (grid.xs[-1] - grid.xs[0])
    return _Crop(inside, left, top, _has_ink(inside, dpi), cell.col == 0 and narrow, column)


def _wipe_border(inside: Gray, dpi: float) -> Gray:
    """Whiten rule remains: rows and columns near the border that are dark for most of their length."""
    band = max(2, round(dpi / 40))
    dark = inside < 160
    height, width = inside.shape
    for i in [*range(min(band, height)), *range(max(0, height - band), height)]:
        if dark[i].mean() > 0.5:
            inside[i] = 255
    for j in [*range(min(band, width)), *range(max(0, width - band), width)]:
        if dark[:, j].mean() > 0.5:
            inside[:, j] = 255
    return inside


def _has_ink(inside: Gray, dpi: float) -> bool:
    """Whether a cell shows a glyph: a dark spot at least about 4 points high (a full stop or a speck is smaller)."""
    _, ink = cv2.threshold(inside, 150, 255, cv2.THRESH_BINARY_INV)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    least = dpi * 4 / 72
    return any(stats[i][cv2.CC_STAT_HEIGHT] >= least for i in range(1, count))


def _ink_share(pixels: Gray) -> float:
    return float((pixels < 128).mean())


def _read_cells(cells: Sequence[_Crop], dpi: float, engine: Engine, bilevel: bool) -> list[list[OcrWord]]:
    """Read all cells that show ink; the short ones of the ordinal column once more, side by side as a line.

    ``bilevel``: the page is black and white, and worth several readings (see :mod:`extractors.voting`).
    """
    out: list[list[OcrWord]] = [[] for _ in cells]
    inked = [i for i, c in enumerate(cells) if c.ink]
    columns: dict[tuple[int, int, int], list[int]] = {}
    for i in inked:
        columns.setdefault(cells[i].column, []).append(i)
    views = [[cells[i].pixels for i in own] for own in columns.values()]
    readings = [engine.read_columns(views, dpi)]
    if bilevel:
        soft = [[[softened(cell, sigma, dpi) for cell in column] for column in views] for sigma in SOFTENINGS]
        readings.extend(engine.read_columns(view, dpi) for view in soft)
    for n, own in enumerate(columns.values()):
        for k, i in enumerate(own):
            out[i] = mend_quarters(combine([reading[n][k] for reading in readings]), cells[i].pixels)
    short = [i for i in inked if cells[i].ordinal and _is_short(cells[i].pixels, dpi)]
    for i, words in zip(short, engine.read_ordinals([cells[i].pixels for i in short], dpi), strict=True):
        around = cells[i].column[0] < 0  # no ordinal: a page number, or nothing
        if words and (_is_number(words) if around else _is_ordinal(words) or not _is_ordinal(out[i])):
            out[i] = words
    return out


def _mend_page_number(words: list[OcrWord], pixels: Gray, dpi: float, engine: Engine) -> list[OcrWord]:
    """Read a short word that stands alone in the top or bottom margin again, as a number (lone digits come out as
    anything). It is replaced only by a number."""
    height = pixels.shape[0]
    for i, word in enumerate(words):
        middle = (word.y0 + word.y1) / 2
        if len(word.text) > 4 or word.text.isdigit() or 0.12 * height < middle < 0.88 * height:
            continue
        if any(o is not word and min(o.y1, word.y1) - max(o.y0, word.y0) > 0 for o in words):
            continue
        pad = round(dpi / 36)
        x, y = max(0, word.x0 - pad), max(0, word.y0 - pad)
        again = engine.read_ordinals([pixels[y : word.y1 + pad, x : word.x1 + pad]], dpi)[0]
        if _is_number(again):
            new = OcrWord(again[0].text, word.x0, word.y0, word.x1, word.y1, again[0].confidence, word.line)
            return [*words[:i], new, *words[i + 1 :]]
    return words


def _lone_number(pixels: Gray, dpi: float, engine: Engine) -> list[OcrWord]:
    """The number that is all there is outside the tables (Tesseract finds no text in a page with a lone number)."""
    box = glyph_box(pixels, dpi)
    if box is None or not _is_short(pixels, dpi):
        return []
    pad = round(dpi / 36)
    x, y = max(0, box[0] - pad), max(0, box[1] - pad)
    words = engine.read_ordinals([pixels[y : box[3] + pad, x : box[2] + pad]], dpi)[0]
    return [_moved(w, x, y) for w in words] if _is_number(words) else []


def _is_short(pixels: Gray, dpi: float) -> bool:
    """Whether the ink of a cell is one line of at most about five characters."""
    box = glyph_box(pixels, dpi)
    return box is not None and box[2] - box[0] <= dpi * 36 / 72 and box[3] - box[1] <= dpi * 16 / 72


def _is_number(words: Sequence[OcrWord]) -> bool:
    return len(words) == 1 and words[0].text.strip("-– .").isdigit()


def _is_ordinal(words: Sequence[OcrWord]) -> bool:
    """Whether the words read as an enumerator. A lone letter does not: it is a misread digit more often."""
    text = "".join(w.text for w in words)
    ordinal = parse_ordinal(text)
    return ordinal is not None and (ordinal.kind != "letter" or not text.isalpha())


def _without_grids(pixels: Gray, grids: Sequence[RuledGrid], dpi: float) -> Gray:
    """The page with its tables painted white, for the page pass."""
    if not grids:
        return pixels
    out = pixels.copy()
    pad = round(dpi / 36)
    for grid in grids:
        x0, y0 = max(0, round(grid.xs[0]) - pad), max(0, round(grid.ys[0]) - pad)
        out[y0 : round(grid.ys[-1]) + pad, x0 : round(grid.xs[-1]) + pad] = 255
    return out
