"""A server to be killed: issues tickets on the file that is named, and says each acknowledged one."""

import asyncio
import sys

from tests import story
from tests.server.app.nodes import node


async def main(url: str, name: str) -> None:
    async with node(url) as server:
        await server.opens("midori", last=999_999)
        await asyncio.gather(*(kiosk(server, f"{name}-{each}") for each in range(20)))


async def kiosk(server, name: str) -> None:  # type: ignore[no-untyped-def]
    for touch in range(100_000):
        command_id = f"{name}-{touch}"
        (made,) = await server.does("midori", story.visitor(token=command_id), command_id)
        print(command_id, made.position, made.event.number, flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
