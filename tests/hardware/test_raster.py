"""What a drawn slip looks like, measured on its dots."""

import time

import pytest
import zxingcpp
from PIL import Image, ImageOps

from hardware import escpos
from hardware.paper import Align, Code, Columns, Figures, Gap, Line, Paper, Rule, Text
from hardware.raster import picture_of
from tests.hardware import samples

MARGIN = 16


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """The smallest box around everything black: left, top, right, bottom."""
    box = ImageOps.invert(picture.convert("L")).getbbox()
    assert box is not None
    return box


def drawn(*lines: Line, width_dots: int = 576) -> Image.Image:
    """These lines on one paper."""
    return picture_of(Paper(lines, width_dots), samples.face())


@pytest.mark.parametrize("width", [384, 416, 512, 576])
@pytest.mark.parametrize("words", ["A", "1", "17", "A012", "H0123", "AB01234"])
def test_the_number_is_at_least_20_mm_high_and_inside_the_paper(words: str, width: int) -> None:
    left, top, right, bottom = ink(drawn(Figures(words), width_dots=width))
    assert bottom - top >= 160
    assert MARGIN <= left < right <= width - MARGIN


def test_a_short_number_is_no_higher_than_26_mm() -> None:
    _, top, _, bottom = ink(drawn(Figures("A1")))
    assert 200 <= bottom - top <= 216


@pytest.mark.parametrize("words", ["A012", "B7", "H0123456"])
def test_the_number_stands_in_the_middle(words: str) -> None:
    left, _, right, _ = ink(drawn(Figures(words)))
    assert abs(left - (576 - right)) <= 1


@pytest.mark.parametrize("length", [8, 40, 120])
@pytest.mark.parametrize("width", [384, 576])
def test_the_code_is_read_back_by_a_reader_that_is_not_ours(length: int, width: int) -> None:
    url = "https://machiai.example/" + "x" * length
    found = zxingcpp.read_barcodes(drawn(Code(url), width_dots=width).convert("L"))
    assert [(code.text, code.ec_level) for code in found] == [(url, "M")]


def test_a_small_code_still_has_four_dots_a_module_and_its_quiet_zone() -> None:
    picture = drawn(Code(samples.URL, 1))
    left, _, right, _ = ink(picture)
    assert (right - left) % 4 == 0
    assert (right - left) // 4 in {21, 25, 29, 33}
    assert picture.height >= right - left + 2 * 4 * 4


def test_a_code_wider_than_the_paper_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="wider than the paper"):
        drawn(Code("https://machiai.example/" + "x" * 2000))


def test_long_words_are_broken_and_nothing_is_clipped() -> None:
    picture = drawn(Text("スマートフォンで順番を確かめられます。" * 3, 4))
    left, _, right, _ = ink(picture)
    assert left >= MARGIN
    assert right <= 576 - MARGIN + 1
    assert picture.height > 4 * 4 * 8


@pytest.mark.parametrize("align", list(Align))
def test_words_stand_where_they_are_put(align: Align) -> None:
    left, _, right, _ = ink(drawn(Text("窓口", 5, align=align)))
    sides = {Align.LEFT: left, Align.CENTRE: abs(left - (576 - right)), Align.RIGHT: 576 - right}
    assert sides[align] <= (4 if align is Align.CENTRE else MARGIN + 8)


def test_a_label_and_its_value_share_a_line_when_they_fit() -> None:
    one, two = drawn(Columns("人数", "3人")), drawn(Columns("待ち時間の目安" * 2, "約10〜20分" * 2))
    assert two.height - one.height >= 30


def test_bold_is_blacker_than_regular() -> None:
    bold, regular = (drawn(Text("証明書", 5, bold=bold)).histogram()[0] for bold in (True, False))
    assert bold > 1.2 * regular


def test_a_rule_goes_from_margin_to_margin() -> None:
    left, top, right, bottom = ink(drawn(Rule()))
    assert (left, right, bottom - top) == (MARGIN, 576 - MARGIN, 2)


def test_a_gap_is_as_high_as_it_says() -> None:
    assert drawn(Gap(10)).height - drawn().height == 80


def test_the_whole_ticket_is_one_bit_deep_and_as_wide_as_the_paper() -> None:
    picture = samples.picture()
    assert (picture.mode, picture.width) == ("1", 576)
    assert picture.height < Paper(()).dots(130)


def test_drawing_and_encoding_a_ticket_takes_less_than_60_ms() -> None:
    paper, taken = samples.ticket(), []
    for _ in range(9):
        begin = time.process_time()
        escpos.slip(picture_of(paper, samples.face()), "0001")
        taken.append(time.process_time() - begin)
    assert sorted(taken)[4] < 0.060
