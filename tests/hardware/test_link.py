"""One line to one printer."""

import asyncio

import pytest

from hardware.link import LineLost, Link
from hardware.replies import Roll, State
from hardware.simulator import Mood, Simulator


def soon(seconds: float = 10) -> float:
    """A time on the clock of the loop."""
    return asyncio.get_running_loop().time() + seconds


async def test_four_questions_have_four_answers() -> None:
    async with Simulator() as simulator:
        link = await Link.open(simulator.host, simulator.port, 5)
        assert await link.states(soon()) == (State(0x12),) * 4
        link.drop()


async def test_what_else_is_said_between_the_answers_is_kept() -> None:
    async with Simulator() as simulator:
        link = await Link.open(simulator.host, simulator.port, 5)
        link.send(b"\x1dr\x01")
        await link.states(soon())
        assert await link.hear(soon()) == Roll(0)
        link.drop()


async def test_silence_ends_at_the_time_that_was_said() -> None:
    async with Simulator(Mood.SILENT) as simulator:
        link = await Link.open(simulator.host, simulator.port, 5)
        with pytest.raises(TimeoutError):
            await link.states(soon(0.05))
        link.drop()


async def test_a_printer_that_hangs_up_is_noticed() -> None:
    async with Simulator() as simulator:
        link = await Link.open(simulator.host, simulator.port, 5)
        await link.states(soon())
        simulator.hang_up()
        with pytest.raises(LineLost, match="the printer hung up"):
            await link.hear(soon())
        link.drop()


async def test_a_reset_is_a_lost_line() -> None:
    async with Simulator(resets_after=3) as simulator:
        link = await Link.open(simulator.host, simulator.port, 5)
        with pytest.raises(LineLost):
            await link.states(soon())
        link.drop()


async def test_nobody_at_the_address_is_an_error_of_the_system() -> None:
    async with Simulator() as simulator:
        port = simulator.port
    with pytest.raises(OSError, match=r"refused|failed"):
        await Link.open("127.0.0.1", port, 5)
