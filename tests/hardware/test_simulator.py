"""The printer made of software: it must fail as the real ones do, or it judges nothing."""

import asyncio
from collections.abc import Callable

import pytest

from hardware import escpos
from hardware.printer import Attempt
from hardware.reading import Unreadable
from hardware.simulator import Mood, Simulator, picture_of
from tests.hardware import samples

ONE = Attempt(1)


class Caller:
    """A bare connection, so that the simulator is judged without our own printer code."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def of(cls, simulator: Simulator) -> "Caller":
        return cls(*await asyncio.open_connection(simulator.host, simulator.port))

    async def ask(self, data: bytes, expected: bytes) -> bytes:
        """Send, and read as many bytes as are expected."""
        self.writer.write(data)
        async with asyncio.timeout(10):
            return await self.reader.readexactly(len(expected))

    def hang_up(self) -> None:
        self.writer.transport.abort()


async def until(condition: Callable[[], bool]) -> None:
    """Let others work until it is so."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("mood", "states"),
    [
        (Mood.OK, "12 12 12 12"),
        (Mood.NEAR_END, "12 12 12 1e"),
        (Mood.NO_PAPER, "1a 32 12 7e"),
        (Mood.COVER_OPEN, "1a 16 12 12"),
        (Mood.CUTTER_JAMMED, "1a 52 1a 12"),
    ],
)
async def test_it_answers_dle_eot_as_it_feels(mood: Mood, states: str) -> None:
    async with Simulator(mood) as simulator:
        caller = await Caller.of(simulator)
        expected = bytes.fromhex(states)
        assert await caller.ask(escpos.ASK_STATE, expected) == expected
        caller.hang_up()


async def test_a_slip_comes_out_as_it_was_drawn_and_is_confirmed_in_order() -> None:
    expected = b"\x10\x00\x00\x00" + b"\x37\x220001\x00" + b"\x00"
    async with Simulator() as simulator:
        caller = await Caller.of(simulator)
        assert await caller.ask(samples.slip(ONE), expected) == expected
        assert [paper.tobytes() for paper in simulator.papers] == [picture_of(samples.slip(ONE)).tobytes()]
        caller.hang_up()


async def test_an_order_hidden_in_dots_is_carried_out_at_once_as_epson_warns() -> None:
    hidden = b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x04"
    async with Simulator() as simulator:
        caller = await Caller.of(simulator)
        assert await caller.ask(hidden, b"\x12") == b"\x12"
        caller.hang_up()


async def test_when_paper_runs_out_the_rest_waits_and_comes_out_on_the_new_roll() -> None:
    reported = b"\x10\x00\x00\x00" + b"\x18\x00\x0f\x00"
    later = b"\x10\x00\x00\x00" + b"\x37\x220001\x00" + b"\x00"
    async with Simulator(runs_out_after_rows=300) as simulator:
        caller = await Caller.of(simulator)
        assert await caller.ask(samples.slip(ONE), reported) == reported
        half = simulator.half_sheet
        assert half is not None
        assert (simulator.papers, half.height) == ([], 300)
        simulator.reload()
        assert await caller.ask(b"", later) == later
        assert [paper.tobytes() for paper in simulator.papers] == [picture_of(samples.slip(ONE)).tobytes()]
        caller.hang_up()


async def test_what_waits_survives_the_connection() -> None:
    async with Simulator(Mood.NO_PAPER) as simulator:
        caller = await Caller.of(simulator)
        assert await caller.ask(samples.slip(ONE) + b"\x10\x04\x01", b"\x1a") == b"\x1a"
        caller.hang_up()
        simulator.reload()
        assert len(simulator.papers) == 1


async def test_clearing_makes_it_forget_what_waits() -> None:
    async with Simulator(Mood.NO_PAPER) as simulator:
        caller = await Caller.of(simulator)
        assert await caller.ask(samples.slip(ONE) + escpos.CLEAR_BUFFERS, b"\x37\x25\x00") == b"\x37\x25\x00"
        simulator.reload()
        assert (simulator.papers, simulator.half_sheet) == ([], None)
        caller.hang_up()


async def test_a_second_caller_is_refused_and_the_first_one_stays() -> None:
    async with Simulator() as simulator:
        first, second = await Caller.of(simulator), await Caller.of(simulator)
        await until(lambda: simulator.refused == 1)
        assert await first.ask(b"\x10\x04\x01", b"\x12") == b"\x12"
        first.hang_up()
        second.hang_up()


async def test_rubbish_is_counted_and_what_comes_after_it_is_read() -> None:
    async with Simulator() as simulator:
        caller = await Caller.of(simulator)
        assert await caller.ask(b"A012" + escpos.ASK_ROLL, b"\x00") == b"\x00"
        assert simulator.rubbish == 4
        caller.hang_up()


def test_a_picture_of_rubbish_is_refused() -> None:
    with pytest.raises(Unreadable):
        picture_of(b"\x1b@A012")
