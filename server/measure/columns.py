"""The rows of a sheet as columns of small numbers: what can be foreseen is written as nothing.

A visit runs along a clock: it is issued, waits, is called when the wait ends, leaves when it was served. Each
moment is written as its distance from where that clock stands, which is nearly always nothing; a number as
nothing if it is the next of its service. The same sheet always gives the same bytes.
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
from server.measure.rows import Ending, Outcome
from server.measure.sheet import Offer, SceneRow, SessionRow, Sheet, StayRow, TimeRow, VisitRow, WaitRow

SAME = "\0"
"""A word that was foreseen; no id has this sign."""

_Kind = TypeVar("_Kind")
_Rows: TypeAlias = tuple[tuple[WaitRow, ...], tuple[TimeRow, ...], tuple[StayRow, ...], int]

ROWS = ("visits", "sessions", "scenes")
WIDTH = 4
"""Bytes of a number: seconds of a day, also of many days, need three."""


class _Writer:
    """Collects values by the name of their column."""

    def __init__(self) -> None:
        self.numbers: dict[str, list[int]] = {}
        self.words: dict[str, list[str]] = {}

    def number(self, name: str, value: int | None, foreseen: int = 0) -> None:
        column = self.numbers.setdefault(name, [])
        column.append(0 if value is None else _folded(value - foreseen) + 1)

    def word(self, name: str, value: str | None, foreseen: str | None = None) -> None:
        said = SAME if value == foreseen and foreseen is not None else value or ""
        self.words.setdefault(name, []).append(said)

    def content(self) -> bytes:
        numbers = {name: _planes(self.numbers[name]) for name in sorted(self.numbers)}
        words = {name: _listed(self.words[name]) for name in sorted(self.words)}
        return zlib.compress(msgspec.msgpack.encode((numbers, words)), 9)


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


_DECODER = msgspec.msgpack.Decoder(tuple[dict[str, bytes], dict[str, tuple[list[str], bytes]]])


def packed(sheet: Sheet) -> bytes:
    """The sheet as compact bytes, without its offer; the same for the same sheet."""
    out = _Writer()
    out.number("date", sheet.date.toordinal())
    out.number("began", sheet.began)
    out.number("until", sheet.until)
    for name, count in zip(ROWS, (len(sheet.visits), len(sheet.sessions), len(sheet.scenes)), strict=True):
        out.number(name, count)
    last: dict[str, str] = {}
    clock = 0
    for visit in sheet.visits:
        _write_visit(out, visit, clock, _next(last.get(visit.service, "")))
        last[visit.service], clock = visit.number, visit.issued_at
    for session in sheet.sessions:
        _write_session(out, session)
    for scene in sheet.scenes:
        _write_scene(out, scene)
    return out.content()


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


_DAMAGE = (msgspec.MsgspecError, zlib.error, struct.error, LookupError, StopIteration, RuntimeError)
"""What reading something else raises; a column that ends too soon is a RuntimeError within an iterator."""


def _there(value: _Kind | None) -> _Kind:
    if value is None:
        raise ValueError("a kind is missing")
    return value


def _write_visit(out: _Writer, visit: VisitRow, clock: int, number: str) -> None:
    out.word("service", visit.service)
    out.word("number", visit.number, number)
    out.word("last_service", visit.last_service, visit.service)
    out.word("channel", visit.channel.value)
    out.word("ending", visit.ending)
    out.number("issued", visit.issued_at, clock)
    out.number("carried", int(visit.carried))
    out.number("quoted", visit.quoted)
    for name, rows in (("waits", visit.waits), ("times", visit.times), ("stays", visit.stays)):
        out.number(name, len(rows))
    clock, wait = visit.issued_at, None
    for turn in range(max(len(visit.waits), len(visit.times), len(visit.stays))):
        if turn < len(visit.waits):
            wait = visit.waits[turn]
            clock = _write_wait(out, wait, clock, visit.service)
        if turn < len(visit.times):
            clock = _write_time(out, visit.times[turn], clock, wait)
        if turn < len(visit.stays):
            clock = _write_stay(out, visit.stays[turn], clock, visit.service)
    out.number("ended", visit.ended_at, clock)
    out.number("duration", visit.duration, (visit.ended_at or clock) - visit.issued_at)


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
        number = numbered[service] = (_next(numbered.get(service, "")) if said == SAME else said) or ""
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


def _write_wait(out: _Writer, wait: WaitRow, clock: int, service: str) -> int:
    out.word("wait_service", wait.service, service)
    out.word("wait_stage", wait.stage.value, Stage.RECEPTION.value)
    out.number("wait_deficient", int(wait.deficient))
    out.number("wait_since", wait.since, clock)
    out.number("wait_lasted", wait.lasted)
    out.word("wait_counter", wait.counter)
    return _after_wait(wait)


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


def _write_time(out: _Writer, time: TimeRow, clock: int, wait: WaitRow | None) -> int:
    out.word("time_service", time.service, wait.service if wait else None)
    out.word("time_stage", time.stage.value, wait.stage.value if wait else None)
    out.word("time_counter", time.counter, wait.counter if wait else None)
    out.number("time_called", time.called_at, clock)
    out.number("time_started", time.started)
    out.number("time_lasted", time.lasted)
    out.number("time_stayed", time.stayed, (time.started or 0) + (time.lasted or 0))
    out.word("time_outcome", time.outcome)
    out.number("time_quantity", time.quantity, 1)
    out.number("time_accurate", int(time.accurate), 1)
    return _after_time(time)


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


def _write_stay(out: _Writer, stay: StayRow, clock: int, service: str) -> int:
    out.word("stay_service", stay.service, service)
    out.number("stay_since", stay.since, clock)
    out.number("stay_lasted", stay.lasted)
    out.number("stay_returned", int(stay.returned))
    return _after_stay(stay)


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


def _write_session(out: _Writer, session: SessionRow) -> None:
    out.word("session_counter", session.counter)
    out.number("session_opened", session.opened_at)
    out.number("session_closed", session.closed_at)
    out.number("session_pauses", len(session.pauses))
    for reason, since, until in session.pauses:
        out.word("pause_reason", reason)
        out.number("pause_since", since)
        out.number("pause_until", until)


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


def _write_scene(out: _Writer, scene: SceneRow) -> None:
    out.word("scene", scene.scene.value)
    out.word("scene_section", scene.section)
    out.word("scene_counter", scene.counter)
    out.number("scene_started", scene.started_at)
    out.number("scene_lasted", scene.lasted)
    out.number("scene_quantity", scene.quantity, 1)
    out.number("scene_accurate", int(scene.accurate), 1)


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


def _after_wait(wait: WaitRow) -> int:
    return wait.since + (wait.lasted or 0)


def _after_time(time: TimeRow) -> int:
    return time.called_at + (time.stayed or 0)


def _after_stay(stay: StayRow) -> int:
    return stay.since + (stay.lasted or 0)


def _next(number: str) -> str:
    """The number after this one: A041 after A040; nothing after what has no digits."""
    prefix = number.rstrip("0123456789")
    digits = number[len(prefix) :]
    return f"{prefix}{int(digits) + 1:0{len(digits)}d}" if digits else ""


def _folded(value: int) -> int:
    """Numbers on both sides of zero as numbers from zero up: 0, -1, 1, -2, 2 as 0, 1, 2, 3, 4."""
    return value << 1 if value >= 0 else ~(value << 1)


def _planes(column: Sequence[int]) -> bytes:
    """All lowest bytes, then all second ones and so on: the upper ones are nearly all zero."""
    content = b"".join(value.to_bytes(WIDTH, "little") for value in column)
    return b"".join(content[plane::WIDTH] for plane in range(WIDTH))


def _unfolded(planes: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(planes) // WIDTH}I", _woven(planes, WIDTH))


def _woven(planes: bytes, width: int) -> bytes:
    """The planes of numbers with so many bytes as whole numbers again."""
    size = len(planes) // width
    woven = bytearray(size * width)
    for plane in range(width):
        woven[plane::width] = planes[plane * size : (plane + 1) * size]
    return bytes(woven)


def _listed(column: Sequence[str]) -> tuple[list[str], bytes]:
    """Every word once, in the order in which they come, and their places; two bytes each."""
    places: dict[str, int] = {}
    found = [places.setdefault(word, len(places)) for word in column]
    return list(places), bytes(each & 255 for each in found) + bytes(each >> 8 for each in found)


def _unlisted(places: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(places) // 2}H", _woven(places, 2))
