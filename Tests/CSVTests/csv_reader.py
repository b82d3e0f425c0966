"""Reads tables with Python's csv module. Standard input has them as hexadecimal digits, one a line; each is answered with a
line of JSON: the records that are not blank."""

import csv
import io
import json
import sys

csv.field_size_limit(1 << 20)
for line in sys.stdin:
    text = bytes.fromhex(line.strip()).decode("utf-8")
    print(json.dumps([row for row in csv.reader(io.StringIO(text, newline=""), delimiter=",") if row]))
