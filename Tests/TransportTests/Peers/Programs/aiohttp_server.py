"""aiohttp as a server: aiohttp_server.py COMPRESSION"""

import asyncio
import sys

from aiohttp import WSMsgType, web
from messages import LARGE, report


async def answer(request, socket, message):
    match message.split(" ", 2) if isinstance(message, str) else []:
        case ["close", code, reason]:
            await socket.close(code=int(code), message=reason.encode())
        case ["drop"]:
            request.transport.abort()
        case ["ping"]:
            await socket.ping(b"payload")
            pong = await socket.receive()
            assert pong.type == WSMsgType.PONG and bytes(pong.data) == b"payload", pong
            await socket.send_str("ponged")
        case ["bad-text"]:
            await socket.send_frame(b"ab\xff", WSMsgType.TEXT)
        case ["bad-frame"]:
            request.transport.write(b"\x83\x00")
        case [*_] if isinstance(message, str):
            await socket.send_str(message)
        case _:
            await socket.send_bytes(message)


async def serve_one(request):
    # Its limit is exclusive.
    socket = web.WebSocketResponse(max_msg_size=LARGE + 1, compress=sys.argv[1] != "none", autoping=False)
    await socket.prepare(request)
    report("extensions", *([socket.compress] if socket.compress else []))
    end = ()
    while not socket.closed:
        message = await socket.receive()
        match message.type:
            case WSMsgType.TEXT | WSMsgType.BINARY:
                await answer(request, socket, message.data)
            case WSMsgType.CLOSE:
                end = (message.data, message.extra)
    report("closed", *end or (socket.close_code,))
    return socket


async def main():
    application = web.Application()
    application.router.add_get("/{path:.*}", serve_one)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    report("port", site._server.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().create_future()


asyncio.run(main())
