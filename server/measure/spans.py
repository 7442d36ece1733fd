"""Stretches of time as pairs of whole seconds, sorted and apart from each other: joined, cut and shared."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

Stretch: TypeAlias = tuple[int, int]
"""From (inside) to (outside), in seconds."""


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """All of them, in order, with those that touch made one."""
    found: list[Stretch] = []
    for since, until in sorted(stretches):
        if until <= since:
            continue
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def shared(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """What lies in both; each is in order and apart."""
    found, place = [], 0
    for since, until in some:
        while place < len(others) and others[place][1] <= since:
            place += 1
        at = place
        while at < len(others) and others[at][0] < until:
            found.append((max(since, others[at][0]), min(until, others[at][1])))
            at += 1
    return found


def without(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """What lies in the first and not in the others; each is in order and apart."""
    edges = [edge for stretch in others for edge in stretch]
    if not edges:
        return list(some)
    gaps = [(edges[at], edges[at + 1]) for at in range(1, len(edges) - 1, 2)]
    low = min(edges[0], some[0][0] if some else edges[0])
    high = max(edges[-1], some[-1][1] if some else edges[-1])
    return shared(some, [(low, edges[0]), *gaps, (edges[-1], high)])


def pieces(stretches: Iterable[Stretch], size: int) -> Iterator[Stretch]:
    """The same, cut at every multiple of `size`."""
    for since, until in stretches:
        edges = [since, *range((since // size + 1) * size, until, size), until]
        yield from pairwise(edges)
