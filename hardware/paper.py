"""A slip as data: what stands on the paper, in millimetres, before anyone thinks of dots or bytes."""

from dataclasses import dataclass
from enum import StrEnum

MM_PER_INCH = 25.4
NARROWEST_DOTS = 256
"""Less than this carries neither a number of 20 mm nor a code that a phone can read."""


class Align(StrEnum):
    """Where the words of a line stand between the two edges of the paper."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """Words in `height_mm` (the square of one full-width character), broken into lines, never cut off."""

    words: str
    height_mm: float = 3.75
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Figures:
    """The number: capitals at least 20 mm high, condensed rather than lowered when they are too many."""

    words: str


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code in the middle, about `size` mm wide with its quiet zone, and never under 4 dots a module."""

    url: str
    size: float = 30.0


@dataclass(frozen=True, slots=True)
class Columns:
    """A label at the left edge and its value, bold, at the right edge."""

    left: str
    right: str
    height_mm: float = 3.75


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line from margin to margin."""


@dataclass(frozen=True, slots=True)
class Gap:
    """White paper of this height."""

    mm: float


Line = Text | Figures | Code | Columns | Rule | Gap


@dataclass(frozen=True, slots=True)
class Paper:
    """One slip, from its upper edge to the cut; an 80 mm roll has 576 dots, a 58 mm roll 384."""

    lines: tuple[Line, ...]
    width_dots: int = 576
    dpi: int = 203

    def __post_init__(self) -> None:
        """A width that no printer head has is a mistake in a setting, so it is said at once."""
        if self.width_dots < NARROWEST_DOTS or self.width_dots % 8:
            raise ValueError(
                f"paper of {self.width_dots} dots: at least {NARROWEST_DOTS}, and a multiple of 8"
            )

    def dots(self, mm: float) -> int:
        """Millimetres as whole dots, at the printer's own resolution."""
        return round(mm * self.dpi / MM_PER_INCH)
