"""From the call to the board while phones watch; CPU and memory per phone against `websockets` broadcast().

`python -m tests.bench.boards [phones ...]` (0, 1000 and 10000 unless said). Goals (PERFORMANCE.md): board p99
at most 5 ms with 10,000 phones, at most 13 KiB per phone.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2
import uvloop
from websockets.asyncio.client import connect

from tests.bench.load import request
from tests.running import ROOT, Running, free_port

CALLS = 100
EVERY_S = 0.2


@dataclass(frozen=True)
class Cost:
    """What a process has used so far: CPU in seconds, memory in KiB."""

    cpu_s: float
    memory: int


def cost(pid: int) -> Cost:
    """Read it from the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    status = Path(f"/proc/{pid}/status").read_text()
    memory = int(status.split("VmRSS:")[1].split()[0])
    return Cost((int(fields[11]) + int(fields[12])) / 100, memory)


def phones(port: int, path: str, count: int, seconds: float) -> subprocess.Popen[str]:
    """Start that many phones and wait until all are connected."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.phones", str(port), path, str(count), str(seconds)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert started.stdout is not None
    assert json.loads(started.stdout.readline()) == {"open": count}
    return started


async def latencies(house: Running) -> list[float]:
    """Milliseconds from sending "next, please" to its frame at the board, the commit included."""
    found: list[float] = []
    address = f"ws://127.0.0.1:{house.port}/offices/midori/display/live?lang=ja"
    asking = request(
        "/api/v1/offices/midori/counters/1/call-next",
        b"{}",
        {"Authorization": f"Bearer {house.token('clerk')}"},
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    async with connect(address, max_size=None, compression=None) as board:
        await board.recv()
        for _ in range(CALLS):
            begun = time.perf_counter()
            writer.write(asking)
            while not (await board.recv()).startswith('{"position"'):
                pass
            found.append(1000 * (time.perf_counter() - begun))
            assert b" 200 " in await reader.read(65_536)
            await asyncio.sleep(EVERY_S)
    writer.close()
    return sorted(found)


async def fill(house: Running) -> None:
    """Enough people to call."""
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {house.token('kiosk')}"}) as client:
        for _ in range(CALLS):
            await client.post(f"{house.api}/tickets", json={"service": "certificate", "paper": False})


async def of_house(count: int) -> None:
    """Run the office with this many phones and tell."""
    with tempfile.TemporaryDirectory() as name:
        house = await Running(Path(name), environment={"MACHIAI_PRINTER": "none"}).start()
        await house.done("/counters/1/open")
        await fill(house)
        assert house.process is not None
        before = cost(house.process.pid)
        seconds = CALLS * (EVERY_S + 0.05)
        watching = phones(house.port, "/api/v1/offices/midori/live", count, seconds) if count else None
        connected = cost(house.process.pid)
        found = await latencies(house)
        frames = 0
        if watching is not None and watching.stdout is not None:
            last = await asyncio.to_thread(watching.stdout.readline)
            frames = json.loads(last)["frames"]
            watching.wait()
        after = cost(house.process.pid)
        house.kill()
    p50, p99 = statistics.median(found), found[int(len(found) * 0.99) - 1]
    kib = (connected.memory - before.memory) / count if count else 0
    cpu = 1e6 * (after.cpu_s - connected.cpu_s) / frames if frames else 0
    print(f"machiai      {count:6} phones: board p50 {p50:5.1f} ms, p99 {p99:5.1f}; {kib:5.1f} KiB a phone; "
          f"{frames} frames, {cpu:5.1f} us CPU each (calls and boards included)")  # fmt: skip


async def of_reference(count: int) -> None:
    """The same number of watchers of a plain broadcast."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.broadcast", str(port), "3000", "1"], cwd=ROOT
    )
    await asyncio.sleep(1.5)
    before = cost(server.pid)
    watching = phones(port, "/", count, 15)
    connected = cost(server.pid)
    assert watching.stdout is not None
    frames = json.loads(await asyncio.to_thread(watching.stdout.readline))["frames"]
    after = cost(server.pid)
    server.kill()
    server.wait()
    watching.wait()
    kib = (connected.memory - before.memory) / count
    cpu = 1e6 * (after.cpu_s - connected.cpu_s) / frames
    print(f"broadcast()  {count:6} phones: {kib:5.1f} KiB per phone; {frames} frames, {cpu:5.1f} us CPU each")


async def main(counts: list[int]) -> None:
    """One after the other."""
    for count in counts:
        await of_house(count)
        if count:
            await of_reference(min(count, 4_000))


if __name__ == "__main__":
    uvloop.run(main([int(each) for each in sys.argv[1:]] or [0, 1_000, 10_000]))
