"""The network printer against every way in which a printer can fail it."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from PIL import Image

from hardware.network_printer import NetworkPrinter, Patience
from hardware.printer import Attempt, Health, NotSent, Outcome, Printed, Proof, Trouble, Uncertain
from hardware.simulator import Mood, Simulator, picture_of
from tests.hardware import samples

ONE, TWO, THREE = Attempt(1), Attempt(2), Attempt(3)
ASKED = 12
"""Bytes of the four questions that go before every paper."""
CALM = Patience()
QUICK = Patience(connect=1.0, answer=0.2, whole=0.6, grace=0.1, last_word=0.1)
"""For printers that say nothing: as short as can be told from a slow machine."""
BRISK = Patience(connect=1.5, answer=1.0, whole=1.4, grace=0.2, last_word=0.2)
"""For printers that answer questions, but not about the paper."""

SLOW = Patience(answer=1.0, whole=2.4)
"""For papers that take so long that the third of them loses patience."""


@asynccontextmanager
async def at(simulator: Simulator, patience: Patience = CALM) -> AsyncIterator[NetworkPrinter]:
    """Our printer, calling that simulator."""
    async with simulator:
        printer = NetworkPrinter(simulator.host, simulator.port, patience)
        yield printer
        await printer.close()


async def bring_out(printer: NetworkPrinter, attempt: Attempt, number: str = "A012") -> Outcome:
    """Draw, encode, send."""
    return await printer.print(number, samples.slip(attempt, number), attempt)


async def until(condition: Callable[[], bool]) -> None:
    """Let others work until it is so."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0)


def whole(number: str = "A012") -> bytes:
    """What the finished paper must look like, dot for dot."""
    return picture_of(samples.slip(ONE, number)).tobytes()


def dots(papers: list[Image.Image]) -> list[bytes]:
    """Papers as they can be compared."""
    return [paper.tobytes() for paper in papers]


@pytest.mark.parametrize("mood", [Mood.OK, Mood.NEAR_END])
async def test_a_paper_is_printed_when_the_printer_names_it(mood: Mood) -> None:
    simulator = Simulator(mood)
    async with at(simulator) as printer:
        assert await bring_out(printer, ONE) == Printed(Proof.PROCESS_ID)
        assert (dots(simulator.papers), simulator.rubbish) == ([whole()], 0)


async def test_many_papers_come_out_on_one_line_each_once() -> None:
    simulator = Simulator()
    numbers = [f"A{number:03}" for number in range(1, 6)]
    async with at(simulator) as printer:
        outcomes = [await bring_out(printer, Attempt(at), number) for at, number in enumerate(numbers, 1)]
        assert outcomes == [Printed(Proof.PROCESS_ID)] * 5
        assert dots(simulator.papers) == [whole(number) for number in numbers]
        assert simulator.refused == 0


async def test_papers_asked_for_at_the_same_moment_do_not_mix() -> None:
    simulator = Simulator()
    async with at(simulator) as printer:
        outcomes = await asyncio.gather(*(bring_out(printer, Attempt(at), f"B{at}") for at in (1, 2, 3)))
        assert outcomes == [Printed(Proof.PROCESS_ID)] * 3
        assert dots(simulator.papers) == [whole(f"B{at}") for at in (1, 2, 3)]


@pytest.mark.parametrize(
    ("mood", "trouble"),
    [
        (Mood.NO_PAPER, Trouble.NO_PAPER),
        (Mood.COVER_OPEN, Trouble.COVER_OPEN),
        (Mood.CUTTER_JAMMED, Trouble.CUTTER_JAMMED),
    ],
)
async def test_a_printer_that_says_it_cannot_gets_nothing(mood: Mood, trouble: Trouble) -> None:
    simulator = Simulator(mood)
    async with at(simulator) as printer:
        assert await bring_out(printer, ONE) == NotSent(trouble)
        simulator.reload()
        assert (simulator.papers, simulator.half_sheet) == ([], None)
        assert await bring_out(printer, TWO) == Printed(Proof.PROCESS_ID)


async def test_a_silent_printer_gets_nothing_and_is_called_silent() -> None:
    simulator = Simulator(Mood.SILENT)
    async with at(simulator, QUICK) as printer:
        assert await bring_out(printer, ONE) == NotSent(Trouble.SILENT)
        assert simulator.papers == []


