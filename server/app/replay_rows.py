"""A day's ticket log in a CSV file, row by row; what cannot be read is said with its line."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

COLUMNS = ("office", "service", "ticket", "arrived_at", "called_at", "served_at", "left_at", "outcome")
TIMES = ("arrived_at", "called_at", "served_at", "left_at")


class FileBroken(Exception):
    """The file is no ticket log. Says in words which line, what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket of the file: `line` is its line there, times are in UTC, None where the file has none."""

    line: int
    office: str
    service: str
    ticket: str
    arrived_at: datetime | None
    called_at: datetime | None


def read_rows(path: Path, zone: ZoneInfo) -> tuple[Row, ...]:
    """All tickets of the file, in its order; times without an offset are those of `zone`.

    Raises FileBroken.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        return tuple(_rows(((reader.line_num, cells) for cells in reader), zone))
    except csv.Error as fault:
        raise FileBroken(f"line {reader.line_num}: this is not CSV ({fault}).") from fault


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise FileBroken(f"{path} cannot be read: {fault.strerror}.") from fault
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise FileBroken(f"line {line}: this is not UTF-8 text, so not a CSV file of tickets.") from fault


def _rows(lines: Iterator[tuple[int, list[str]]], zone: ZoneInfo) -> Iterator[Row]:
    _, header = next(lines, (1, []))
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise FileBroken(
            f"line 1: the column {' and '.join(missing)} is missing; a ticket log has {', '.join(COLUMNS)}."
        )
    for line, cells in lines:
        if cells:
            yield _row(line, header, cells, zone)


def _row(line: int, header: Sequence[str], cells: Sequence[str], zone: ZoneInfo) -> Row:
    if len(cells) != len(header):
        raise FileBroken(f"line {line}: {len(cells)} fields, but the first line names {len(header)} columns.")
    cell = {name: value.strip() for name, value in zip(header, cells, strict=True)}
    for name in ("office", "service"):
        if not cell[name]:
            raise FileBroken(f"line {line}: the {name} is blank.")
    times = {name: _time(line, name, cell[name], zone) for name in TIMES}
    arrived, called = times["arrived_at"], times["called_at"]
    if arrived is not None and called is not None and called < arrived:
        called = called.replace(fold=1)
    return Row(line, cell["office"], cell["service"], cell["ticket"], _utc(arrived), _utc(called))


def _time(line: int, name: str, text: str, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        right = "2020-01-02T08:15:00"
        raise FileBroken(f"line {line}: {name} is {text!r}, which is no time like {right}.") from fault
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at is not None else None
