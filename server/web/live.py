"""Live screens: rendered once per event, boards and counters first, phones in small slices of the newest."""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from server.app.follow import follow
from server.app.picture import document, picture_of
from server.app.standing import Standing
from server.app.standings import Standings
from server.core.plan import OfficeId

SEND_WITHIN_S = 5.0
"""A screen that takes nothing for so long is cut off; it comes back by itself (RELIABILITY.md 0.6)."""

BEAT_S = 3.0
"""A sign of life for boards and counters, which say themselves when it stops."""

SLICE = 40
"""Phones served in one go, before boards are looked at again."""

NEVER = sys.maxsize
"""The position of a phone that has gone: nothing is newer for it."""

ROUND_S = 1.0
"""A phone gets the newest picture about this often."""

_said = structlog.get_logger(__name__)

Render = Callable[[Standing], str]


class Rank(IntEnum):
    """Who is served first."""

    BOARD = 0
    STAFF = 1


@dataclass(frozen=True, slots=True)
class Encoded:
    """The public picture as the bytes that everybody gets."""

    position: int
    text: str


@dataclass(slots=True, eq=False)
class Seat:
    """One socket: at most one frame on its way, and only the newest waits behind it."""

    socket: WebSocket
    newest: str | None = None
    busy: bool = False
    sending: "asyncio.Task[None] | None" = None

    @property
    def there(self) -> bool:
        """Whether it may still be sent something."""
        return self.socket.application_state is WebSocketState.CONNECTED

    def show(self, text: str) -> None:
        """Send this, unless something newer comes before it can be sent."""
        self.newest = text
        if self.sending is None:
            self.sending = asyncio.get_running_loop().create_task(self._show())

    async def send(self, text: str) -> None:
        """Send this now. A socket that does not take it in time is sent nothing more; the kernel's own
        limit (serving.py) ends it, and the screen comes back by itself.
        """
        self.busy = True
        try:
            async with asyncio.timeout(SEND_WITHIN_S):
                await self.socket.send_text(text)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            self.socket.application_state = WebSocketState.DISCONNECTED
        finally:
            self.busy = False

    async def _show(self) -> None:
        while self.newest is not None and self.there:
            text, self.newest = self.newest, None
            await self.send(text)
        self.sending = None


@dataclass(slots=True, eq=False)
class Screen:
    """What several sockets show alike: one rendering for all of them."""

    rank: Rank
    render: Render
    seats: set[Seat] = field(default_factory=set)

    def frame(self, standing: Standing) -> str:
        """The frame for the whole screen: never a difference, always the picture."""
        return json.dumps({"position": standing.position, "html": self.render(standing)}, ensure_ascii=False)


class Live:
    """The live side of one office."""

    def __init__(self, standings: Standings, office: OfficeId) -> None:
        self._standings = standings
        self._office = office
        self._screens: dict[str, Screen] = {}
        self._phones: dict[Seat, int] = {}
        self._slices: set[asyncio.Task[None]] = set()
        self._encoded: Encoded | None = None

    def picture(self) -> Encoded:
        """The public picture, encoded once per position."""
        standing = self._standings.of(self._office)
        if self._encoded is None or self._encoded.position != standing.position:
            text = json.dumps(document(picture_of(standing)), ensure_ascii=False, separators=(",", ":"))
            self._encoded = Encoded(standing.position, text)
        return self._encoded

    async def run(self) -> None:
        """Serve every screen of the office, for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._serve_screens())
            group.create_task(self._serve_phones())
            group.create_task(self._beat())

    async def show(self, socket: WebSocket, key: str, render: Render, rank: Rank) -> None:
        """Keep this socket at the newest rendering until it goes."""
        seat = Seat(socket)
        await socket.accept()
        screen = self._screens.setdefault(key, Screen(rank, render))
        screen.seats.add(seat)
        try:
            seat.show(screen.frame(self._standings.of(self._office)))
            await _until_gone(socket)
        finally:
            screen.seats.discard(seat)
            if not screen.seats and self._screens.get(key) is screen:
                del self._screens[key]

    async def show_picture(self, socket: WebSocket) -> None:
        """Keep this phone at the newest picture until it goes."""
        seat = Seat(socket)
        await socket.accept()
        encoded = self.picture()
        self._phones[seat] = encoded.position
        try:
            await seat.send(encoded.text)
            await self._serve_slice([seat])
            await _until_gone(socket)
        finally:
            self._phones.pop(seat, None)

    async def _serve_screens(self) -> None:
        async for standing in follow(self._standings, self._office):
            for screen in sorted(self._screens.values(), key=lambda each: each.rank):
                self._show(screen, standing)
                await asyncio.sleep(0)

    def _show(self, screen: Screen, standing: Standing) -> None:
        """A face that cannot be drawn is a bug of that face: said, and no matter for the others."""
        try:
            frame = screen.frame(standing)
        except Exception:  # noqa: BLE001  said with its traceback; the other screens go on
            _said.exception("screen_not_drawn", office=self._office)
            return
        for seat in screen.seats:
            seat.show(frame)

    async def _serve_phones(self) -> None:
        async for _ in follow(self._standings, self._office):
            for seats in _slices(list(self._phones)):
                task = asyncio.get_running_loop().create_task(self._serve_slice(seats))
                self._slices.add(task)
                task.add_done_callback(self._slices.discard)
                await asyncio.sleep(0)
            await asyncio.sleep(ROUND_S)

    async def _serve_slice(self, seats: list[Seat]) -> None:
        """One after the other; a socket that takes nothing holds up its slice, once, and nobody else."""
        for seat in seats:
            while not seat.busy and seat.there and self._phones.get(seat, NEVER) < self.picture().position:
                encoded = self.picture()
                self._phones[seat] = encoded.position
                await seat.send(encoded.text)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            beat = json.dumps({"beat": self._standings.of(self._office).position})
            for screen in self._screens.values():
                for seat in screen.seats:
                    if seat.newest is None:
                        seat.show(beat)


class Lives:
    """The live sides of all offices of this node."""

    def __init__(self, standings: Standings) -> None:
        self._standings = standings
        self._lives: dict[OfficeId, Live] = {}

    def of(self, office: OfficeId) -> Live:
        """The live side of one office."""
        if office not in self._lives:
            self._lives[office] = Live(self._standings, office)
        return self._lives[office]

    async def show(self, socket: WebSocket, office: OfficeId, key: str, render: Render, rank: Rank) -> None:
        """Keep this socket at the newest rendering of a face; sockets with the same key share it."""
        await self.of(office).show(socket, key, render, rank)


def _slices(seats: list[Seat]) -> list[list[Seat]]:
    return [seats[begin : begin + SLICE] for begin in range(0, len(seats), SLICE)]


async def _until_gone(socket: WebSocket) -> None:
    """Read what the screen says (signs of painting) until it closes."""
    try:
        while socket.application_state is WebSocketState.CONNECTED:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
    except (WebSocketDisconnect, RuntimeError) as gone:
        _said.debug("screen_gone", why=str(gone))
