"""`machiai replay`: reads the file, replays it, and says what came of it."""

import asyncio
import hashlib
import json
import math
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.app.replay import Impossible, Plugs, replay
from server.app.replay_report import document, lines_of, table
from server.app.replay_rows import FileBroken, read_rows
from server.app.replay_script import Left, Script, script_of
from server.ports.log import LogDown

EVERY_S = 0.2
"""Seconds between two lines of progress on a terminal."""

Plug = Callable[[], AbstractAsyncContextManager[Plugs]]
"""Makes what a replay works on; called when the file has been read and is good."""


def replay_command(
    path: Path,
    plug: Plug,
    token: Callable[[], str],
    *,
    zone: str = "Asia/Tokyo",
    speed: float = 0.0,
    as_json: bool = False,
    out: TextIO,
    err: TextIO,
) -> int:
    """Replay the file and print the figures on `out`, progress and what was left out on `err`.

    The exit code: 0, or 2 for a file or options that cannot be used, or 1 when the log gave up; why is said
    on `err`.
    """
    try:
        zone_info, pace = _zone(zone), _checked(speed)
        script = script_of(read_rows(path, zone_info), zone_info)
        tell = _teller(err, script.tickets)
        found, text = asyncio.run(_replayed(script, plug, _mark(path), token, pace, tell))
    except (FileBroken, Impossible) as fault:
        err.write(f"{path}: {fault}\n")
        return 2
    except LogDown as down:
        err.write(f"The log cannot be used: {down}\n")
        return 1
    err.write(("\n" if err.isatty() else "") + _left_out(script.left))
    out.write((json.dumps(found, ensure_ascii=False) if as_json else text) + "\n")
    return 0


async def _replayed(
    script: Script,
    plug: Plug,
    mark: str,
    token: Callable[[], str],
    speed: float,
    tell: Callable[[int, datetime], None],
) -> tuple[dict[str, Any], str]:
    began = time.monotonic()
    async with plug() as plugs:
        before = await replay(script, plugs, mark=mark, token=token, speed=speed, tell=tell)
        lines, events = await lines_of(plugs.log, before)
    elapsed = time.monotonic() - began
    return document(lines, events, elapsed), table(lines, events, elapsed)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise FileBroken(f"{name!r} is no time zone; --zone takes names like Asia/Tokyo.") from fault


def _checked(speed: float) -> float:
    if speed < 0 or not math.isfinite(speed):
        raise FileBroken(f"--speed {speed} is no speed; 0 is as fast as possible, 60 an hour in a minute.")
    return speed


def _mark(path: Path) -> str:
    """The file in the ids of commands: the same words make the same ids."""
    return f"replay {hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"


def _left_out(left: Left) -> str:
    said = (
        (left.without_arrival, "rows have no arrived_at and were left out"),
        (left.never_called, "tickets were never called: issued only"),
        (left.called_before_arrival, "tickets were called before they arrived: issued only"),
        (left.called_on_another_day, "tickets were called on another day: issued only"),
    )
    return "".join(f"{count:,} {words}.\n" for count, words in said if count)


def _teller(err: TextIO, tickets: int) -> Callable[[int, datetime], None]:
    """One line that is written over, on a terminal; nothing elsewhere."""
    if not err.isatty():
        return lambda _issued, _at: None
    told = -EVERY_S

    def tell(issued: int, at: datetime) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= EVERY_S or issued == tickets:
            told = now
            err.write(f"\r{at:%Y-%m-%d %H:%M} UTC  {issued:,} of {tickets:,} tickets ")
            err.flush()

    return tell
