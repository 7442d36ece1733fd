"""Where a line of Japanese or Latin words may be broken, and how words fill a given width."""

from collections.abc import Callable, Iterator

Measure = Callable[[str], float]

# Kinsoku (JIS X 4051): written as code points, because these are rules and not words of ours.
NOT_LEADING = frozenset(
    "\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01"
    "\uff09\uff3d\uff5d\u3015\u3009\u300b\u300d\u300f\u3011"
    "\u30fc\u3005\u301c\uff5e\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e"
    "\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u2026\u2025,.!?:;)]}%\u2019\u201d"
)
"""May not open a line: full stops, commas, closing brackets, small kana, the long mark."""

NOT_TRAILING = frozenset("\uff08\uff3b\uff5b\u3014\u3008\u300a\u300c\u300e\u3010([{\u2018\u201c\uffe5")
"""May not end a line: opening brackets and the sign of the currency."""

FIRST_WIDE = 0x2E80
"""From here on a character is CJK and may be broken from its neighbour; below it, only at spaces."""


def wrapped(words: str, width: float, measure: Measure) -> list[str]:
    """The lines that `words` fill when none may be wider than `width` (in the unit of `measure`)."""
    return [line for paragraph in words.split("\n") for line in _filled(paragraph, width, measure)]


def pieces(words: str) -> list[str]:
    """The shortest runs that may not be broken; a space stays at the end of the run before it."""
    found: list[str] = []
    for letter in words:
        if found and not _breakable(found[-1][-1], letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _breakable(before: str, after: str) -> bool:
    if after == " " or after in NOT_LEADING or before in NOT_TRAILING:
        return False
    return before == " " or ord(before) >= FIRST_WIDE or ord(after) >= FIRST_WIDE


def _filled(paragraph: str, width: float, measure: Measure) -> list[str]:
    lines = [""]
    for piece in _short_enough(paragraph, width, measure):
        if lines[-1] and measure((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _short_enough(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    for piece in pieces(paragraph):
        if measure(piece.rstrip()) <= width:
            yield piece
        else:
            yield from piece  # longer than the whole line: only then is a run broken inside
