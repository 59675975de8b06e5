"""Pages of threads in which nothing happens: `python -m tests.benchmarks.idlers ADDRESS ORIGIN COOKIE COUNT`."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import AsyncExitStack

import psutil
from websockets.asyncio.client import ClientConnection, connect


async def main(address: str, origin: str, cookie: str, count: int) -> None:
    """Open the sockets, say so, and listen until the process is ended."""
    psutil.Process().nice(19 if os.name == "posix" else psutil.IDLE_PRIORITY_CLASS)  # in life they are other computers
    headers = {"Cookie": cookie}
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        for _ in range(count):
            socket = await stack.enter_async_context(
                connect(address, origin=origin, additional_headers=headers, max_size=None, ping_interval=None)
            )
            await socket.send('{"type": "follow", "thread_ids": []}')
            while '"type":"done"' not in await socket.recv():
                pass
            group.create_task(_listen(socket))
        print("ready", flush=True)
        await asyncio.Event().wait()


async def _listen(socket: ClientConnection) -> None:
    async for _ in socket:
        pass


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4], int(sys.argv[4])))
