"""Load against a running server, as an office would make it: kiosks that issue, counters that call."""

import http.client
import json
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

PATIENCE_S = 30.0


class Unreachable(Exception):
    """The server does not answer, or not as a Machiai server does. Says where and what it said."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who comes, and for how long (seconds)."""

    office: str
    kiosks: int
    counters: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: counts, rates per second and times of an answer in milliseconds."""

    issued: int
    called: int
    refused: int
    called_twice: int
    issued_per_s: float
    called_per_s: float
    p50_ms: float
    p99_ms: float


@dataclass(slots=True)
class _Seen:
    """What the simulated people have seen so far."""

    times: list[float] = field(default_factory=list)
    issued: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Line:
    """One connection to the server, kept open."""

    def __init__(self, url: str, office: str, token: str) -> None:
        self._address = urlsplit(url)
        self._path = f"/api/v1/offices/{office}"
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        kind = http.client.HTTPSConnection if self._address.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(self._address.netloc, timeout=PATIENCE_S)

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """The status and the answer. Raises Unreachable."""
        headers = {**self._headers, "Idempotency-Key": secrets.token_hex(16)}
        try:
            self._connection.request(method, f"{self._path}{path}", json.dumps(body), headers)
            answer = self._connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as fault:
            raise Unreachable(f"{self._address.geturl()} does not answer as expected: {fault}") from fault


def simulate(url: str, token: str, crowd: Crowd) -> Load:
    """Let the crowd loose and count. Needs a clerk's token. Raises Unreachable."""
    status, plan = _Line(url, crowd.office, token).ask("GET", "")
    if status != 200:
        raise Unreachable(f"{url}: {plan.get('title', status)}")
    service = plan["services"][0]["id"]
    reception = {"service": service, "stage": "reception"}
    fitting = [each["id"] for each in plan["counters"] if reception in each["work"]]
    seen, until = _Seen(), time.monotonic() + crowd.seconds
    begun = time.monotonic()
    with ThreadPoolExecutor(crowd.kiosks + crowd.counters) as people:
        lines = (_Line(url, crowd.office, token) for _ in range(crowd.kiosks + crowd.counters))
        work = [people.submit(_kiosk, next(lines), service, seen, until) for _ in range(crowd.kiosks)]
        staffed = fitting[: crowd.counters]
        work += [people.submit(_counter, next(lines), counter, seen, until) for counter in staffed]
        for done in work:
            done.result()
    return _load(seen, time.monotonic() - begun)


def document(load: Load) -> dict[str, Any]:
    """The figures as plain data."""
    return asdict(load)


def _kiosk(line: _Line, service: str, seen: _Seen, until: float) -> None:
    while time.monotonic() < until:
        status, answer = _timed(line, seen, "/tickets", {"service": service, "paper": False})
        with seen.lock:
            if status == 201:
                seen.issued.append(answer["number"])
            else:
                seen.refused += 1


def _counter(line: _Line, counter: str, seen: _Seen, until: float) -> None:
    line.ask("POST", f"/counters/{counter}/open", {})
    while time.monotonic() < until:
        status, answer = _timed(line, seen, f"/counters/{counter}/call-next", {})
        with seen.lock:
            if status == 200 and answer["ticket"]:
                seen.called.append(answer["ticket"]["number"])
            elif status != 200:
                seen.refused += 1


def _timed(line: _Line, seen: _Seen, path: str, body: object) -> tuple[int, Any]:
    begun = time.perf_counter()
    found = line.ask("POST", path, body)
    with seen.lock:
        seen.times.append(time.perf_counter() - begun)
    return found


def _load(seen: _Seen, elapsed: float) -> Load:
    times = sorted(seen.times) or [0.0]
    return Load(
        issued=len(seen.issued),
        called=len(seen.called),
        refused=seen.refused,
        called_twice=len(seen.called) - len(set(seen.called)),
        issued_per_s=round(len(seen.issued) / elapsed, 1),
        called_per_s=round(len(seen.called) / elapsed, 1),
        p50_ms=round(1000 * times[len(times) // 2], 2),
        p99_ms=round(1000 * times[min(len(times) - 1, int(len(times) * 0.99))], 2),
    )
