"""The messages that every Python client exchanges, and how it reports."""

LARGE = 16 << 20

MESSAGES = [
    ("text", "Grüße, 電話 😀"),
    ("binary", bytes(range(256))),
    ("empty text", ""),
    ("empty binary", b""),
    ("125 bytes", b"x" * 125),
    ("126 bytes", b"x" * 126),
    ("65535 bytes", b"x" * 65535),
    ("65536 bytes", b"x" * 65536),
    ("16 MiB of text", "0123456789abcdé\n" * (LARGE // 17)),
    ("16 MiB", bytes(range(256)) * (LARGE // 256)),
]


def report(what, *how):
    print(what, *how, flush=True)
