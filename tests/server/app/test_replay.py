"""Replaying ticket logs: what the log holds afterwards is what plain Python counts from the file."""

import csv
import io
import json
import secrets
import statistics
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server.adapters.manual_clock import ManualClock
from server.adapters.memory_bus import MemoryBus
from server.adapters.memory_log import MemoryLog
from server.app.measures import document, measured
from server.app.replay import Plugs, replay
from server.app.replay_command import replay_command
from server.app.replay_plans import prefixes_of
from server.app.replay_report import lines_of
from server.app.replay_rows import FileBroken, read_rows
from server.app.replay_script import script_of
from server.core.events import TicketCalled, TicketIssued
from server.measure.period import By
from tests.house.tree import ROOT

HEADER = "office,service,ticket,arrived_at,called_at,served_at,left_at,outcome\n"
SMALL = HEADER + (
    "north,Passports,B001,2020-01-02T08:00:00,2020-01-02T08:10:00,,,called\n"
    "north,Passports,B002,2020-01-02T08:00:00,2020-01-02T08:00:00,,,called\n"
    "north,Taxes,B001,2020-01-02T08:10:00,2020-01-02T08:10:00,,,called\n"
    "north,Taxes,B002,2020-01-02T08:20:00,,,,not_called\n"
    "north,Taxes,B003,,2020-01-02T08:30:00,,,called\n"
    "north,Taxes,B004,2020-01-02T09:00:00,2020-01-02T08:59:59,,,called\n"
    "north,Taxes,B005,2020-01-02T09:00:00,2020-01-03T08:00:00,,,called\n"
    "south,Maps,7,2020-01-02T08:10:00,2020-01-02T08:15:00,,,called\n"
    "north,Passports,B001,2020-01-03T08:00:00,2020-01-03T08:31:00,,,called\n"
    "south,Maps,7,2020-01-03T08:10:00,2020-01-03T08:11:00,,,called\n"
)
SAMPLE = ROOT / "tests" / "fixtures" / "warsaw_sample.csv"
TOKYO, WARSAW = "Asia/Tokyo", "Europe/Warsaw"


class Bench:
    """A log in memory that outlives a replay, and how to plug it in."""

    def __init__(self) -> None:
        self.log = MemoryLog()
        self.real = ManualClock(datetime(2026, 11, 24, tzinfo=UTC))

    @asynccontextmanager
    async def plug(self) -> AsyncIterator[Plugs]:
        yield self.plugs()

    def plugs(self) -> Plugs:
        return Plugs(self.log, MemoryBus(), self.real)

    def command(self, path: Path, **options: object) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        code = replay_command(path, self.plug, secrets.token_urlsafe, out=out, err=err, **options)  # type: ignore[arg-type]
        return code, out.getvalue(), err.getvalue()

    async def replayed(self, path: Path, zone: str = TOKYO, speed: float = 0.0) -> None:
        script = script_of(read_rows(path, ZoneInfo(zone)), ZoneInfo(zone))
        await replay(script, self.plugs(), mark="test", token=secrets.token_urlsafe, speed=speed)


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return written(tmp_path, SMALL)


def written(folder: Path, text: str) -> Path:
    path = folder / "tickets.csv"
    path.write_text(text, encoding="utf-8")
    return path


def plain_waits(path: Path) -> dict[tuple[str, str], list[float]]:
    """Straight from the file: seconds from arrival to call of every ticket that could be called that day."""
    waits = defaultdict(list)
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        if not row["arrived_at"]:
            continue
        of_line = waits[row["office"], row["service"]]
        if row["called_at"][:10] == row["arrived_at"][:10]:
            arrived, called = map(datetime.fromisoformat, (row["arrived_at"], row["called_at"]))
            of_line += [(called - arrived).total_seconds()] if called >= arrived else []
    return waits


def p90(waits: list[float]) -> float:
    return waits[0] if len(waits) == 1 else statistics.quantiles(waits, n=10, method="inclusive")[8]


