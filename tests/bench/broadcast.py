"""The reference for watchers: `websockets` broadcast(). `python -m tests.bench.broadcast PORT SIZE HZ`"""

import asyncio
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main(port: int, size: int, hz: float) -> None:
    """Send the same text to everybody, again and again."""
    watchers: set[ServerConnection] = set()

    async def watch(socket: ServerConnection) -> None:
        watchers.add(socket)
        try:
            await socket.wait_closed()
        finally:
            watchers.discard(socket)

    async with serve(watch, "127.0.0.1", port, compression=None):
        while True:
            await asyncio.sleep(1 / hz)
            broadcast(watchers, "x" * size)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
