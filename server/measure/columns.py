"""The rows of a sheet as columns of small numbers: what can be foreseen is written as nothing.

A visit runs along a clock: it is issued, waits, is called when the wait ends, leaves when it was served. Each
moment is written as its distance from where that clock stands, which is nearly always nothing; a number as
nothing if it is the next of its service. The same sheet always gives the same bytes.
"""

import zlib
from collections.abc import Sequence

import msgspec

from server.core.plan import Stage
from server.measure.sheet import SceneRow, SessionRow, Sheet, StayRow, TimeRow, VisitRow, WaitRow

SAME = "\0"
"""A word that was foreseen; no id has this sign."""


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
        _write_visit(out, visit, clock, after(last.get(visit.service, "")))
        last[visit.service], clock = visit.number, visit.issued_at
    for session in sheet.sessions:
        _write_session(out, session)
    for scene in sheet.scenes:
        _write_scene(out, scene)
    return out.content()


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


def _write_wait(out: _Writer, wait: WaitRow, clock: int, service: str) -> int:
    out.word("wait_service", wait.service, service)
    out.word("wait_stage", wait.stage.value, Stage.RECEPTION.value)
    out.number("wait_deficient", int(wait.deficient))
    out.number("wait_since", wait.since, clock)
    out.number("wait_lasted", wait.lasted)
    out.word("wait_counter", wait.counter)
    return _after_wait(wait)


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


def _write_stay(out: _Writer, stay: StayRow, clock: int, service: str) -> int:
    out.word("stay_service", stay.service, service)
    out.number("stay_since", stay.since, clock)
    out.number("stay_lasted", stay.lasted)
    out.number("stay_returned", int(stay.returned))
    return _after_stay(stay)


def _write_session(out: _Writer, session: SessionRow) -> None:
    out.word("session_counter", session.counter)
    out.number("session_opened", session.opened_at)
    out.number("session_closed", session.closed_at)
    out.number("session_pauses", len(session.pauses))
    for reason, since, until in session.pauses:
        out.word("pause_reason", reason)
        out.number("pause_since", since)
        out.number("pause_until", until)


def _write_scene(out: _Writer, scene: SceneRow) -> None:
    out.word("scene", scene.scene.value)
    out.word("scene_section", scene.section)
    out.word("scene_counter", scene.counter)
    out.number("scene_started", scene.started_at)
    out.number("scene_lasted", scene.lasted)
    out.number("scene_quantity", scene.quantity, 1)
    out.number("scene_accurate", int(scene.accurate), 1)


def _after_wait(wait: WaitRow) -> int:
    return wait.since + (wait.lasted or 0)


def _after_time(time: TimeRow) -> int:
    return time.called_at + (time.stayed or 0)


def _after_stay(stay: StayRow) -> int:
    return stay.since + (stay.lasted or 0)


def after(number: str) -> str:
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


def _listed(column: Sequence[str]) -> tuple[list[str], bytes]:
    """Every word once, in the order in which they come, and their places; two bytes each."""
    places: dict[str, int] = {}
    found = [places.setdefault(word, len(places)) for word in column]
    return list(places), bytes(each & 255 for each in found) + bytes(each >> 8 for each in found)
