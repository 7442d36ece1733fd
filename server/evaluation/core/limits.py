"""How long what people write may be: by the name of the field, in letters."""

from collections.abc import Mapping

LONG = 4_000
"""Letters of a text of several sentences: more than two printed pages."""

LENGTHS: Mapping[str, int] = {
    "title": 120,
    "item": 120,
    "counted": 120,
    "unit": 20,
    "initiative": 200,
    "owner": 200,
    "sentence": 400,
    "evidence": 400,
    "goal": 400,
}
"""Fields of one line or one sentence; all others may be LONG."""


def longest(field: str) -> int:
    """How many letters a field may have."""
    return LENGTHS.get(field, LONG)
