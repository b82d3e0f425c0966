"""Python's websockets as a server: websockets_server.py COMPRESSION"""

import asyncio
import sys

from messages import LARGE, report
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

COMPRESSION = {
    "none": None,
    "deflate": [ServerPerMessageDeflateFactory()],
    "no-context": [
        ServerPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True)
    ],
    "small-windows": [ServerPerMessageDeflateFactory(server_max_window_bits=9, client_max_window_bits=9)],
}


async def answer(socket, message):
    match message.split(" ", 2) if isinstance(message, str) else []:
        case ["close", code, reason]:
            await socket.close(int(code), reason)
        case ["drop"]:
            socket.transport.abort()
        case ["fragments"]:
            await socket.send(["Grü", "", "ße"])
        case ["ping"]:
            await (await socket.ping(b"payload"))
            await socket.send("ponged")
        case ["bad-text"]:
            await socket.send(b"ab\xff", text=True)
        case ["bad-frame"]:
            socket.transport.write(b"\x83\x00")
        case _:
            await socket.send(message)


async def serve_one(socket):
    report("extensions", *[repr(extension) for extension in socket.protocol.extensions])
    try:
        while True:
            await answer(socket, await socket.recv())
    except ConnectionClosed:
        report("closed", socket.close_code, socket.close_reason)


async def main(compression):
    async with serve(
        serve_one,
        "127.0.0.1",
        0,
        max_size=LARGE,
        compression=None,
        extensions=COMPRESSION[compression],
        ping_interval=None,
    ) as server:
        report("port", server.sockets[0].getsockname()[1])
        await asyncio.get_running_loop().create_future()


asyncio.run(main(sys.argv[1]))