def plain_lines(path: Path) -> list[dict[str, object]]:
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    lines: list[dict[str, object]] = []
    for (office, service), waits in sorted(plain_waits(path).items()):
        came = [
            row for row in rows if (row["office"], row["service"]) == (office, service) and row["arrived_at"]
        ]
        wait = {"mean": statistics.fmean(waits), "median": statistics.median(waits), "p90": p90(waits)}
        said = {"office": office, "service": service, "issued": len(came), "called": len(waits)}
        lines.append({**said, "duplicates": 0, "wait_s": {each: pytest.approx(wait[each]) for each in wait}})
    return lines


def test_the_figures_of_a_small_file_are_those_of_plain_python(bench: Bench, small: Path) -> None:
    code, out, err = bench.command(small, as_json=True)
    answer = json.loads(out)
    assert code == 0
    assert answer["lines"] == plain_lines(small)
    elapsed = answer["totals"].pop("elapsed_s")
    assert answer["totals"] == {"issued": 9, "called": 6, "duplicates": 0, "events": 43}
    assert elapsed >= 0
    assert err.splitlines() == [
        "1 rows have no arrived_at and were left out.",
        "1 tickets were never called: issued only.",
        "1 tickets were called before they arrived: issued only.",
        "1 tickets were called on another day: issued only.",
    ]


def test_the_figures_of_the_warsaw_sample_are_those_of_plain_python(bench: Bench) -> None:
    code, out, _ = bench.command(SAMPLE, zone=WARSAW, as_json=True)
    answer = json.loads(out)
    assert (code, answer["lines"]) == (0, plain_lines(SAMPLE))
    assert (answer["totals"]["issued"], answer["totals"]["duplicates"]) == (398, 0)


async def test_every_single_wait_in_the_log_is_that_of_its_row(bench: Bench) -> None:
    await bench.replayed(SAMPLE, WARSAW)
    for office in ("UD_Rembertow", "USC_Falecka"):
        issued: dict[tuple[date, str], tuple[str, datetime]] = {}
        waits = defaultdict(list)
        for record in await bench.log.read(office, 0):
            match record.event:
                case TicketIssued(number=number, service=service):
                    issued[record.at.date(), number] = (service, record.at)
                case TicketCalled(number=number):
                    service, since = issued.pop((record.at.date(), number))
                    waits[office, service].append((record.at - since).total_seconds())
                case _:
                    pass
        plain = {key: sorted(each) for key, each in plain_waits(SAMPLE).items() if key[0] == office and each}
        assert {key: sorted(each) for key, each in waits.items()} == plain


async def test_at_one_moment_issues_come_before_calls_in_the_order_of_the_file(
    bench: Bench, small: Path
) -> None:
    await bench.replayed(small)
    records = await bench.log.read("north", 0)
    when = [record for record in records if record.at == datetime(2020, 1, 1, 23, 10, tzinfo=UTC)]
    happened = [each.event for each in when if isinstance(each.event, TicketIssued | TicketCalled)]
    said = [(type(each).__name__, each.number) for each in happened]
    assert said == [("TicketIssued", "BB001"), ("TicketCalled", "B001"), ("TicketCalled", "BB001")]


async def test_the_measures_of_the_days_are_those_of_the_file(bench: Bench, small: Path) -> None:
    await bench.replayed(small)
    first, last = date(2020, 1, 2), date(2020, 1, 3)
    answer = document(await measured(bench.log, "north", first, last, by=By.DAY))
    days = {each["key"]: (each["issued"], each["called"], each["wait"]["mean"]) for each in answer["groups"]}
    assert days == {"2020-01-02": (6, 3, 200), "2020-01-03": (1, 1, 1860)}
    only = await measured(bench.log, "north", last, last, by=By.WEEKDAY, service="Passports")
    assert (only.days, list(only.groups), only.whole.issued) == (1, [5], 1)
    nothing = await measured(bench.log, "north", date(2020, 1, 4), date(2020, 1, 9))
    assert (nothing.days, nothing.whole.issued) == (0, 0)


