"""From a slip as data to a picture of black and white dots, exactly as wide as the paper."""

from typing import assert_never

import segno
from PIL import Image, ImageDraw, ImageOps

from hardware.breaking import wrapped
from hardware.fonts import Font, Typeface
from hardware.paper import Align, Code, Columns, Figures, Gap, Line, Paper, Rule, Text

MARGIN_MM = 2.0
HEAD_MM = 1.0
FOOT_MM = 3.0
LEADING = 1.35
"""Line height by character height; Japanese wants more air than Latin."""

FIGURES_LEAST_MM = 20.0
FIGURES_MOST_MM = 26.0
FIGURES_AIR_MM = 3.0
RULE_AIR_MM = 2.0
COLUMN_AIR_MM = 3.0
CODE_LEAST_DOTS = 4
CODE_QUIET_MODULES = 4

BLACK, WHITE = 0, 255
HALF = 140
"""Greys below this become black dots: a little more than half, since thin strokes fade on heat paper."""


def picture_of(paper: Paper, face: Typeface) -> Image.Image:
    """The paper as a 1-bit picture (0 black, 255 white), `paper.width_dots` wide, as long as it needs."""
    strips = [_strip(line, paper, face) for line in paper.lines]
    head, foot = paper.dots(HEAD_MM), paper.dots(FOOT_MM)
    whole = Image.new("L", (paper.width_dots, head + sum(strip.height for strip in strips) + foot), WHITE)
    top = head
    for strip in strips:
        whole.paste(strip, (0, top))
        top += strip.height
    return whole.point(lambda grey: WHITE if grey >= HALF else BLACK, mode="1")


def _strip(line: Line, paper: Paper, face: Typeface) -> Image.Image:
    match line:
        case Text():
            return _text(line, paper, face)
        case Figures(words):
            return _figures(words, paper, face)
        case Code(url, size):
            return _code(url, size, paper)
        case Columns():
            return _columns(line, paper, face)
        case Rule():
            return _rule(paper)
        case Gap(mm):
            return _blank(paper, paper.dots(mm))
    assert_never(line)


def _blank(paper: Paper, height: int) -> Image.Image:
    return Image.new("L", (paper.width_dots, height), WHITE)


def _room(paper: Paper) -> int:
    return paper.width_dots - 2 * paper.dots(MARGIN_MM)


def _text(line: Text, paper: Paper, face: Typeface) -> Image.Image:
    font = face.font(line.bold, paper.dots(line.height_mm))
    rows = [(row, line.align) for row in wrapped(line.words, _room(paper), font.getlength)]
    return _set(rows, paper, font, paper.dots(line.height_mm))


def _set(rows: list[tuple[str, Align]], paper: Paper, font: Font, height: int) -> Image.Image:
    step = round(height * LEADING)
    strip = _blank(paper, step * len(rows))
    draw = ImageDraw.Draw(strip)
    for index, (row, align) in enumerate(rows):
        _put(draw, row, align, font, index * step + step // 2, paper)
    return strip


def _put(draw: ImageDraw.ImageDraw, row: str, align: Align, font: Font, middle: int, paper: Paper) -> None:
    anchors = {Align.LEFT: "l", Align.CENTRE: "m", Align.RIGHT: "r"}
    margin = paper.dots(MARGIN_MM)
    places = {Align.LEFT: margin, Align.CENTRE: paper.width_dots // 2, Align.RIGHT: paper.width_dots - margin}
    draw.text((places[align], middle), row, font=font, fill=BLACK, anchor=anchors[align] + "m")


def _columns(line: Columns, paper: Paper, face: Typeface) -> Image.Image:
    height = paper.dots(line.height_mm)
    label, value = face.font(False, height), face.font(True, height)
    needed = label.getlength(line.left) + paper.dots(COLUMN_AIR_MM) + value.getlength(line.right)
    if needed > _room(paper) or "\n" in line.left + line.right:
        return _one_over_the_other(line, paper, face)
    strip = _set([(line.left, Align.LEFT)], paper, label, height)
    _put(ImageDraw.Draw(strip), line.right, Align.RIGHT, value, strip.height // 2, paper)
    return strip


def _one_over_the_other(line: Columns, paper: Paper, face: Typeface) -> Image.Image:
    upper = _text(Text(line.left, line.height_mm), paper, face)
    lower = _text(Text(line.right, line.height_mm, bold=True, align=Align.RIGHT), paper, face)
    strip = _blank(paper, upper.height + lower.height)
    strip.paste(upper, (0, 0))
    strip.paste(lower, (0, upper.height))
    return strip


def _figures(words: str, paper: Paper, face: Typeface) -> Image.Image:
    least, most = _up(FIGURES_LEAST_MM, paper), paper.dots(FIGURES_MOST_MM)
    ink = _tight(words, face.font(True, _size_of_cap(least, face)))
    wanted = min(most, least * _room(paper) // ink.width)
    if wanted >= least:
        ink = _tight(words, face.font(True, _size_of_cap(wanted, face)))
    if ink.width > _room(paper):
        ink = ink.resize((_room(paper), ink.height), Image.Resampling.LANCZOS)
    air = paper.dots(FIGURES_AIR_MM)
    strip = _blank(paper, ink.height + 2 * air)
    strip.paste(ink, ((paper.width_dots - ink.width) // 2, air))
    return strip


def _up(mm: float, paper: Paper) -> int:
    return -int(-mm * paper.dpi // 25.4)


def _size_of_cap(cap_dots: int, face: Typeface) -> int:
    """The font size whose flat capitals and figures are at least `cap_dots` high."""
    trial = face.font(True, 1000)
    lowest = min(_height(trial, letter) for letter in "HX17")
    size = cap_dots * 1000 // lowest
    while min(_height(face.font(True, size), letter) for letter in "HX17") < cap_dots:
        size += 1
    return size


def _height(font: Font, letter: str) -> int:
    _, top, _, bottom = font.getbbox(letter)
    return round(bottom - top)


def _tight(words: str, font: Font) -> Image.Image:
    """The words with no white around them, so that the middle is the middle of what is seen."""
    left, top, right, bottom = (round(edge) for edge in font.getbbox(words))
    light = Image.new("L", (max(1, right - left), max(1, bottom - top)), 0)
    ImageDraw.Draw(light).text((-left, -top), words, font=font, fill=255)
    return ImageOps.invert(light.crop(light.getbbox()))


def _code(url: str, size_mm: float, paper: Paper) -> Image.Image:
    code = segno.make_qr(url, error="m", boost_error=False)
    modules = len(code.matrix) + 2 * CODE_QUIET_MODULES
    dots = max(CODE_LEAST_DOTS, round(paper.dots(size_mm) / modules))
    if dots * modules > paper.width_dots:
        raise ValueError(
            f"A code for {len(url)} characters needs {dots * modules} dots: wider than the paper."
        )
    side = len(code.matrix)
    ink = Image.frombytes(
        "L", (side, side), bytes(BLACK if dark else WHITE for row in code.matrix for dark in row)
    )
    ink = ink.resize((side * dots, side * dots), Image.Resampling.NEAREST)
    strip = _blank(paper, modules * dots)
    strip.paste(ink, ((paper.width_dots - ink.width) // 2, CODE_QUIET_MODULES * dots))
    return strip


def _rule(paper: Paper) -> Image.Image:
    air, thick = paper.dots(RULE_AIR_MM), 2
    strip = _blank(paper, 2 * air + thick)
    margin = paper.dots(MARGIN_MM)
    strip.paste(BLACK, (margin, air, paper.width_dots - margin, air + thick))
    return strip
