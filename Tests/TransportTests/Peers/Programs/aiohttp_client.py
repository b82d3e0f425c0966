"""aiohttp as a client: aiohttp_client.py URL COMPRESSION"""

import asyncio
import sys

from aiohttp import ClientSession, WSMsgType
from messages import LARGE, MESSAGES, report

# Bits of the window; 0 offers no compression.
COMPRESSION = {"none": 0, "deflate": 15, "small-windows": 9}


async def main(url, compression):
    async with ClientSession() as session:

        def open(path):
            # No limit: what cannot be made smaller becomes larger when it is compressed, and it judges that.
            return session.ws_connect(
                url + path, max_msg_size=0, compress=COMPRESSION[compression], autoping=path != "/exchange"
            )

        async def heard_end(socket):
            while True:
                message = await socket.receive()
                # It calls the end abnormal where its answer to our close frame could not be sent any more.
                if message.type == WSMsgType.CLOSE:
                    return message.data, message.extra or ""
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    return socket.close_code, ""

        async with open("/exchange") as socket:
            report("extensions", *([socket.compress] if socket.compress else []))
            for name, message in MESSAGES:
                if isinstance(message, str):
                    await socket.send_str(message)
                    assert await socket.receive_str() == message, name
                else:
                    await socket.send_bytes(message)
                    assert await socket.receive_bytes() == message, name
                report(name)
            await socket.ping(b"payload")
            pong = await socket.receive()
            assert pong.type == WSMsgType.PONG and bytes(pong.data) == b"payload", pong
            report("ping")
            await socket.close(code=3000, message=b"bye")
            report("closed", socket.close_code)

        async with open("/told") as socket:
            await socket.send_str("close 4300 grüße")
            report("told", *await heard_end(socket))

        async with open("/dropped") as socket:
            await socket.send_str("drop")
            report("dropped", (await heard_end(socket))[0])

        socket = await open("/leaves")
        socket._response.connection.transport.abort()
        report("left")

        async with open("/too-big") as socket:
            await socket.send_bytes(b"x" * (LARGE + 1))
            report("too big", (await heard_end(socket))[0])

        async with open("/pongs") as socket:
            await socket.send_str("ping 20")
            report("pongs", (await heard_end(socket))[0])

        async with open("/bad-text") as socket:
            await socket.send_frame(b"ab\xff", WSMsgType.TEXT)
            report("bad text", (await heard_end(socket))[0])

        async with open("/bad-frame") as socket:
            socket._response.connection.transport.write(b"\x83\x80\0\0\0\0")
            report("bad frame", (await heard_end(socket))[0])


asyncio.run(asyncio.wait_for(main(sys.argv[1], sys.argv[2]), 240))
