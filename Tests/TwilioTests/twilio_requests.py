"""Signs requests with Twilio's own library, and says of requests whether it takes them.

Reads JSON lines {"url", "params" (a list of pairs), "token", "signature" (or null to sign)} and answers each with
{"signature", "body", "valid"}.
"""

import json
import sys
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator


class Form(dict):
    """Values by name, several where a name is repeated, as web frameworks hand them to the validator."""

    def __init__(self, pairs):
        super().__init__()
        for name, value in pairs:
            self.setdefault(name, []).append(value)

    def getlist(self, name):
        return self[name]


for line in sys.stdin:
    if not line.strip():
        continue
    case = json.loads(line)
    validator = RequestValidator(case["token"])
    form = Form(case["params"])
    signature = case["signature"] or validator.compute_signature(case["url"], form)
    print(json.dumps({
        "signature": signature,
        "body": urlencode([tuple(pair) for pair in case["params"]]),
        "valid": validator.validate(case["url"], form, signature),
    }))
