"""How figures are written, on every page, chart and paper; date_words.py has days, times and examples.

Thousands apart, halves rounded up, and everywhere alike: percent and Japanese units stand close to the
number, other units after a blank. Shares have one decimal of a percent, minutes one of a minute; where a bar
or a cell has room for few letters, whole percent. How long something took is written in minutes; only a watch
that runs shows seconds (`3:05`). What programs read (CSV, API, cells of workbooks) has the bare number.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

AT_MOST = 2
"""Decimals of a number that has no rule of its own."""

NOISE = Decimal("1e-9")
"""Less than this is the noise of reckoning with floats."""

_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
"""Room for any number that a form takes."""


def written(value: float, decimals: int | None = 0) -> str:
    """The number with so many decimals, as `1,234.5`; None: as many as it has, at most two.

    A half is rounded up, away from zero, as everybody does on paper and as workbooks do: 67.25 is 67.3.
    """
    if decimals is None:
        return shortest(value, AT_MOST)
    # What is 67.35 is stored, or comes out of a product, as a little more or less: first that is taken off.
    meant = _EXACT.quantize(Decimal(repr(value)), NOISE)
    rounded = _EXACT.quantize(meant, Decimal(1).scaleb(-decimals))
    return f"{_EXACT.add(rounded, Decimal(0)):,f}"


def shortest(value: float, at_most: int) -> str:
    """The number with as many decimals as it has, at most so many."""
    text = written(value, at_most)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float, decimals: int = 1) -> str:
    """A share of one in percent, as `67.3%`."""
    return f"{written(float(Decimal(repr(share)) * 100), decimals)}%"


def rest(share: float, decimals: int = 1) -> str:
    """What a share leaves to the whole: both as written make 100 %."""
    return f"{written(100 - float(percent(share, decimals)[:-1]), decimals)}%"


def gap(unit: str) -> str:
    """What stands between a number and its unit: a blank, nothing before percent and Japanese."""
    return " " if unit.isascii() and unit not in {"", "%"} else ""


def with_unit(text: str, unit: str) -> str:
    """The number with its unit behind it; a percent sign typed in full width is one like the others."""
    unit = "%" if unit == "％" else unit
    return f"{text}{gap(unit)}{unit}"


def aside(words: str) -> str:
    """Words in brackets behind others, such as a unit behind a name; nothing for none."""
    if not words:
        return words
    return " (" + words + ")" if words.isascii() else "（" + words + "）"


def sheet_form(text: str) -> str:
    """The number format with which a workbook writes a number as it is written here."""
    places = len(text.removesuffix("%").partition(".")[2])
    form = "#,##0" + ("." + "0" * places if places else "")
    return f"{form}%" if text.endswith("%") else form
