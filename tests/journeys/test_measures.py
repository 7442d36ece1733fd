"""Figures through the whole house: counted from the log, taken away as files, made again by a command."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from openpyxl import load_workbook

from tests.running import Running, machiai
from tests.server.measure import plain


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Running]:
    """An office of its own."""
    office = await Running(tmp_path).start()
    yield office
    if office.process is not None and office.process.poll() is None:
        office.kill()


async def at_work(office: Running) -> None:
    """Three visitors, of whom one is served, one comes not and one waits; a telephone call beside it."""
    for _ in range(3):
        await office.done("/tickets", {"service": "certificate", "paper": False}, role="kiosk")
    await office.done("/counters/1/open")
    await office.done("/counters/1/call-next")
    await office.done("/counters/1/start")
    await office.done("/counters/1/finish")
    await office.done("/counters/1/call-next")
    await office.done("/counters/1/no-show")
    call = await office.done("/scenes", {"scene": "phone", "section": "residents"})
    await office.done(f"/scenes/{call['entry']}/end", {})


async def get(office: Running, path: str, **asked: str) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {office.token('manager')}"}
    async with httpx2.AsyncClient(timeout=60) as client:
        return await client.get(f"{office.api}{path}", params=asked, headers=headers)


async def today(office: Running) -> str:
    date: str = (await office.records())[0]["event"]["plan"]["date"]
    return date


async def test_the_log_has_whole_seconds_and_the_figures_are_those_of_plain_python(office: Running) -> None:
    await at_work(office)
    records = await office.records()
    assert {datetime.fromisoformat(each["at"]).microsecond for each in records} == {0}
    day = await today(office)
    for by in (None, "day", "hour", "weekday", "service", "counter"):
        asked = {"from": day, "to": day} | ({"by": by} if by else {})
        found: dict[str, Any] = (await get(office, "/measures", **asked)).json()
        groups = {
            each["key"]: {name: value for name, value in each.items() if name not in {"key", "special_days"}}
            for each in found["groups"]
        }
        said = {"days": found["days"], "whole": found["whole"], "groups": groups}
        date = datetime.fromisoformat(day).date()
        assert said == plain.answer(records, date, date, by)
    assert (found["whole"]["issued"], found["whole"]["served"], found["whole"]["no_show"]) == (3, 1, 1)


async def test_figures_are_taken_away_as_a_table_a_workbook_and_a_star(office: Running) -> None:
    await at_work(office)
    day = await today(office)
    table = await get(office, "/measures/export", **{"from": day, "to": day, "format": "csv"})
    assert table.content.startswith(b"\xef\xbb\xbfdate,weekday,service,hour,issued,")
    lines = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert {(each["service"], each["issued"], each["served"], each["no_show"]) for each in lines} <= {
        ("certificate", "3", "1", "1"), ("certificate", "3", "0", "0"), ("certificate", "0", "1", "1"),
    }  # fmt: skip
    assert sum(int(each["issued"]) for each in lines) == 3
    book = load_workbook(
        io.BytesIO(
            (await get(office, "/measures/export", **{"from": day, "to": day, "format": "xlsx"})).content
        )
    )
    summary = {row[5]: row[1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True) if row[5]}
    assert (len(book.worksheets), summary["issued"], summary["no_show_rate"]) == (5, 3, 1 / 3)
    assert [page.freeze_panes for page in book.worksheets] == ["A2"] * 5
    star = await get(office, "/measures/export", **{"from": day, "to": day, "format": "star"})
    with zipfile.ZipFile(io.BytesIO(star.content)) as files:
        assert sorted(files.namelist()) == [
            "README.md", "dim_counter.csv", "dim_date.csv", "dim_section.csv", "dim_service.csv",
            "fact_scene.csv", "fact_session.csv", "fact_stage.csv",
        ]  # fmt: skip
        facts = list(csv.DictReader(io.StringIO(files.read("fact_stage.csv").decode("utf-8-sig"))))
    assert [(each["number"], each["outcome"]) for each in facts] == [
        ("A001", "finished"), ("A002", "no_show"), ("A003", ""),
    ]  # fmt: skip
    assert star.headers["content-disposition"].endswith(f'{day.replace("-", "")}.zip"')


async def test_an_export_over_no_day_or_of_too_many_is_refused_in_words(office: Running) -> None:
    for asked in (
        {"from": "2026-11-02", "to": "2026-11-01"},
        {"from": "2024-01-01", "to": "2026-01-01", "format": "star"},
    ):
        answer = await get(office, "/measures/export", **asked)
        assert (answer.status_code, answer.json()["code"]) == (422, "time_not_possible")


async def test_measures_are_made_again_by_a_command_but_not_under_a_running_server(office: Running) -> None:
    await at_work(office)
    refused = machiai("measures", "rebuild", "--data", str(office.data))
    assert (refused.returncode, "in use by another server" in refused.stderr) == (2, True)
    assert office.stop() == 0
    made = machiai("measures", "rebuild", "--data", str(office.data), "--office", "midori")
    assert (made.returncode, made.stderr.splitlines()[-1]) == (0, "midori: 0 days are counted.")
    other = machiai("measures", "rebuild", "--data", str(office.data), "--office", "nowhere")
    assert (other.returncode, "no record of nowhere" in other.stderr) == (2, True)
