"""Reads what columns.py wrote: every column becomes the function that gives its next value.

A month of days is opened for a list of tickets, so this is the short way, not the pretty one: columns are
unpacked as wholes, and what cannot be foreseen is asked for in the order in which it was written.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TypeAlias, TypeVar

import msgspec

from server.core.commands import Channel, Scene
from server.core.plan import Stage
from server.measure.columns import ROWS, SAME, WIDTH, after
from server.measure.rows import Ending, Outcome
from server.measure.sheet import Offer, SceneRow, SessionRow, Sheet, StayRow, TimeRow, VisitRow, WaitRow

_Kind = TypeVar("_Kind")
_Rows: TypeAlias = tuple[tuple[WaitRow, ...], tuple[TimeRow, ...], tuple[StayRow, ...], int]

_DECODER = msgspec.msgpack.Decoder(tuple[dict[str, bytes], dict[str, tuple[list[str], bytes]]])

_DAMAGE = (msgspec.MsgspecError, zlib.error, struct.error, LookupError, StopIteration, RuntimeError)
"""What reading something else raises; a column that ends too soon is a RuntimeError within an iterator."""


def unpacked(content: bytes, offer: Offer) -> Sheet:
    """What `packed` made of a sheet with this offer. Raises ValueError when it is nothing of the kind."""
    try:
        found = _Reader(content)
        day = date.fromordinal(found.sure("date")())
        began, until = found.sure("began")(), found.sure("until")()
        counts = [found.sure(name)() for name in ROWS]
        return Sheet(
            offer, day, began, until,
            tuple(_visits(found, counts[0])),
            tuple(_sessions(found, counts[1])),
            tuple(_scenes(found, counts[2])),
        )  # fmt: skip
    except _DAMAGE as fault:
        raise ValueError(f"this is no sheet of a day: {fault!r}") from fault


class _Reader:
    """Gives the values of each column in their order; None is what was not there."""

    def __init__(self, content: bytes) -> None:
        self._numbers, self._words = _DECODER.decode(zlib.decompress(content))

    def numbers(self, name: str) -> Callable[[], int | None]:
        """The next number of this column with every call, less what was foreseen."""
        column = [
            None if value == 0 else value - 1 >> 1 ^ -(value - 1 & 1)
            for value in _unfolded(self._numbers.get(name, b""))
        ]
        return partial(next, iter(column), None)

    def sure(self, name: str) -> Callable[[], int]:
        """The same for a column in which every number must be there. Raises ValueError."""
        column = _unfolded(self._numbers.get(name, b""))
        if 0 in column:
            raise ValueError(f"{name} is missing")
        return iter([value - 1 >> 1 ^ -(value - 1 & 1) for value in column]).__next__

    def words(self, name: str) -> Callable[[], str | None]:
        """The next word of this column with every call; SAME where it was foreseen."""
        listed, places = self._words.get(name, ([], b""))
        words = [word or None for word in listed]
        return partial(next, map(words.__getitem__, _unlisted(places)), None)

    def kinds(self, name: str, kind: Callable[[str], _Kind]) -> Callable[[], _Kind | None]:
        """The same for a column of members of an enumeration, in which nothing is foreseen but SAME."""
        listed, places = self._words.get(name, ([], b""))
        members = [kind(word) if word and word != SAME else None for word in listed]
        return partial(next, map(members.__getitem__, _unlisted(places)), None)


def _there(value: _Kind | None) -> _Kind:
    if value is None:
        raise ValueError("a kind is missing")
    return value


def _visits(found: _Reader, count: int) -> Iterator[VisitRow]:
    words, numbers = found.words, found.numbers
    services, written, last_services = words("service"), words("number"), words("last_service")
    channels, endings = found.kinds("channel", Channel), found.kinds("ending", Ending)
    issued, carried, quoted = found.sure("issued"), found.sure("carried"), numbers("quoted")
    ended, lasted = numbers("ended"), numbers("duration")
    rows_of = _rows_reader(found)
    numbered: dict[str, str] = {}
    clock = 0
    for _ in range(count):
        service, said, moved = services() or "", written(), last_services()
        number = numbered[service] = (after(numbered.get(service, "")) if said == SAME else said) or ""
        issued_at = clock = clock + issued()
        waits, times, stays, left = rows_of(service, issued_at)
        distance, difference = ended(), lasted()
        ended_at = None if distance is None else left + distance
        yield VisitRow(
            number, service, (service if moved == SAME else moved) or "", _there(channels()), issued_at,
            carried() == 1, quoted(), ended_at,
            None if difference is None else difference + (ended_at or left) - issued_at,
            endings(), waits, times, stays,
        )  # fmt: skip


def _rows_reader(found: _Reader) -> Callable[[str, int], _Rows]:
    """Reads the waits, times and stays of the next visit, and where the clock stands after them."""
    counts = [found.sure(name) for name in ("waits", "times", "stays")]
    read_wait, read_time, read_stay = _wait_reader(found), _time_reader(found), _stay_reader(found)

    def read(service: str, clock: int) -> _Rows:
        waited, timed, stayed = [count() for count in counts]
        waits: list[WaitRow] = []
        times: list[TimeRow] = []
        stays: list[StayRow] = []
        for turn in range(max(waited, timed, stayed)):
            if turn < waited:
                waits.append(wait := read_wait(clock, service))
                clock = wait.since + (wait.lasted or 0)
            if turn < timed:
                times.append(time := read_time(clock, waits[-1] if waits else None))
                clock = time.called_at + (time.stayed or 0)
            if turn < stayed:
                stays.append(stay := read_stay(clock, service))
                clock = stay.since + (stay.lasted or 0)
        return tuple(waits), tuple(times), tuple(stays), clock

    return read


def _wait_reader(found: _Reader) -> Callable[[int, str], WaitRow]:
    services, stages, counters = (
        found.words("wait_service"), found.kinds("wait_stage", Stage), found.words("wait_counter")
    )  # fmt: skip
    deficient, since, lasted = (
        found.sure("wait_deficient"),
        found.sure("wait_since"),
        found.numbers("wait_lasted"),
    )

    def read(clock: int, service: str) -> WaitRow:
        said = services()
        return WaitRow(
            (service if said == SAME else said) or "", stages() or Stage.RECEPTION, deficient() == 1,
            clock + since(), lasted(), counters(),
        )  # fmt: skip

    return read


def _time_reader(found: _Reader) -> Callable[[int, WaitRow | None], TimeRow]:
    services, counters = found.words("time_service"), found.words("time_counter")
    stages, outcomes = found.kinds("time_stage", Stage), found.kinds("time_outcome", Outcome)
    called, started, lasted = (
        found.sure("time_called"),
        found.numbers("time_started"),
        found.numbers("time_lasted"),
    )
    stayed, quantity, accurate = (
        found.numbers("time_stayed"),
        found.sure("time_quantity"),
        found.sure("time_accurate"),
    )

    def read(clock: int, wait: WaitRow | None) -> TimeRow:
        service, stage, counter = services(), stages(), counters()
        begun, took, more = started(), lasted(), stayed()
        return TimeRow(
            (wait.service if wait and service == SAME else service) or "",
            stage or _there(wait).stage,
            (wait.counter if wait and counter == SAME else counter) or "",
            clock + called(), begun, took,
            None if more is None else more + (begun or 0) + (took or 0),
            outcomes(), quantity() + 1, accurate() == 0,
        )  # fmt: skip

    return read


def _stay_reader(found: _Reader) -> Callable[[int, str], StayRow]:
    services = found.words("stay_service")
    since, lasted, returned = (
        found.sure("stay_since"),
        found.numbers("stay_lasted"),
        found.sure("stay_returned"),
    )

    def read(clock: int, service: str) -> StayRow:
        said = services()
        return StayRow((service if said == SAME else said) or "", clock + since(), lasted(), returned() == 1)

    return read


def _sessions(found: _Reader, count: int) -> Iterator[SessionRow]:
    counters, reasons = found.words("session_counter"), found.words("pause_reason")
    opened, closed = found.sure("session_opened"), found.numbers("session_closed")
    pauses, since, until = (
        found.sure("session_pauses"),
        found.sure("pause_since"),
        found.numbers("pause_until"),
    )
    for _ in range(count):
        counter, opened_at, closed_at = counters() or "", opened(), closed()
        rests = tuple([(reasons() or "", since(), until()) for _ in range(pauses())])
        yield SessionRow(counter, opened_at, closed_at, rests)


def _scenes(found: _Reader, count: int) -> Iterator[SceneRow]:
    scenes, sections, counters = (
        found.kinds("scene", Scene),
        found.words("scene_section"),
        found.words("scene_counter"),
    )
    started, lasted = found.sure("scene_started"), found.numbers("scene_lasted")
    quantity, accurate = found.sure("scene_quantity"), found.sure("scene_accurate")
    for _ in range(count):
        yield SceneRow(
            _there(scenes()),
            sections() or "",
            counters(),
            started(),
            lasted(),
            quantity() + 1,
            accurate() == 0,
        )


def _unfolded(planes: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(planes) // WIDTH}I", _woven(planes, WIDTH))


def _woven(planes: bytes, width: int) -> bytes:
    """The planes of numbers with so many bytes as whole numbers again."""
    size = len(planes) // width
    woven = bytearray(size * width)
    for plane in range(width):
        woven[plane::width] = planes[plane * size : (plane + 1) * size]
    return bytes(woven)


def _unlisted(places: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(places) // 2}H", _woven(places, 2))
