"""A receipt printer made of software, for tests and shows; it fails on request and keeps its papers."""

import asyncio
import re
import socket
import struct
from contextlib import suppress
from enum import StrEnum
from types import TracebackType
from typing import Self

from PIL import Image

from hardware.reading import Command, Cut, Dots, Report, SayId, SayRoll, Unreadable, commands, first_command

CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])|" + re.escape(CLEAR))
LONGEST_REAL_TIME = len(CLEAR)
SMALL_BUFFER = 4096


class Mood(StrEnum):
    """What is the matter with the printer right now."""

    OK = "ok"
    NEAR_END = "near end"
    NO_PAPER = "no paper"
    COVER_OPEN = "cover open"
    CUTTER_JAMMED = "cutter jammed"
    SILENT = "silent"
    """It prints, but never says a word."""
    OLD = "old"
    """It knows neither the echo (GS ( H) nor the clearing of its buffers (DLE DC4)."""
    LATE_ECHO = "late echo"
    """It keeps what it has to say about papers until `speak_up`."""
    ASLEEP = "asleep"
    """It keeps all that it has to say until `speak_up`, even answers to DLE EOT."""
    ECHO_OF_PREVIOUS = "echo of previous"


OFFLINE = frozenset((Mood.NO_PAPER, Mood.COVER_OPEN, Mood.CUTTER_JAMMED))


def picture_of(data: bytes) -> Image.Image:
    """These bytes on paper, 0 black and 255 white; `Unreadable` when a printer would print rubbish."""
    return _joined([command for command in commands(data) if isinstance(command, Dots)])


