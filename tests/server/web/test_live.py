"""Live screens: everybody ends at the newest picture, whatever a slow socket does."""

import asyncio
import json
from typing import Any

import pytest
from starlette.websockets import WebSocket

from server.adapters.memory_log import MemoryLog
from server.app.standing import Standing
from server.app.standings import Standings
from server.web import live
from server.web.live import Live, Rank, Seat
from tests.story import given, visitor


class Wire:
    """The server's end of a socket: what was sent, and a gate that a slow peer keeps shut."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.closed: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.socket = WebSocket({"type": "websocket", "headers": []}, self._receive, self._send)
        self._greeted = False

    async def _receive(self) -> dict[str, Any]:
        if not self._greeted:
            self._greeted = True
            return {"type": "websocket.connect"}
        return await self.closed

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            await self.gate.wait()
            self.sent.append(message["text"])

    def hang_up(self) -> None:
        self.closed.set_result({"type": "websocket.disconnect", "code": 1000})


class Lobby:
    """One office in which somebody comes now and then."""

    def __init__(self) -> None:
        self.standings = Standings(MemoryLog())
        self.story = given()

    async def open(self) -> Live:
        await self.standings.open("midori")
        self.standings.put(Standing(self.story.office, position=1), ())
        return Live(self.standings, "midori")

    def somebody_comes(self) -> None:
        self.story = self.story.and_given(visitor())
        position = self.standings.of("midori").position + 1
        self.standings.put(Standing(self.story.office, position=position), ())


def positions(wire: Wire) -> list[int]:
    return [json.loads(text)["position"] for text in wire.sent if "position" in text]


async def settled() -> None:
    """Let everything that can go on go on."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_the_newest_frame_of_a_burst_always_arrives():
    wire = Wire()
    await wire.socket.accept()
    seat = Seat(wire.socket)
    wire.gate.clear()
    for text in ("one", "two", "three"):
        seat.show(text)
        await settled()
    wire.gate.set()
    await settled()
    assert wire.sent == ["one", "three"]


async def test_a_socket_that_takes_nothing_is_sent_nothing_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(live, "SEND_WITHIN_S", 0.01)
    wire = Wire()
    await wire.socket.accept()
    seat = Seat(wire.socket)
    wire.gate.clear()
    await seat.send("one")
    assert not seat.there


async def test_every_board_ends_at_the_newest_picture_and_one_rendering_serves_them_all():
    lobby = Lobby()
    office = await lobby.open()
    drawn: list[int] = []

    def render(standing: Standing) -> str:
        drawn.append(standing.position)
        return "picture"

    wires = [Wire(), Wire()]
    work = [asyncio.create_task(office.show(each.socket, "board", render, Rank.BOARD)) for each in wires]
    serving = asyncio.create_task(office.run())
    await settled()
    drawn.clear()
    for _ in range(3):
        lobby.somebody_comes()
        await settled()
    assert [positions(each)[-1] for each in wires] == [4, 4]
    assert drawn == [2, 3, 4]
    for wire in wires:
        wire.hang_up()
    await asyncio.gather(*work)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def test_a_face_that_cannot_be_drawn_does_not_stop_the_others():
    lobby = Lobby()
    office = await lobby.open()
    good, bad = Wire(), Wire()
    broken = False

    def breaks(standing: Standing) -> str:
        if broken:
            raise KeyError("move")
        return "picture"

    work = [
        asyncio.create_task(office.show(bad.socket, "bad", breaks, Rank.BOARD)),
        asyncio.create_task(office.show(good.socket, "good", lambda _: "picture", Rank.BOARD)),
    ]
    serving = asyncio.create_task(office.run())
    await settled()
    broken = True
    lobby.somebody_comes()
    await settled()
    assert (positions(good)[-1], positions(bad)[-1]) == (2, 1)
    for wire in (good, bad):
        wire.hang_up()
    await asyncio.gather(*work)
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def test_a_phone_that_was_busy_with_an_old_picture_gets_the_newest_afterwards():
    lobby = Lobby()
    office = await lobby.open()
    wire = Wire()
    wire.gate.clear()
    watching = asyncio.create_task(office.show_picture(wire.socket))
    await settled()
    lobby.somebody_comes()
    wire.gate.set()
    await settled()
    assert positions(wire) == [1, 2]
    wire.hang_up()
    await watching
