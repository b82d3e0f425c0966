"""What schemathesis cannot know of the API from its description. Used by scripts/check-api."""

import base64
import hashlib
import hmac
import json
import os
import time
import urllib.parse

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation

# Which numbers there are no pattern says, so the format is ours: a few ways to write numbers for fiction in the United States.
schemathesis.openapi.format(
    "phone-number",
    st.builds(
        lambda form, number: form % (number // 100, number % 100),
        st.sampled_from(["+1415555%02d%02d", "+1 415 555 %02d%02d", "+1 (415) 555-%02d%02d"]),
        st.integers(100, 199)))


HEADINGS = [
    ["phone", "name"], ["Phone Number", "Lead Name", "email", "City"], ["number"], ["name", "phone", "notes"],
    ["name", "email"], ["phone", "number"], ["phone", "call_sid"], ["phone", "2 many words!"], [],
]
CELLS = [
    "+14155550%03d", "(415) 555-0%03d", "+1 900 555 0%03d", "+99 %03d", "%03d", "n/a %03d", "Grace, Rear Admiral %03d",
    "two\nlines %03d", 'a "word" %03d', "café %03d", "=HYPERLINK(%03d)", "grace%03d@example.com",
]


@st.composite
def lists(draw):
    """A list as people send it, good or bad."""
    headings = draw(st.sampled_from(HEADINGS[:4]) | st.sampled_from(HEADINGS))
    cell = st.tuples(st.sampled_from(CELLS), st.integers(100, 199)).map(lambda pair: pair[0] % pair[1])
    number = st.integers(100, 199).map(lambda n: "+14155550%03d" % n)
    rows = [headings]
    for _ in range(draw(st.integers(0, 3))):
        row = [draw(cell) for _ in headings]
        place = next((n for n, heading in enumerate(headings) if heading.lower().startswith(("phone", "number"))), None)
        if place is not None and draw(st.booleans()):
            row[place] = draw(number)
        rows.append(row[: draw(st.integers(1, 9))])
    separator, end = draw(st.sampled_from([",", ";", "\t"])), draw(st.sampled_from(["\n", "\r\n", "\r"]))

    def quoted(text):
        return '"%s"' % text.replace('"', '""') if any(mark in text for mark in separator + '"\r\n') else text

    text = end.join(separator.join(map(quoted, row)) for row in rows) + draw(st.sampled_from(["", end]))
    file = text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16"])))
    broken = draw(st.sampled_from([None] * 9 + [b'"', b'x"y,', b'"a"b,', b"\0", b"\xff\xfe"]))
    if broken:
        place = draw(st.integers(0, len(file)))
        file = file[:place] + broken + file[place:]
    return file


schemathesis.openapi.media_type("text/csv", lists())

with open(os.path.join(os.environ["CHECK_API_FOLDER"], "calls.json")) as calls_file:
    CALLS = json.load(calls_file)


def twilio_signature(url, body):
    """Twilio's: the URL, then each field once by the order of its name, under HMAC-SHA1."""
    fields = sorted(set(urllib.parse.parse_qsl(body.decode(errors="surrogateescape"), keep_blank_values=True)))
    text = url + "".join(name + value for name, value in fields)
    key = os.environ["CHECK_API_TOKEN"].encode()
    return base64.b64encode(hmac.new(key, text.encode(errors="surrogateescape"), hashlib.sha1).digest()).decode()


def elevenlabs_signature(body):
    """ElevenLabs': the time, a point and the body, under HMAC-SHA256."""
    now = str(int(time.time()))
    key = os.environ["CHECK_API_SECRET"].encode()
    return "t=%s,v0=%s" % (now, hmac.new(key, now.encode() + b"." + body, hashlib.sha256).hexdigest())


def sign(request):
    """Signs a webhook as it is about to be sent, as its vendor would."""
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else body
    if "/webhooks/twilio/" in request.url:
        request.headers["X-Twilio-Signature"] = twilio_signature(request.url, body)
    else:
        request.headers["ElevenLabs-Signature"] = elevenlabs_signature(body)
    return request


@schemathesis.hook
def before_call(context, case, kwargs):
    # Where the signature is what is wrong with the request, it stays so.
    is_forged = case.meta is not None and case.meta.is_negative_at(ParameterLocation.HEADER)
    if "webhooks" in case.operation.definition.raw.get("tags", []) and not is_forged:
        kwargs["auth"] = sign


@schemathesis.deserializer("audio/wav")
def wav(context, response):
    """Sound is not looked into: its schema says nothing of it."""
    return "%d bytes" % len(response.content)


@schemathesis.hook
def map_query(context, query):
    """A range begins before it ends; else nearly all of them would be refused."""
    if query and all(isinstance(query.get(name), str) and query[name] for name in ("from", "to")):
        query["from"], query["to"] = sorted([query["from"], query["to"]])
    return query


@schemathesis.hook
def flatmap_query(context, query):
    """A webhook is about one of our calls, now and then."""
    if not query or "callLogId" not in query:
        return st.just(query)
    return st.sampled_from(CALLS + [query["callLogId"]]).map(lambda call: {**query, "callLogId": call})


@schemathesis.hook
def flatmap_headers(context, headers):
    """A list is dialled behind the answer, now and then; no pattern says which words 'Prefer' takes."""
    if context.operation.definition.raw.get("operationId") != "bulkUpload":
        return st.just(headers)
    return st.booleans().map(lambda is_async: {**(headers or {}), "Prefer": "respond-async"} if is_async else headers)


def is_meant(failure, case, body):
    """Whether an answer is as it should be, though the rule that it breaks is a good one."""
    error = body.get("error") or {}
    operation = case.operation.definition.raw.get("operationId")
    checks = set(failure.checks)
    # ignored_auth wants 401 each time. Who shows ten wrong keys has to wait, and is told so by 429.
    # The check asks again with a wrong key, and `body` is of the answer before.
    if "ignored_auth" in checks:
        return "got `429 Too Many Requests`" in failure.message
    # use_after_free wants 404. Agents and leads whom calls name are archived, and still shown to whoever has their id.
    if "use_after_free" in checks:
        return any((body.get(name) or {}).get("archivedAt") for name in ("agent", "lead"))
    # An Idempotency-Key stands for one request only, which the description cannot say either.
    if "positive_data_acceptance" in checks and error.get("code") == "idempotency_key_reused":
        return True
    # What is uploaded is a list in the end, and the names of a form's parts have no control characters.
    if "positive_data_acceptance" in checks and operation == "bulkUpload":
        code = error.get("code", "")
        return code.startswith("csv_") or code in ("malformed_part_header", "malformed_disposition")
    # ensure_resource_availability. The agent is there, the lead that was made up with it is not.
    if "ensure_resource_availability" in checks and operation == "preflight":
        return error.get("code") == "unknown_lead"
    # negative_data_rejection. Whatever Twilio calls a call finds it, be it a name that schemathesis gave it by a webhook.
    if "negative_data_rejection" in checks and operation in ("getCall", "getCallStatus", "getTranscript"):
        name = body.get("callId") or (body.get("call") or {}).get("elevenLabsCallId")
        return name in (case.path_parameters or {}).values()
    # The same. A part of a form that nobody asked for is ignored; schemathesis itself does not say what is wrong.
    if "negative_data_rejection" in checks and operation == "bulkUpload":
        return "positive test case" in failure.message
    # positive_data_acceptance. That a range must not end before it begins is beyond what OpenAPI can say.
    if "positive_data_acceptance" in checks and operation == "getAnalytics":
        return error.get("message") == "'from' must be before 'to'."
    return False


@schemathesis.hook
def filter_failure(context, failure, case, response):
    try:
        body = response.json()
    except ValueError:
        body = {}
    return not is_meant(failure, case, body if isinstance(body, dict) else {})
