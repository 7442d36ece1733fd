"""What is counted, as one sum that can be added up and taken apart again: a day, a month, five years."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import msgspec

from server.core.commands import Scene
from server.measure.histogram import NOTHING, Histogram, Packed


class Count(StrEnum):
    """What is counted in whole numbers. Append only: the order here is the order of the stored numbers."""

    DAYS = "days"
    SPECIAL_DAYS = "special_days"
    ISSUED = "issued"
    ISSUED_PHONE = "issued_phone"
    CALLED = "called"
    SERVED = "served"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"
    WITHIN_TARGET = "within_target"
    HOPS = "hops"
    VISITS_ENDED = "visits_ended"
    ONE_STOP = "one_stop"
    TRANSFERRED = "transferred"
    QUOTED = "quoted"
    UNDER_QUOTED_10MIN = "under_quoted_10min"
    ISSUED_SPECIAL = "issued_special"
    OPEN_SECONDS = "open_seconds"
    PAUSE_SECONDS = "pause_seconds"
    BUSY_SECONDS = "busy_seconds"
    IDLE_WHILE_WAITING_SECONDS = "idle_while_waiting_seconds"
    SCENE_SECONDS_NOTICE = "scene_seconds_notice"
    SCENE_SECONDS_PHONE = "scene_seconds_phone"
    SCENE_SECONDS_WAYFINDING = "scene_seconds_wayfinding"
    SCENE_SECONDS_FACE_TO_FACE = "scene_seconds_face_to_face"
    SCENE_SECONDS_FIELD_VISIT = "scene_seconds_field_visit"
    SCENE_SECONDS_INTERNAL_ORGANIZATION = "scene_seconds_internal_organization"
    SCENE_SECONDS_COMMON = "scene_seconds_common"
    SCENE_ENTRIES_NOTICE = "scene_entries_notice"
    SCENE_ENTRIES_PHONE = "scene_entries_phone"
    SCENE_ENTRIES_WAYFINDING = "scene_entries_wayfinding"
    SCENE_ENTRIES_FACE_TO_FACE = "scene_entries_face_to_face"
    SCENE_ENTRIES_FIELD_VISIT = "scene_entries_field_visit"
    SCENE_ENTRIES_INTERNAL_ORGANIZATION = "scene_entries_internal_organization"
    SCENE_ENTRIES_COMMON = "scene_entries_common"
    SCENE_TIMED_NOTICE = "scene_timed_notice"
    SCENE_TIMED_PHONE = "scene_timed_phone"
    SCENE_TIMED_WAYFINDING = "scene_timed_wayfinding"
    SCENE_TIMED_FACE_TO_FACE = "scene_timed_face_to_face"
    SCENE_TIMED_FIELD_VISIT = "scene_timed_field_visit"
    SCENE_TIMED_INTERNAL_ORGANIZATION = "scene_timed_internal_organization"
    SCENE_TIMED_COMMON = "scene_timed_common"


class Length(StrEnum):
    """What is timed, in whole seconds. Append only: the order here is the order of the stored histograms."""

    WAIT = "wait"
    DEFICIENT_WAIT = "deficient_wait"
    PROCESSING_WAIT = "processing_wait"
    ISSUANCE_WAIT = "issuance_wait"
    SERVICE_TIME = "service_time"
    TOTAL_WAIT = "total_wait"
    VISIT_DURATION = "visit_duration"
    ESTIMATE_ERROR = "estimate_error"


Wanted: TypeAlias = Callable[[str], bool]
"""Which groups of a book are asked for, by their keys; equal questions are equal (any_key, Only, Under)."""


@dataclass(frozen=True, slots=True)
class Only:
    """The group of this key."""

    key: str

    def __call__(self, key: str) -> bool:
        return key == self.key


@dataclass(frozen=True, slots=True)
class Under:
    """Groups of keys with two parts, by the first."""

    firsts: frozenset[str]

    def __call__(self, key: str) -> bool:
        return key.rpartition("/")[0] in self.firsts


COUNTS, LENGTHS = tuple(Count), tuple(Length)
_COUNT_PLACE = {each: place for place, each in enumerate(COUNTS)}
_LENGTH_PLACE = {each: place for place, each in enumerate(LENGTHS)}


class _Plain(msgspec.Struct, array_like=True):
    """A tally as the store keeps it: places in the two enumerations, and what stands there."""

    counts: dict[int, int]
    lengths: dict[int, Packed]


_DECODER = msgspec.msgpack.Decoder(_Plain)
_MANY = msgspec.msgpack.Decoder(dict[str, msgspec.Raw])
_ENCODER = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts and lengths; what is zero or empty is left out, so that equal tallies are equal.

    A group: `+` in any order, `ZERO`, and `-` takes out what was put in.
    """

    counts: Mapping[Count, int] = field(default_factory=dict)
    lengths: Mapping[Length, Histogram] = field(default_factory=dict)

    def count(self, what: Count) -> int:
        """How many; 0 where nothing was counted."""
        return self.counts.get(what, 0)

    def length(self, what: Length) -> Histogram:
        """How long; an empty histogram where nothing was timed."""
        return self.lengths.get(what, NOTHING)

    def __add__(self, other: "Tally") -> "Tally":
        counts = _sum(self.counts, other.counts, 1)
        lengths = dict(self.lengths)
        for what, histogram in other.lengths.items():
            lengths[what] = lengths[what] + histogram if what in lengths else histogram
        return Tally(counts, lengths)

    def __sub__(self, part: "Tally") -> "Tally":
        """Without this part. Raises ValueError if a length was not put in (see Histogram)."""
        lengths = {what: self.length(what) - part.length(what) for what in {**self.lengths, **part.lengths}}
        kept = {what: histogram for what, histogram in lengths.items() if histogram.count}
        return Tally(_sum(self.counts, part.counts, -1), kept)

    def encode(self) -> bytes:
        """As compact bytes, the same for the same tally."""
        return _ENCODER.encode(_plain(self))

    @staticmethod
    def decode(content: bytes) -> "Tally":
        """What `encode` made. Raises ValueError when it is nothing of the kind."""
        try:
            return _tally(_DECODER.decode(content))
        except msgspec.MsgspecError as fault:
            raise ValueError(f"this is no tally: {fault}") from fault


