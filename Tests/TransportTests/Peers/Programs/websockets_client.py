"""Python's websockets as a client: websockets_client.py URL COMPRESSION"""

import asyncio
import sys

from messages import LARGE, MESSAGES, report
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

COMPRESSION = {
    "none": None,
    "deflate": [ClientPerMessageDeflateFactory(client_max_window_bits=True)],
    "no-context": [
        ClientPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True)
    ],
    "small-windows": [ClientPerMessageDeflateFactory(server_max_window_bits=9, client_max_window_bits=9)],
}


async def main(url, compression):
    def open(path):
        # No limit: what cannot be made smaller becomes larger when it is compressed, and it judges that.
        return connect(
            url + path, max_size=None, compression=None, extensions=COMPRESSION[compression], ping_interval=None
        )

    async def heard_end(socket):
        try:
            while True:
                await socket.recv()
        except ConnectionClosed:
            return socket.close_code, socket.close_reason

    async with open("/exchange") as socket:
        report("extensions", *[repr(extension) for extension in socket.protocol.extensions])
        for name, message in MESSAGES:
            await socket.send(message)
            assert await socket.recv() == message, name
            report(name)
        await socket.send(["Grü", "", "ße"])
        assert await socket.recv() == "Grüße"
        report("fragments")
        await (await socket.ping(b"payload"))
        report("ping")
        await socket.close(3000, "bye")
        report("closed", socket.close_code)

    socket = await open("/told")
    await socket.send("close 4300 grüße")
    report("told", *await heard_end(socket))

    socket = await open("/dropped")
    await socket.send("drop")
    report("dropped", (await heard_end(socket))[0])

    socket = await open("/leaves")
    socket.transport.abort()
    report("left")

    socket = await open("/too-big")
    await socket.send(b"x" * (LARGE + 1))
    report("too big", (await heard_end(socket))[0])

    socket = await open("/pongs")
    await socket.send("ping 20")
    report("pongs", (await heard_end(socket))[0])

    socket = await open("/bad-text")
    await socket.send(b"ab\xff", text=True)
    report("bad text", (await heard_end(socket))[0])

    socket = await open("/bad-frame")
    socket.transport.write(b"\x83\x80\0\0\0\0")
    report("bad frame", (await heard_end(socket))[0])


asyncio.run(asyncio.wait_for(main(sys.argv[1], sys.argv[2]), 240))
