"""One realistic paper, and its bytes, for every test that needs one."""

from functools import cache

from PIL import Image

from hardware import escpos
from hardware.fonts import Typeface, typeface
from hardware.paper import Align, Code, Columns, Figures, Gap, Paper, Rule, Text
from hardware.printer import Attempt
from hardware.raster import picture_of

URL = "https://machiai.example/p/7Qm2xK9bTz"


def ticket(number: str = "A012", width_dots: int = 576) -> Paper:
    """What a visitor holds in the hand."""
    return Paper(
        (
            Text("みどり区役所", 4.5, align=Align.CENTRE),
            Gap(1),
            Text("証明書の交付", 7, bold=True, align=Align.CENTRE),
            Gap(1),
            Figures(number),
            Gap(1),
            Text("2026年11月21日(土) 10:15", 4, align=Align.CENTRE),
            Rule(),
            Columns("お待ちの人数", "3人", 4.5),
            Gap(1),
            Columns("待ち時間の目安", "約10〜20分", 4.5),
            Rule(),
            Code(URL, 27),
            Text("スマートフォンで順番を確かめられます。", 3.5, align=Align.CENTRE),
            Gap(1.5),
            Text("Please wait until your number is called.", 3.5, align=Align.CENTRE),
        ),
        width_dots,
    )


@cache
def face() -> Typeface:
    """The typeface of this machine."""
    return typeface()


@cache
def picture(number: str = "A012") -> Image.Image:
    """The ticket, drawn."""
    return picture_of(ticket(number), face())


def slip(attempt: Attempt, number: str = "A012") -> bytes:
    """The ticket's bytes for one attempt."""
    return escpos.slip(picture(number), attempt.process_id)