async def test_nobody_at_the_address_is_unreachable() -> None:
    async with Simulator() as simulator:
        port = simulator.port
    assert await bring_out(NetworkPrinter("127.0.0.1", port), ONE) == NotSent(Trouble.UNREACHABLE)


async def test_an_address_that_swallows_the_call_is_given_up_in_time() -> None:
    with socket.socket() as ear:  # its queue of one is full, so that the kernel drops every further call
        ear.bind(("127.0.0.1", 0))
        ear.listen(0)
        callers = [socket.socket() for _ in range(2)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(ear.getsockname())
        begin = time.monotonic()
        printer = NetworkPrinter("127.0.0.1", ear.getsockname()[1], Patience(connect=0.3))
        assert await bring_out(printer, ONE) == NotSent(Trouble.UNREACHABLE)
        assert time.monotonic() - begin < 2
        for caller in callers:
            caller.close()


async def test_a_printer_in_other_hands_refuses_us_and_we_send_nothing() -> None:
    simulator = Simulator()
    async with at(simulator) as first:
        assert await first.health() == Health()
        second = NetworkPrinter(simulator.host, simulator.port)
        assert await bring_out(second, ONE) == NotSent(Trouble.CONNECTION_LOST)
        assert await bring_out(first, TWO) == Printed(Proof.PROCESS_ID)
        assert len(simulator.papers) == 1


@pytest.mark.parametrize("rows", [0, 1, 256, 300, 700])
async def test_paper_that_runs_out_is_uncertain_and_the_rest_comes_once_and_late(rows: int) -> None:
    simulator = Simulator(runs_out_after_rows=rows)
    async with at(simulator, BRISK) as printer:
        assert await bring_out(printer, ONE) == Uncertain(Trouble.NO_PAPER)
        simulator.reload()
        assert await printer.health() == Health()
        assert await bring_out(printer, TWO, "A013") == Printed(Proof.PROCESS_ID)
        assert dots(simulator.papers) == [whole(), whole("A013")]
        assert printer.take_late() == (ONE.process_id,)
        assert printer.take_late() == ()


async def test_a_cleared_printer_brings_the_same_paper_out_once_more_and_whole_only_once() -> None:
    simulator = Simulator(runs_out_after_rows=300)
    async with at(simulator, BRISK) as printer:
        assert await bring_out(printer, ONE) == Uncertain(Trouble.NO_PAPER)
        assert await printer.clear()
        simulator.reload()
        assert await bring_out(printer, TWO) == Printed(Proof.PROCESS_ID)
        assert [paper.height for paper in simulator.papers] == [300, samples.picture().height]
        assert dots(simulator.papers)[1] == whole()


async def test_a_printer_that_cannot_clear_says_so() -> None:
    async with at(Simulator(Mood.OLD), BRISK) as printer:
        assert await printer.clear() is False


async def test_a_late_echo_is_uncertain_and_never_taken_for_the_next_paper() -> None:
    simulator = Simulator(Mood.LATE_ECHO)
    async with at(simulator, BRISK) as printer:
        assert await bring_out(printer, ONE) == Uncertain(Trouble.SILENT)
        assert await bring_out(printer, TWO, "A013") == Uncertain(Trouble.SILENT)
        simulator.speak_up()
        assert await bring_out(printer, THREE, "A014") == Printed(Proof.PROCESS_ID)
        assert printer.take_late() == (ONE.process_id, TWO.process_id)
        assert dots(simulator.papers) == [whole(), whole("A013"), whole("A014")]


async def test_the_echo_of_the_previous_paper_confirms_nothing() -> None:
    simulator = Simulator(Mood.ECHO_OF_PREVIOUS)
    async with at(simulator, BRISK) as printer:
        assert await bring_out(printer, ONE) == Uncertain(Trouble.SILENT)
        assert await bring_out(printer, TWO, "A013") == Uncertain(Trouble.SILENT)
        assert printer.take_late() == ("0000", ONE.process_id)


async def test_an_old_printer_is_believed_by_its_roll_status() -> None:
    simulator = Simulator(Mood.OLD)
    async with at(simulator, BRISK) as printer:
        assert await bring_out(printer, ONE) == Printed(Proof.ROLL_STATUS)
        assert await bring_out(printer, TWO, "A013") == Printed(Proof.ROLL_STATUS)
        assert dots(simulator.papers) == [whole(), whole("A013")]


async def test_a_printer_that_once_knew_the_echo_is_not_believed_by_less() -> None:
    simulator = Simulator()
    async with at(simulator, BRISK) as printer:
        assert await bring_out(printer, ONE) == Printed(Proof.PROCESS_ID)
        simulator.change(Mood.OLD)
        assert await bring_out(printer, TWO) == Uncertain(Trouble.SILENT)


@pytest.mark.parametrize("more", [0, 1, 8, 9, 5_000, 30_000])
async def test_a_printer_that_stops_reading_is_uncertain_and_in_time(more: int) -> None:
    simulator = Simulator(reads_at_most=ASKED + more)
    async with at(simulator, BRISK) as printer:
        begin = time.monotonic()
        assert await bring_out(printer, ONE) == Uncertain(Trouble.SILENT)
        assert time.monotonic() - begin < BRISK.whole + 1
        assert simulator.papers == []


@pytest.mark.parametrize("after", [0, 1, 11])
async def test_a_line_lost_before_the_first_byte_is_not_sent(after: int) -> None:
    async with at(Simulator(resets_after=after)) as printer:
        assert await bring_out(printer, ONE) == NotSent(Trouble.CONNECTION_LOST)


BROKEN_OFF = [0, 1, 2, 5, 6, 8, 9, 10, 11, 12, 13, 14, 400, 18_445, 18_447, 30_000]


@pytest.mark.parametrize("after", BROKEN_OFF)
async def test_a_line_lost_in_a_paper_is_uncertain_and_does_not_eat_the_next_paper(after: int) -> None:
    simulator = Simulator(resets_after=ASKED + after)
    async with at(simulator) as printer:
        assert await bring_out(printer, ONE) == Uncertain(Trouble.CONNECTION_LOST)
        simulator.resets_after = None
        assert await bring_out(printer, TWO, "A013") == Printed(Proof.PROCESS_ID)
        assert dots(simulator.papers).count(whole("A013")) == 1
        assert dots(simulator.papers).count(whole()) == 0


@pytest.mark.parametrize("after", [0, 5, 13, 400, 18_445, 30_000])
async def test_an_old_printer_too_is_freed_of_a_broken_off_paper(after: int) -> None:
    simulator = Simulator(Mood.OLD, resets_after=ASKED + after)
    async with at(simulator, Patience(answer=0.5, grace=0.3)) as printer:
        assert await bring_out(printer, ONE) == Uncertain(Trouble.CONNECTION_LOST)
        simulator.resets_after = None
        assert await bring_out(printer, TWO, "A013") == Printed(Proof.ROLL_STATUS)
        assert dots(simulator.papers)[-1] == whole("A013")


async def test_a_line_that_died_while_idle_is_replaced_and_the_paper_comes_out_once() -> None:
    simulator = Simulator()
    async with at(simulator) as printer:
        assert await bring_out(printer, ONE) == Printed(Proof.PROCESS_ID)
        simulator.hang_up()
        assert await bring_out(printer, TWO, "A013") == Printed(Proof.PROCESS_ID)
        assert dots(simulator.papers) == [whole(), whole("A013")]


async def test_a_paper_given_up_half_way_does_not_confuse_the_next_one() -> None:
    simulator = Simulator(Mood.LATE_ECHO)
    async with at(simulator) as printer:
        asked = asyncio.create_task(bring_out(printer, ONE))
        await until(lambda: len(simulator.papers) == 1)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        simulator.speak_up()
        assert await bring_out(printer, TWO, "A013") == Printed(Proof.PROCESS_ID)
        assert dots(simulator.papers) == [whole(), whole("A013")]


async def test_a_paper_that_waits_too_long_for_its_turn_is_not_sent() -> None:
    simulator = Simulator(Mood.LATE_ECHO)
    async with at(simulator, SLOW) as printer:
        first, _, third = await asyncio.gather(
            *(bring_out(printer, Attempt(at), f"B{at}") for at in (1, 2, 3))
        )
        assert (first, third) == (Uncertain(Trouble.SILENT), NotSent(Trouble.BUSY))
        assert dots(simulator.papers).count(whole("B3")) == 0


async def test_questions_too_wait_only_so_long_for_their_turn() -> None:
    simulator = Simulator(Mood.LATE_ECHO)
    async with at(simulator, SLOW) as printer:
        papers = [asyncio.create_task(bring_out(printer, Attempt(at), f"B{at}")) for at in (1, 2, 3)]
        await until(lambda: len(simulator.papers) == 1)
        health, cleared = await asyncio.gather(printer.health(), printer.clear())
        assert (health, cleared) == (Health(Trouble.BUSY), False)
        await asyncio.gather(*papers)


FAULTS: dict[str, Callable[[], Simulator]] = {
    "ok": Simulator,
    "near end": lambda: Simulator(Mood.NEAR_END),
    "no paper": lambda: Simulator(Mood.NO_PAPER),
    "cover open": lambda: Simulator(Mood.COVER_OPEN),
    "silent": lambda: Simulator(Mood.SILENT),
    "old": lambda: Simulator(Mood.OLD),
    "late echo": lambda: Simulator(Mood.LATE_ECHO),
    "echo of previous": lambda: Simulator(Mood.ECHO_OF_PREVIOUS),
    "runs out at once": lambda: Simulator(runs_out_after_rows=0),
    "runs out half-way": lambda: Simulator(runs_out_after_rows=400),
    "stops reading": lambda: Simulator(reads_at_most=20_000),
    "resets early": lambda: Simulator(resets_after=5),
    "resets half-way": lambda: Simulator(resets_after=20_000),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_one_order_never_makes_two_papers_and_an_unsent_one_makes_none(fault: str) -> None:
    simulator = FAULTS[fault]()
    async with at(simulator, BRISK) as printer:
        outcome = await bring_out(printer, ONE)
        simulator.reads_at_most = simulator.resets_after = None
        simulator.reload()
        await printer.health()
        papers = dots(simulator.papers).count(whole())
        allowed = {Printed: {1}, NotSent: {0}, Uncertain: {0, 1}}
        assert papers in allowed[type(outcome)]


@pytest.mark.parametrize(
    ("mood", "health"),
    [
        (Mood.OK, Health()),
        (Mood.NEAR_END, Health(paper_low=True)),
        (Mood.NO_PAPER, Health(Trouble.NO_PAPER, paper_low=True)),
        (Mood.COVER_OPEN, Health(Trouble.COVER_OPEN)),
        (Mood.CUTTER_JAMMED, Health(Trouble.CUTTER_JAMMED)),
    ],
)
async def test_health_is_what_the_printer_says(mood: Mood, health: Health) -> None:
    async with at(Simulator(mood)) as printer:
        assert await printer.health() == health


async def test_the_health_of_a_silent_printer_is_silence_and_not_good_news() -> None:
    async with at(Simulator(Mood.SILENT), QUICK) as printer:
        assert await printer.health() == Health(Trouble.SILENT)


async def test_an_answer_that_comes_too_late_is_not_taken_for_the_answer_to_the_next_question() -> None:
    simulator = Simulator(Mood.ASLEEP)
    async with at(simulator, Patience(answer=0.5)) as printer:
        assert await printer.health() == Health(Trouble.SILENT)
        simulator.speak_up(Mood.COVER_OPEN)
        await until(lambda: not simulator.taken)
        assert await printer.health() == Health(Trouble.COVER_OPEN)


async def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_next_one() -> None:
    simulator = Simulator(Mood.ASLEEP)
    async with at(simulator) as printer:
        asked = asyncio.create_task(printer.health())
        await until(lambda: simulator.held == 4)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        simulator.speak_up(Mood.COVER_OPEN)
        assert await printer.health() == Health(Trouble.COVER_OPEN)


async def test_bytes_of_another_attempt_are_refused() -> None:
    with pytest.raises(ValueError, match="do not belong to attempt 2"):
        await NetworkPrinter("127.0.0.1", 9).print("A012", samples.slip(ONE), TWO)
