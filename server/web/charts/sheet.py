"""The table that stands beside every chart: the same numbers, as text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as it is written, and where the cases behind it can be seen (empty: nowhere)."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: what its columns say, and its rows, each beginning with what it is about."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart ready to be shown: the SVG, its table, and its words (also said to those who cannot see it)."""

    title: str
    svg: str
    sheet: Sheet
    description: str = ""
    empty: str = ""
    """Said in place of the picture when there is nothing to draw."""
    narrow: str = ""
    """The same picture drawn for a phone, where there is one."""
