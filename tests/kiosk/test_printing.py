"""Slips: one paper for one ticket, whatever crashes, and nobody waits for a printer but those at it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from structlog.testing import capture_logs

from hardware.file_printer import FilePrinter
from hardware.network_printer import NetworkPrinter, Patience
from hardware.simulator import Mood, Simulator
from server.adapters.manual_clock import ManualClock
from server.core.commands import CancelTicket, ReissueSlip
from server.core.events import SlipReported
from server.core.state import Paper
from server.web.house import House
from tests.kiosk.a_house import (
    OFFICE,
    OUTSIDE,
    SATURDAY_MORNING,
    LogThatStumbles,
    asked,
    at_work,
    names_in,
    printing,
    settled,
    until,
    visitor,
)
from tests.running import free_port

QUICK = Patience(connect=0.3, answer=0.3, whole=1.0, grace=0.2, last_word=0.1)


@pytest.fixture
def log() -> LogThatStumbles:
    return LogThatStumbles()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(SATURDAY_MORNING)


@pytest.fixture
async def house(log: LogThatStumbles, clock: ManualClock, tmp_path: Path) -> AsyncIterator[House]:
    async with at_work(log, clock, tmp_path) as house:
        yield house


@pytest.fixture
def tray(tmp_path: Path) -> Path:
    return tmp_path / "printed"


async def reports(house: House) -> list[tuple[str, int, str, str]]:
    """What was reported of slips, as the log has it."""
    records = await house.log.read(OFFICE, 0)
    events = (record.event for record in records)
    return [(e.number, e.attempt, e.outcome, e.trouble) for e in events if isinstance(e, SlipReported)]


async def test_a_ticket_becomes_a_paper_whose_code_leads_to_the_visitors_page(
    house: House, tray: Path
) -> None:
    async with printing(house, FilePrinter(tray)):
        await asked(house, visitor(), "touch")
        assert (await settled(house, "A001")).paper is Paper.PRINTED
    assert names_in(tray) == ["2026-11-21-A001-1.escpos", "2026-11-21-A001-1.png"]
    with Image.open(tray / "2026-11-21-A001-1.png") as seen:
        codes = [code.text for code in zxingcpp.read_barcodes(seen.convert("L"))]
    assert codes == [f"{OUTSIDE}/t/a-secret-of-the-visitor"]


async def test_papers_come_out_in_the_order_of_issue(house: House, tray: Path) -> None:
    for number in range(1, 6):
        await asked(house, visitor(token=f"token-{number}"), f"touch-{number}")
    async with printing(house, FilePrinter(tray)):
        await settled(house, "A005")
    numbers = ["A001", "A002", "A003", "A004", "A005"]
    assert await reports(house) == [(each, 1, "printed", "") for each in numbers]


async def test_the_report_carries_an_id_that_a_second_follower_would_use_too(
    house: House, tray: Path
) -> None:
    async with printing(house, FilePrinter(tray)):
        await asked(house, visitor(), "touch")
        await settled(house, "A001")
    made = await house.log.made(OFFICE, "slip-2026-11-21-A001-1")
    assert [(each.actor, type(each.event)) for each in made] == [("kiosk", SlipReported)]


async def test_a_touch_sent_twice_issues_one_ticket_and_one_paper(house: House, tray: Path) -> None:
    async with printing(house, FilePrinter(tray)):
        both = await asyncio.gather(*(asked(house, visitor(token=f"token-{n}"), "touch") for n in range(2)))
        await settled(house, "A001")
    assert both[0] == both[1]
    assert names_in(tray) == ["2026-11-21-A001-1.escpos", "2026-11-21-A001-1.png"]


async def test_a_paper_that_came_out_before_a_crash_is_reported_and_not_printed_again(
    house: House, tray: Path
) -> None:
    await asked(house, visitor(), "touch")
    tray.mkdir()
    (tray / "2026-11-21-A001-1.escpos").write_bytes(b"what the printer was given before the power went")
    async with printing(house, FilePrinter(tray)):
        await settled(house, "A001")
    assert await reports(house) == [("A001", 1, "printed", "")]
    assert names_in(tray) == ["2026-11-21-A001-1.escpos"]


async def test_a_ticket_issued_before_a_crash_and_not_printed_gets_its_paper_afterwards(
    house: House, tray: Path
) -> None:
    await asked(house, visitor(), "touch")
    async with printing(house, FilePrinter(tray)):
        assert (await settled(house, "A001")).paper is Paper.PRINTED
    assert len(names_in(tray)) == 2


async def test_of_a_printer_without_memory_a_person_is_asked_after_a_crash(house: House) -> None:
    await asked(house, visitor(), "touch")
    async with (
        Simulator() as simulator,
        printing(house, NetworkPrinter(simulator.host, simulator.port, QUICK)),
    ):
        assert (await settled(house, "A001")).paper is Paper.UNCERTAIN
        assert await reports(house) == [("A001", 1, "uncertain", "restarted")]
        assert simulator.papers == []


async def test_when_the_log_is_down_the_report_comes_later_and_the_paper_only_once(
    house: House, log: LogThatStumbles, clock: ManualClock, tray: Path
) -> None:
    await asked(house, visitor(), "touch")
    log.stumbles = 2
    async with printing(house, FilePrinter(tray)):
        while house.standings.of(OFFICE).office.due:
            clock.set(clock.next_due() or clock.now())
            await asyncio.sleep(0)
    assert await reports(house) == [("A001", 1, "printed", "")]


async def test_a_job_older_than_a_minute_is_not_printed(house: House, clock: ManualClock, tray: Path) -> None:
    await asked(house, visitor(), "touch")
    clock.advance(61)
    async with printing(house, FilePrinter(tray)):
        assert (await settled(house, "A001")).paper is Paper.FAILED
    assert await reports(house) == [("A001", 1, "failed", "too_old")]
    assert names_in(tray) == []


async def test_a_reissue_asked_for_now_is_printed_however_old_the_ticket(
    house: House, clock: ManualClock, tray: Path
) -> None:
    async with printing(house, FilePrinter(tray)):
        await asked(house, visitor(), "touch")
        await settled(house, "A001")
        clock.advance(3600)
        await asked(house, ReissueSlip("A001"), "again")
        assert (await settled(house, "A001", attempt=2)).paper is Paper.PRINTED
    assert "2026-11-21-A001-2.escpos" in names_in(tray)


async def test_a_dead_printer_is_said_once_when_it_goes_and_once_when_it_is_back(house: House) -> None:
    async with Simulator(Mood.NO_PAPER) as simulator:
        printer = NetworkPrinter(simulator.host, simulator.port, QUICK)
        with capture_logs() as said:
            async with printing(house, printer):
                for number in ("A001", "A002"):
                    await asked(house, visitor(token=number), f"touch-{number}")
                    assert (await settled(house, number)).paper is Paper.FAILED
                simulator.reload()
                await asked(house, visitor(token="A003"), "touch-A003")
                assert (await settled(house, "A003")).paper is Paper.PRINTED
        await printer.close()
    assert await reports(house) == [
        ("A001", 1, "failed", "no_paper"),
        ("A002", 1, "failed", "no_paper"),
        ("A003", 1, "printed", ""),
    ]
    assert [each["event"] for each in said] == ["printer_down", "printer_up"]


async def test_an_unreachable_printer_leaves_the_number_valid_and_its_paper_failed(house: House) -> None:
    async with printing(house, NetworkPrinter("127.0.0.1", free_port(), QUICK)):
        await asked(house, visitor(), "touch")
        await settled(house, "A001")
    assert await reports(house) == [("A001", 1, "failed", "unreachable")]


async def test_a_silent_printer_holds_up_nobody_at_the_desk(house: House) -> None:
    async with Simulator(Mood.SILENT) as simulator:
        printer = NetworkPrinter(simulator.host, simulator.port, Patience(answer=3.0))
        async with printing(house, printer):
            await asked(house, visitor(), "touch")
            async with asyncio.timeout(1.0):
                for number in range(20):
                    await asked(house, visitor(token=f"token-{number}"), f"touch-{number}")
            assert len(house.standings.of(OFFICE).office.due) == 21
        await printer.close()


async def test_the_slip_of_a_cancelled_number_does_not_stop_those_behind_it(house: House, tray: Path) -> None:
    await asked(house, visitor(), "touch")
    await asked(house, CancelTicket("A001"), "cancel")
    await asked(house, visitor(token="another"), "touch-2")
    async with printing(house, FilePrinter(tray)):
        await until(house, lambda office: not office.due)
    assert [each[0] for each in await reports(house)] == ["A001", "A002"]
