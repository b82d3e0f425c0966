"""Reads MongoDB's Extended JSON, a document on each line, with MongoDB's own library, as mongoimport would, and answers each
with the names of its members' types, and what the parameters of its tool calls have become."""

import json
import sys

import bson
from bson import json_util

for line in sys.stdin:
    document = json_util.loads(line)
    bson.encode(document)
    types = {name: type(value).__name__ for name, value in document.items()}
    types["totalCost"] = type(document["cost"]["totalCost"]).__name__
    print(json.dumps({"types": types, "parameters": [call["parameters"] for call in document["toolCalls"]]}))
