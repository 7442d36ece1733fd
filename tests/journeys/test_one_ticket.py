"""One ticket through the whole house, with the power cut in between."""

import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.running import Running, machiai


@pytest.fixture
async def office(tmp_path) -> AsyncIterator[Running]:
    """An office of its own, for tests that cut the power."""
    office = await Running(tmp_path).start()
    yield office
    if office.process is not None and office.process.poll() is None:
        office.kill()


async def printed(office: Running, name: str) -> list[str]:
    """The files of a slip, once both are there."""
    folder = office.data / "printed"
    while not (folder / f"{name}.escpos").exists():
        assert office.process is not None
        assert office.process.poll() is None
        await office.now()
    return sorted(each.name for each in folder.iterdir() if each.name.startswith(name))


async def test_a_power_cut_loses_nothing_and_issues_nothing_twice(office: Running):
    date = (await office.records())[0]["event"]["plan"]["date"]
    first = await office.done("/tickets", {"service": "certificate"}, role="kiosk", key="touch")
    slip = f"{date}-{first['number']}-1"
    assert await printed(office, slip) == [f"{slip}.escpos", f"{slip}.png"]
    office.kill()
    await office.start()
    again = await office.done("/tickets", {"service": "certificate"}, role="kiosk", key="touch")
    assert again == first
    await office.done("/counters/1/open", key="open")
    called = await office.done("/counters/1/call-next", key="next")
    office.kill()
    await office.start()
    assert await office.done("/counters/1/call-next", key="next") == called
    picture = await office.now()
    assert [each["number"] for each in picture["calls"]] == [first["number"]]
    issued = [each for each in await office.records() if each["kind"] == "TicketIssued"]
    assert len(issued) == 1
    assert len(list((office.data / "printed").glob("*.escpos"))) == 1


async def test_what_was_written_is_verified_beside_the_running_server(office: Running):
    for _ in range(5):
        await office.done("/tickets", {"service": "certificate", "paper": False}, role="kiosk")
    found = machiai("verify", "--data", str(office.data))
    assert (found.returncode, found.stdout.split(".")[0]) == (0, "midori: sound")


async def test_a_backup_made_while_serving_is_verified_after_restore(office: Running, tmp_path):
    await office.done("/tickets", {"service": "certificate", "paper": False}, role="kiosk")
    copied = machiai("backup", str(tmp_path / "copy"), "--data", str(office.data))
    restored = machiai("restore", str(tmp_path / "copy"), "--data", str(tmp_path / "elsewhere"))
    found = machiai("verify", "--data", str(tmp_path / "elsewhere"))
    assert (copied.returncode, restored.returncode, found.returncode) == (0, 0, 0), copied.stderr
    assert "1 tickets" in found.stdout


async def test_ctrl_c_ends_it_cleanly_and_the_day_goes_on(office: Running):
    taken = await office.done("/tickets", {"service": "certificate", "paper": False}, role="kiosk")
    assert office.stop() == 0
    await office.start()
    next_one = await office.done("/tickets", {"service": "certificate", "paper": False}, role="kiosk")
    assert (taken["number"], next_one["number"]) == ("A001", "A002")


async def test_a_second_start_on_the_same_data_is_refused_in_words(office: Running):
    second = machiai("demo", "--port", "0", "--data", str(office.data), "--no-lobby", "--no-history")
    assert second.returncode == 2
    assert "in use by another server" in second.stderr
    assert "Traceback" not in second.stderr
    async with httpx2.AsyncClient() as client:
        assert (await client.get(f"{office.url}/healthz")).status_code == 200


async def test_a_port_in_use_is_said_in_words(office: Running, tmp_path):
    elsewhere = ("--port", str(office.port), "--data", str(tmp_path / "other"))
    second = machiai("demo", *elsewhere, "--no-lobby", "--no-history")
    assert second.returncode == 2
    assert f"127.0.0.1:{office.port} cannot be used" in second.stderr
    assert "Traceback" not in second.stderr


async def test_a_damaged_log_is_refused_in_words_and_left_as_it_is(office: Running):
    await office.done("/tickets", {"service": "certificate", "paper": False}, role="kiosk")
    assert office.stop() == 0
    file = office.data / "log.sqlite"
    damaged = bytearray(file.read_bytes())
    damaged[4096:12288] = b"\xff" * 8192
    file.write_bytes(damaged)
    started = machiai("demo", "--port", "0", "--data", str(office.data), "--no-lobby", "--no-history")
    checked = machiai("verify", "--data", str(office.data))
    assert (started.returncode, checked.returncode) == (2, 1)
    assert "machiai restore" in started.stderr
    assert "Traceback" not in started.stderr + checked.stderr
    assert file.read_bytes() == bytes(damaged)


def test_a_broken_office_file_is_named_with_its_line(tmp_path):
    broken = tmp_path / "offices"
    broken.mkdir()
    (broken / "kita.yaml").write_text(
        "office: kita\nnames: {ja: 北区役所}\nzone: Asia/Tokio\n", encoding="utf-8"
    )
    environment = {"MACHIAI_OFFICES": str(broken)}
    started = machiai("serve", "--port", "0", "--data", str(tmp_path), environment=environment)
    assert started.returncode == 2
    assert "kita.yaml:3" in started.stderr
    assert "Traceback" not in started.stderr


def test_settings_that_cannot_be_used_are_named(tmp_path):
    started = machiai("serve", "--data", str(tmp_path), environment={"MACHIAI_PRINTER": "fax"})
    assert started.returncode == 2
    assert "printer" in started.stderr


async def test_load_is_put_on_a_running_office_and_counted(office: Running):
    words = ("--url", office.url, "--seconds", "1", "--kiosks", "3", "--counters", "2", "--json")
    ran = machiai("simulate", "--token", office.token("clerk"), *words)
    load = json.loads(ran.stdout)
    issued = [each for each in await office.records() if each["kind"] == "TicketIssued"]
    assert (ran.returncode, load["issued"], load["called_twice"]) == (0, len(issued), 0)
    assert load["issued"] > 0


async def test_load_on_nobody_is_said_in_words(office: Running):
    ran = machiai("simulate", "--token", "x", "--url", "http://127.0.0.1:9")
    assert (ran.returncode, "does not answer" in ran.stderr) == (2, True)
