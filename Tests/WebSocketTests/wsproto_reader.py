"""wsproto as a reader of frames. Each line of standard input is a case: `server` or `client`, then the pieces in which the
bytes come, in hexadecimal. For each, a line of JSON says what it heard; where the bytes ended within a header or right behind
one, the code that it fails with even if what is missing is good; and the bytes of a character that it waits to judge."""

import json
import sys

from wsproto.connection import CLIENT, SERVER, Connection, ConnectionState
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage


class Reader:
    def __init__(self, role):
        self.is_server = role == "server"
        self.connection = Connection(SERVER if self.is_server else CLIENT)
        self.message = []
        self.heard = []
        self.pongs = []
        self.failure = None
        self.words = None
        self.closed = False

    def receive(self, data):
        if self.closed:
            return
        self.connection.receive_data(data)
        for event in self.connection.events():
            self.hear(event)
            if self.closed:
                return

    def hear(self, event):
        match event:
            case TextMessage() | BytesMessage():
                self.message.append(event.data)
                if event.message_finished and event.frame_finished:
                    is_text = isinstance(event, TextMessage)
                    whole = "".join(self.message).encode() if is_text else b"".join(self.message)
                    self.heard.append(["text" if is_text else "binary", whole.hex()])
                    self.message = []
            case Ping():
                self.pongs.append(event.payload.hex())
            case Pong():
                self.heard.append(["pong", ""])
            case CloseConnection():
                self.closed = True
                if self.connection.state is ConnectionState.REMOTE_CLOSING:
                    self.heard.append(["close", f"{int(event.code)} {event.reason or ''}"])
                else:
                    self.failure = int(event.code)
                    self.words = event.reason

    def outcome(self):
        text = self.connection._proto._message_decoder.decoder
        outcome = {
            "heard": list(self.heard),
            "pongs": list(self.pongs),
            "failure": self.failure,
            "words": self.words,
            "undecided": text.getstate()[0].hex() if text else "",
        }
        frames = self.connection._proto._frame_decoder
        while not self.closed and self.is_in_header(frames):
            if frames.header is None and len(frames.buffer) == 1:
                # An empty payload, and the mask as it must be.
                self.receive(b"\x80" if self.is_server else b"\0")
            else:
                # Of a length it makes one that is not written longer than need be.
                self.receive(b"\x7f")
        return {**outcome, "later": self.failure}

    @staticmethod
    def is_in_header(frames):
        if frames.header is None:
            return len(frames.buffer) > 0
        # A message's place among the others is judged with the first byte of payload.
        return not frames.header.opcode.iscontrol() and frames.payload_consumed == 0


for line in sys.stdin:
    role, *pieces = line.split(" ")
    reader = Reader(role)
    for piece in pieces:
        reader.receive(bytes.fromhex(piece))
    print(json.dumps(reader.outcome()))