class Simulator:
    """One printer on a free port of this machine; use with `async with`, then look at `papers`."""

    def __init__(
        self,
        mood: Mood = Mood.OK,
        *,
        runs_out_after_rows: int | None = None,
        reads_at_most: int | None = None,
        resets_after: int | None = None,
    ) -> None:
        """`runs_out_after_rows`: rows of paper left; `reads_at_most`, `resets_after`: bytes of a call."""
        self.mood = mood
        self.papers: list[Image.Image] = []
        self.rubbish = 0
        self.refused = 0
        self.host, self.port = "127.0.0.1", 0
        self._rows_left = runs_out_after_rows
        self.reads_at_most = reads_at_most
        self.resets_after = resets_after
        self._buffer = b""
        self._sheet: list[Dots] = []
        self._reports = 0
        self._held = b""
        self._previous_id = b"0000"
        self._writer: asyncio.StreamWriter | None = None
        self._calls: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        ear = socket.socket()
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        ear.bind((self.host, 0))
        self._server = await asyncio.start_server(self._take_call, sock=ear, limit=1)
        self.port = ear.getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up on everyone."""
        self._server.close()
        self._closing.set()
        if self._writer is not None:
            self._writer.transport.abort()
        await asyncio.gather(*self._calls)
        await self._server.wait_closed()

    @property
    def half_sheet(self) -> Image.Image | None:
        """What hangs out of the printer and is not cut off yet."""
        return _joined(self._sheet) if self._sheet else None

    def reload(self) -> None:
        """A new roll, cover shut: what was waiting in the buffer comes out now, as with a real printer."""
        self._rows_left = None
        self.change(Mood.OK)

    def change(self, mood: Mood) -> None:
        """Something happens to the printer; it reports it when it was asked to (GS a)."""
        self.mood = mood
        self._report()
        self._work()

    def speak_up(self, mood: Mood = Mood.OK) -> None:
        """Say what was held back by `LATE_ECHO` or `ASLEEP`, and be in another mood from now on."""
        held, self._held = self._held, b""
        self.mood = mood
        self._say(held)

    @property
    def held(self) -> int:
        """How many bytes it would say if it spoke up."""
        return len(self._held)

    @property
    def taken(self) -> bool:
        """Whether someone is on the line."""
        return self._writer is not None

    def hang_up(self) -> None:
        """Close the line, politely (FIN), as printers do after an idle time."""
        if self._writer is not None:
            self._writer.close()

    async def _take_call(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._writer is not None:
            self.refused += 1
            writer.transport.abort()
            return
        call = asyncio.current_task()
        assert call is not None
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        self._writer = writer
        try:
            with suppress(ConnectionError):  # a caller who hangs up is nothing wrong with the printer
                await self._listen(reader, writer)
        finally:
            self._writer = None
            writer.transport.abort()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard, tail = 0, b""
        while self.reads_at_most is None or heard < self.reads_at_most:
            if self.resets_after is not None and heard >= self.resets_after:
                _reset(writer)
                return
            chunk = await reader.read(self._appetite(heard))
            if not chunk:
                return
            heard += len(chunk)
            tail = self._hear(tail, chunk)
        await self._closing.wait()  # never reads again

    def _appetite(self, heard: int) -> int:
        ends = [end for end in (self.reads_at_most, self.resets_after) if end is not None]
        return min([SMALL_BUFFER, *(end - heard for end in ends)])

    def _hear(self, tail: bytes, chunk: bytes) -> bytes:
        """Orders in real time are carried out wherever they stand, even inside dots, as Epson warns."""
        self._buffer += chunk
        recent, end = tail + chunk, 0
        for order in REAL_TIME.finditer(recent):
            end = order.end()
            if order.group(1):
                self._say(self._state(order.group(1)[0]))
            elif self.mood is not Mood.OLD:
                self._clear()
        self._work()
        return recent[max(end, len(recent) - LONGEST_REAL_TIME + 1) :]

    def _clear(self) -> None:
        self._buffer = self._buffer.rpartition(CLEAR)[2]
        self._held = b""
        self._say(b"\x37\x25\x00")

    def _work(self) -> None:
        while self._buffer and self.mood not in OFFLINE:
            try:
                found = first_command(self._buffer)
            except Unreadable:
                self.rubbish += 1
                self._buffer = self._buffer[1:]
                continue
            if found is None:
                return
            self._buffer = self._buffer[found[1] :]
            self._carry_out(found[0])

    def _carry_out(self, command: Command) -> None:
        match command:
            case Dots():
                self._print(command)
            case Cut() if self._sheet:
                self.papers.append(_joined(self._sheet))
                self._sheet = []
            case Report(mask):
                self._reports = mask
                self._report()
            case SayId(process_id):
                self._echo(process_id)
            case SayRoll():
                self._say_in_turn(bytes([0x03 if self.mood is Mood.NEAR_END else 0x00]))
            case _:
                pass  # ESC @ and NUL change nothing that could be seen on the paper

    def _print(self, dots: Dots) -> None:
        height = len(dots.rows) // dots.across
        left = height if self._rows_left is None else min(height, self._rows_left)
        printed, waiting = dots.rows[: left * dots.across], dots.rows[left * dots.across :]
        if printed:
            self._sheet.append(Dots(dots.across, printed))
        if self._rows_left is not None:
            self._rows_left -= left
        if waiting:
            head = struct.pack("<4sHH", b"\x1dv0\x00", dots.across, height - left)
            self._buffer = head + waiting + self._buffer
            self.change(Mood.NO_PAPER)

    def _echo(self, process_id: bytes) -> None:
        said = self._previous_id if self.mood is Mood.ECHO_OF_PREVIOUS else process_id
        self._previous_id = process_id
        if self.mood is not Mood.OLD:
            self._say_in_turn(b"\x37\x22" + said + b"\x00")

    def _say_in_turn(self, answer: bytes) -> None:
        if self.mood is Mood.LATE_ECHO:
            self._held += answer
        else:
            self._say(answer)

    def _say(self, answer: bytes) -> None:
        if self.mood is Mood.ASLEEP:
            self._held += answer
        elif self._writer is not None and self.mood is not Mood.SILENT:
            self._writer.write(answer)

    def _report(self) -> None:
        if not self._reports:
            return
        cover = 0x20 if self.mood is Mood.COVER_OPEN else 0
        cutter = 0x08 if self.mood is Mood.CUTTER_JAMMED else 0
        roll = {Mood.NO_PAPER: 0x0F, Mood.NEAR_END: 0x03}.get(self.mood, 0)
        self._say(bytes([0x10 | cover | self._offline, cutter, roll, 0x00]))

    @property
    def _offline(self) -> int:
        return 0x08 if self.mood in OFFLINE else 0

    def _state(self, which: int) -> bytes:
        bits: dict[int, dict[Mood, int]] = {
            1: dict.fromkeys(OFFLINE, 0x08),
            2: {Mood.COVER_OPEN: 0x04, Mood.NO_PAPER: 0x20, Mood.CUTTER_JAMMED: 0x40},
            3: {Mood.CUTTER_JAMMED: 0x08},
            4: {Mood.NEAR_END: 0x0C, Mood.NO_PAPER: 0x6C},
        }
        return bytes([0x12 | bits[which].get(self.mood, 0)])


def _joined(blocks: list[Dots]) -> Image.Image:
    pictures = [block.picture() for block in blocks]
    size = (
        max((picture.width for picture in pictures), default=8),
        sum(picture.height for picture in pictures),
    )
    whole, top = Image.new("1", size, 1), 0
    for picture in pictures:
        whole.paste(picture, (0, top))
        top += picture.height
    return whole


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of FIN: what a power cut or a crashed interface board looks like."""
    wire: socket.socket = writer.get_extra_info("socket")
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
