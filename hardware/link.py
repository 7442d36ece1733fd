"""One open TCP line to a printer: bytes go out, whole replies come in, and a dead line is noticed."""

import asyncio
import socket
from collections import deque
from typing import Self

from hardware import escpos
from hardware.replies import Reply, State, replies

UNANSWERED_MS = 5000
"""TCP_USER_TIMEOUT: bytes that nobody has acknowledged for this long mean that the line is dead."""


class LineLost(Exception):
    """The printer hung up, or the network did."""


class Link:
    """The only owner of one connection; port 9100 takes one caller at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Use `Link.open`."""
        self._reader, self._writer = reader, writer
        self._said: deque[Reply] = deque()
        self._rest = b""

    @classmethod
    async def open(cls, host: str, port: int, seconds: float) -> Self:
        """Call the printer; `OSError`, `TimeoutError` among them, when nobody answers within `seconds`."""
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(host, port)
        wire: socket.socket = writer.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNANSWERED_MS)
        return cls(reader, writer)

    def send(self, data: bytes) -> None:
        """Hand bytes to the network; whether they arrive is told by replies only."""
        self._writer.write(data)

    @property
    def all_sent(self) -> bool:
        """Whether every byte is in the hands of the kernel, which delivers it unless the line is dropped."""
        return self._writer.transport.get_write_buffer_size() == 0

    async def hear(self, until: float) -> Reply:
        """The next reply; `TimeoutError` at `until` (loop time), `LineLost` when there will be none."""
        while not self._said:
            async with asyncio.timeout_at(until):
                chunk = await self._read()
            said, self._rest = replies(self._rest + chunk)
            self._said.extend(said)
        return self._said.popleft()

    async def states(self, until: float) -> tuple[State, State, State, State]:
        """Ask DLE EOT 1 to 4; whatever else is said meanwhile stays to be heard. Errors as for `hear`."""
        self.send(escpos.ASK_STATE)
        answers: list[State] = []
        others: list[Reply] = []
        while len(answers) < 4:
            reply = await self.hear(until)
            if isinstance(reply, State):
                answers.append(reply)
            else:
                others.append(reply)
        self._said.extendleft(reversed(others))
        one, two, three, four = answers
        return one, two, three, four

    def heard_so_far(self) -> tuple[Reply, ...]:
        """What was said and not yet heard, without waiting."""
        said = tuple(self._said)
        self._said.clear()
        return said

    def drop(self) -> None:
        """Hang up at once; bytes on their way are lost."""
        self._writer.transport.abort()

    async def _read(self) -> bytes:
        try:
            chunk = await self._reader.read(4096)
        except OSError as error:
            raise LineLost(str(error)) from error
        if not chunk:
            raise LineLost("the printer hung up")
        return chunk
