"""Charts as pure functions: data in, geometry, then SVG for pages and paper, each with its table.

Which chart for what: `trend` values over time, `multiples` the same for several side by side, `bars` lengths
to compare, `stacked` shares of a whole, `waits` how long, `heat` weekday by hour, `dumbbells` and `intervals`
before and after, `ways` from a baseline to a target. Each takes a frozen description and gives a `Drawn`:
show it with the macro of `web/_charts.html`, or take its `svg` to paper. All words come in translated.
"""

from server.web.charts.axis import Axis, Kind
from server.web.charts.bars import Bar, Bars, Stack, Stacks, bars, stacked
from server.web.charts.effect import Dumbbells, Intervals, Pair, Range, dumbbells, intervals, signed
from server.web.charts.heat import Heat, heat
from server.web.charts.sheet import Cell, Drawn, Sheet
from server.web.charts.trend import Line, Multiples, Trend, multiples, trend
from server.web.charts.waits import Waits, waits
from server.web.charts.way import Point, Way, Ways, ways

__all__ = [
    "Axis", "Bar", "Bars", "Cell", "Drawn", "Dumbbells", "Heat", "Intervals", "Kind", "Line", "Multiples",
    "Pair", "Point", "Range", "Sheet", "Stack", "Stacks", "Trend", "Waits", "Way", "Ways", "bars",
    "dumbbells", "heat", "intervals", "multiples", "signed", "stacked", "trend", "waits", "ways",
]  # fmt: skip
