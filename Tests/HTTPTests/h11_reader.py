"""Says what h11 makes of messages: a line for each, in order. Each comes behind a line with a method, or - for a request, and
its length in bytes."""

import sys, h11

def judge(connection, data, ended):
    head, body = None, b""
    try:
        if data: connection.receive_data(data)
        if ended: connection.receive_data(b"")
        while True:
            event = connection.next_event()
            if isinstance(event, (h11.Request, h11.Response)):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                break
            elif isinstance(event, h11.InformationalResponse):
                pass
            else:
                return "incomplete"
    except h11.RemoteProtocolError:
        return "rejected"
    if isinstance(head, h11.Request):
        start = [head.method.hex(), head.target.hex()]
    else:
        start = [str(head.status_code).encode().hex(), ""]
    fields = ",".join(name.hex() + ":" + value.hex() for name, value in head.headers.raw_items())
    return " ".join(["accepted"] + [part or "-" for part in start + [fields, body.hex()]])

limit = 1 << 20
stream = sys.stdin.buffer
while line := stream.readline():
    method, count = line.split()
    data = stream.read(int(count))
    if method == b"-":
        print(judge(h11.Connection(h11.SERVER, max_incomplete_event_size=limit), data, False))
    else:
        connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=limit)
        connection.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
        connection.send(h11.EndOfMessage())
        print(judge(connection, data, True))
