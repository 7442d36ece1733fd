"""Durable tickets per second over HTTP, as a ratio to a POST without a database in the same run.

`python -m tests.bench.issue [seconds]`. Rounds alternate and the medians are compared. Goals
(PERFORMANCE.md): at least 0.6 on SQLite and 0.75 on PostgreSQL at 32 clients, p99 at most 10 ms at 8 clients.
"""

import itertools
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from string import ascii_lowercase

import uvloop

from tests import servers
from tests.bench.load import Figures, post, request
from tests.running import ROOT, Running, free_port

CLIENTS = (1, 8, 32, 128)
ROUNDS = 3
PATH = "/api/v1/offices/midori/tickets"
BODY = b'{"service":"certificate","paper":false}'


def asking(token: str) -> Callable[[], bytes]:
    """Requests that each ask for a ticket of their own."""
    keys = itertools.count()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    before, after = request(PATH, BODY, {**headers, "Idempotency-Key": "KEY"}).split(b"KEY", 1)
    return lambda: before + b"bench-%d" % next(keys) + after


def offices(folder: Path) -> Path:
    """The demo office with so many series that a bench does not use its numbers up."""
    text = (ROOT / "server" / "offices" / "midori.yaml").read_text(encoding="utf-8")
    first = "certificate: {prefix: A, first: 1, last: 999, digits: 3, then: certificate_more}"
    assert first in text
    names = [f"more_{letter}" for letter in ascii_lowercase]
    chain = ["certificate: {prefix: A, first: 1, last: 9999, digits: 4, then: more_a}"]
    for name, then in zip(names, [*names[1:], "certificate_more"], strict=True):
        chain.append(
            f"{name}: {{prefix: Z{name[-1].upper()}, first: 1, last: 9999, digits: 4, then: {then}}}"
        )
    big = folder / "offices"
    big.mkdir()
    (big / "midori.yaml").write_text(text.replace(first, "\n  ".join(chain)), encoding="utf-8")
    return big


async def measured(ports: dict[str, tuple[int, str]], seconds: float) -> dict[str, dict[int, list[Figures]]]:
    """The figures of every server for every number of clients, round after round."""
    found: dict[str, dict[int, list[Figures]]] = {name: {each: [] for each in CLIENTS} for name in ports}
    for _ in range(ROUNDS):
        for clients in CLIENTS:
            for name, (port, token) in ports.items():
                figures = await post(port, asking(token), clients, seconds)
                found[name][clients].append(figures)
                assert set(figures.statuses) == {201}, (name, figures.statuses)
    return found


def told(found: dict[str, dict[int, list[Figures]]]) -> None:
    """Print the medians, and ratios to the reference."""
    print(f"{'server':12} {'clients':>7} {'per s':>8} {'ratio':>6} {'p50 ms':>7} {'p99 ms':>7}")
    for name, by_clients in found.items():
        for clients, rounds in by_clients.items():
            rate = statistics.median(each.per_second for each in rounds)
            reference = statistics.median(each.per_second for each in found["reference"][clients])
            p50 = statistics.median(each.p50_ms for each in rounds)
            p99 = statistics.median(each.p99_ms for each in rounds)
            print(f"{name:12} {clients:7} {rate:8.0f} {rate / reference:6.2f} {p50:7.2f} {p99:7.2f}")


async def main(seconds: float) -> None:
    """Start the servers, load them one after the other, tell."""
    with tempfile.TemporaryDirectory() as name, servers.postgres() as postgres:
        folder = Path(name)
        big = offices(folder)
        reference_port = free_port()
        reference = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.reference", str(reference_port)], cwd=ROOT
        )
        with postgres.fresh_database("bench") as url:
            environment = {"MACHIAI_OFFICES": str(big), "MACHIAI_PRINTER": "none"}
            houses = {
                "sqlite": Running(folder / "sqlite", environment=environment),
                "postgresql": Running(
                    folder / "postgresql", environment={**environment, "MACHIAI_DATABASE_URL": url}
                ),
            }
            ports = {"reference": (reference_port, "")}
            for kind, house in houses.items():
                house.data.mkdir()
                await house.start()
                ports[kind] = (house.port, house.token("kiosk"))
            told(await measured(ports, seconds))
            for house in houses.values():
                house.kill()
        reference.kill()
        reference.wait()


if __name__ == "__main__":
    uvloop.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 3))
