"""picows as a client: picows_client.py URL"""

import asyncio
import sys

from messages import LARGE, MESSAGES, report
from picows import WSCloseCode, WSListener, WSMsgType, ws_connect


class Ear(WSListener):
    def __init__(self):
        self.frames = asyncio.Queue()
        self.close = (WSCloseCode.ABNORMAL_CLOSURE, "")

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == WSMsgType.CLOSE:
            self.close = (frame.get_close_code(), frame.get_close_reason())
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        else:
            self.frames.put_nowait((frame.msg_type, frame.get_payload_as_bytes()))


async def main(url):
    async def open(path):
        return await ws_connect(Ear, url + path, max_frame_size=LARGE)

    async def heard_end(transport, ear):
        await transport.wait_disconnected()
        return int(ear.close[0]), ear.close[1] or ""

    transport, ear = await open("/exchange")
    for name, message in MESSAGES:
        kind = WSMsgType.TEXT if isinstance(message, str) else WSMsgType.BINARY
        payload = message.encode() if isinstance(message, str) else message
        transport.send(kind, payload)
        assert await ear.frames.get() == (kind, payload), name
        report(name)
    for number, payload in enumerate(["Grü", "", "ße"]):
        transport.send(WSMsgType.CONTINUATION if number else WSMsgType.TEXT, payload.encode(), fin=number == 2)
    assert await ear.frames.get() == (WSMsgType.TEXT, "Grüße".encode())
    report("fragments")
    transport.send_ping(b"payload")
    assert await ear.frames.get() == (WSMsgType.PONG, b"payload")
    report("ping")
    transport.send_close(3000, b"bye")
    report("closed", (await heard_end(transport, ear))[0])

    transport, ear = await open("/told")
    transport.send(WSMsgType.TEXT, "close 4300 grüße".encode())
    report("told", *await heard_end(transport, ear))

    transport, ear = await open("/dropped")
    transport.send(WSMsgType.TEXT, b"drop")
    report("dropped", (await heard_end(transport, ear))[0])

    transport, ear = await open("/leaves")
    transport.disconnect(graceful=False)
    report("left")

    transport, ear = await open("/too-big")
    transport.send(WSMsgType.BINARY, b"x" * (LARGE + 1))
    report("too big", (await heard_end(transport, ear))[0])

    transport, ear = await open("/pongs")
    transport.send(WSMsgType.TEXT, b"ping 20")
    report("pongs", (await heard_end(transport, ear))[0])

    transport, ear = await open("/bad-text")
    transport.send(WSMsgType.TEXT, b"ab\xff")
    report("bad text", (await heard_end(transport, ear))[0])

    transport, ear = await open("/bad-frame")
    transport.send(WSMsgType.TEXT, b"ab", rsv2=True)
    report("bad frame", (await heard_end(transport, ear))[0])


asyncio.run(asyncio.wait_for(main(sys.argv[1]), 240))