ZERO = Tally()


def scene_seconds(scene: Scene) -> Count:
    """The count that holds the trusted seconds of this scene."""
    return Count(f"scene_seconds_{scene.value}")


def scene_entries(scene: Scene) -> Count:
    """The count that holds how often work of this scene was noted."""
    return Count(f"scene_entries_{scene.value}")


def scene_timed(scene: Scene) -> Count:
    """The count that holds how many of those entries have a time that can be trusted."""
    return Count(f"scene_timed_{scene.value}")


def pooled(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return sum(tallies, ZERO)


def together(*books: Mapping[str, Tally]) -> dict[str, Tally]:
    """The same groups of several times together, in the order of their keys."""
    found: dict[str, Tally] = {}
    for book in books:
        for key, tally in book.items():
            found[key] = found[key] + tally if key in found else tally
    return {key: found[key] for key in sorted(found)}


def apart(book: Mapping[str, Tally], part: Mapping[str, Tally]) -> dict[str, Tally]:
    """The groups without this part of them; what was only in the part is gone."""
    left = {key: tally - part.get(key, ZERO) for key, tally in book.items()}
    return {key: tally for key, tally in left.items() if tally.counts or tally.lengths}


def encoded(book: Mapping[str, Tally]) -> bytes:
    """Groups as compact bytes, the same for the same groups in whatever order."""
    return zlib.compress(_ENCODER.encode({key: _plain(book[key]) for key in sorted(book)}), 6)


def any_key(key: str) -> bool:
    """Every group of a book."""
    return True


def decoded(content: bytes, wanted: Wanted = any_key) -> dict[str, Tally]:
    """What `encoded` made, or the groups wanted of it. Raises ValueError when it is nothing of the kind."""
    try:
        found = _MANY.decode(zlib.decompress(content))
        return {key: _tally(_DECODER.decode(found[key])) for key in found if wanted(key)}
    except (msgspec.MsgspecError, zlib.error) as fault:
        raise ValueError(f"these are no tallies: {fault}") from fault


def _sum(one: Mapping[Count, int], other: Mapping[Count, int], sign: int) -> dict[Count, int]:
    found = dict(one)
    for what, count in other.items():
        found[what] = found.get(what, 0) + sign * count
    return {what: count for what, count in found.items() if count}


def _plain(tally: Tally) -> _Plain:
    counts = {_COUNT_PLACE[what]: count for what, count in tally.counts.items() if count}
    lengths = {_LENGTH_PLACE[what]: each.pack() for what, each in tally.lengths.items() if each.count}
    return _Plain(dict(sorted(counts.items())), dict(sorted(lengths.items())))


def _tally(plain: _Plain) -> Tally:
    counts = {COUNTS[place]: count for place, count in plain.counts.items()}
    lengths = {LENGTHS[place]: Histogram.packed(each) for place, each in plain.lengths.items()}
    return Tally(counts, lengths)
