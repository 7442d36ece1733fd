"""Many phones in one process: `python -m tests.bench.phones PORT PATH N SECONDS`.

Raw WebSocket clients that only count. Prints a JSON line when all are connected, and one at the end: how many
are still open, how many frames and bytes came in between.
"""

import asyncio
import base64
import json
import resource
import secrets
import sys

import uvloop


class Phone(asyncio.Protocol):
    """One watcher: hands over the handshake, then counts frames."""

    frames = 0
    size = 0
    open = 0

    def __init__(self, path: str, ready: asyncio.Future[None]) -> None:
        self._path = path
        self._ready = ready
        self._left = 0
        self._buffer = b""
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self._transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._greeted:
            head, separator, rest = self._buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            assert b" 101 " in head.split(b"\r\n")[0], head
            self._greeted, self._buffer = True, rest
            Phone.open += 1
            self._ready.set_result(None)
        while self._take_frame():
            pass

    def _take_frame(self) -> bool:
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        length, begin = buffer[1] & 0x7F, 2
        if length == 126:
            length, begin = int.from_bytes(buffer[2:4], "big"), 4
        elif length == 127:
            length, begin = int.from_bytes(buffer[2:10], "big"), 10
        if len(buffer) < begin + length:
            return False
        if buffer[0] & 0x0F == 9:  # ping: answer with an empty masked pong
            self._transport.write(b"\x8a\x80\x00\x00\x00\x00")
        elif buffer[0] & 0x0F == 1:
            Phone.frames += 1
            Phone.size += length
        self._buffer = buffer[begin + length :]
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        Phone.open -= 1


async def main(port: int, path: str, count: int, seconds: float) -> None:
    """Connect them all, say so, watch, say what came."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    loop = asyncio.get_running_loop()
    for begin in range(0, count, 200):
        ready = [loop.create_future() for _ in range(min(200, count - begin))]
        await asyncio.gather(
            *(
                loop.create_connection(lambda each=each: Phone(path, each), "127.0.0.1", port)
                for each in ready
            )
        )
        await asyncio.gather(*ready)
    print(json.dumps({"open": Phone.open}), flush=True)
    frames, size = Phone.frames, Phone.size
    await asyncio.sleep(seconds)
    frames, size = Phone.frames - frames, Phone.size - size
    print(json.dumps({"open": Phone.open, "frames": frames, "bytes": size}), flush=True)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