async def test_an_office_night_with_a_change_of_clocks_keeps_real_seconds(
    bench: Bench, tmp_path: Path
) -> None:
    night = written(
        tmp_path,
        HEADER + "north,Night,A1,2020-10-25T01:30:00,2020-10-25T03:30:00,,,called\n"
        "north,Night,A2,2020-10-25T02:50:00,2020-10-25T02:10:00,,,called\n"
        "north,Night,A3,2020-03-29T01:30:00,2020-03-29T03:30:00,,,called\n",
    )
    await bench.replayed(night, WARSAW)
    lines, _ = await lines_of(bench.log, {"north": 0})
    assert [(each.called, each.wait.longest, each.wait.median) for each in lines] == [(3, 10800, 3600)]


async def test_a_replay_at_speed_takes_its_time_by_the_real_clock(bench: Bench, small: Path) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        bench.real.advance(seconds)

    bench.real.sleep = sleep  # type: ignore[method-assign]
    await bench.replayed(written(small.parent, "".join(SMALL.splitlines(keepends=True)[:3])), speed=60)
    assert sum(slept) == pytest.approx(10)


def test_days_that_the_log_has_passed_are_refused_in_words(bench: Bench, small: Path) -> None:
    assert bench.command(small)[0] == 0
    code, out, err = bench.command(small)
    assert (code, out) == (2, "")
    assert err == (
        f"{small}: north has already come to 2020-01-03 in this log, and the file begins on 2020-01-02: "
        "time only goes forward. Take another directory for --data, or none.\n"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER.replace("called_at,", ""), "line 1: the column called_at is missing; a ticket log has "),
        ('{"office": 1}\n', "line 1: the column office and service and ticket"),
        ("", "line 1: the column office"),
        (
            SMALL + "north,Taxes,B009,yesterday,,,,\n",
            "line 12: arrived_at is 'yesterday', which is no time like ",
        ),
        (SMALL + "north,Taxes\n", "line 12: 2 fields, but the first line names 8 columns."),
        (SMALL + ",Taxes,B1,,,,,\n", "line 12: the office is blank."),
        (SMALL + 'north,"Taxes"x,B1,,,,,\n', "line 12: this is not CSV"),
    ],
)
def test_a_file_that_is_no_ticket_log_is_told_with_its_line(
    bench: Bench, tmp_path: Path, text: str, words: str
) -> None:
    path = written(tmp_path, text)
    code, out, err = bench.command(path)
    assert (code, out) == (2, "")
    assert err.startswith(f"{path}: {words}"), err


def test_a_picture_and_a_missing_file_are_told_in_words(bench: Bench, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    with pytest.raises(FileBroken, match=r"^line 1: this is not UTF-8 text"):
        read_rows(picture, ZoneInfo(TOKYO))
    missing = tmp_path / "missing.csv"
    assert bench.command(missing) == (
        2,
        "",
        f"{missing}: {missing} cannot be read: No such file or directory.\n",
    )


def test_options_that_cannot_be_used_are_told_in_words(bench: Bench, small: Path) -> None:
    assert bench.command(small, zone="Mars/Base")[::2] == (
        2,
        f"{small}: 'Mars/Base' is no time zone; --zone takes names like Asia/Tokyo.\n",
    )
    assert bench.command(small, speed=-1.0)[0] == 2


def test_prefixes_are_those_of_the_file_and_never_the_same_twice() -> None:
    tickets = [("a", "B001"), ("b", "B001"), ("c", "7"), ("d", "-9"), ("e", "BB1"), ("a", "C1"), ("a", "B2")]
    assert prefixes_of(tickets) == {"a": "B", "b": "BB", "c": "A", "d": "C", "e": "BBBB"}
