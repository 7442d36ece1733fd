"""A plain HTTP client for load: keep-alive connections, prebuilt requests, times of every answer."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Answers per second, and the times of answers in milliseconds."""

    per_second: float
    p50_ms: float
    p99_ms: float
    statuses: dict[int, int]


class _Client(asyncio.Protocol):
    """One connection that sends the next request as soon as an answer is complete."""

    def __init__(self, request: Callable[[], bytes], until: float, done: asyncio.Future[None]) -> None:
        self._request = request
        self._until = until
        self._done = done
        self._buffer = b""
        self.times: list[float] = []
        self.statuses: dict[int, int] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(body) < length:
            return
        self.times.append(time.perf_counter() - self._sent)
        status = int(head[9:12])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self._buffer = body[length:]
        if time.perf_counter() < self._until:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._request())


async def post(port: int, request: Callable[[], bytes], clients: int, seconds: float) -> Figures:
    """Load a server with this many connections for this long."""
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    made, waiting = [], []
    for _ in range(clients):
        done: asyncio.Future[None] = loop.create_future()
        client = _Client(request, begun + seconds, done)
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)
        made.append(client)
        waiting.append(done)
    await asyncio.gather(*waiting)
    elapsed = time.perf_counter() - begun
    times = sorted(each for client in made for each in client.times)
    statuses: dict[int, int] = {}
    for client in made:
        for status, count in client.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return Figures(
        len(times) / elapsed,
        1000 * times[len(times) // 2],
        1000 * times[min(len(times) - 1, int(len(times) * 0.99))],
        statuses,
    )


def request(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """The bytes of a POST."""
    said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{said}"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body
