"""What schemathesis cannot know of the API from its description. Used by scripts/check-api."""

import schemathesis
from hypothesis import strategies as st

# Which numbers there are no pattern says, so the format is ours: a few ways to write numbers for fiction in the United States.
schemathesis.openapi.format(
    "phone-number",
    st.builds(
        lambda form, number: form % (number // 100, number % 100),
        st.sampled_from(["+1415555%02d%02d", "+1 415 555 %02d%02d", "+1 (415) 555-%02d%02d"]),
        st.integers(100, 199)))


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
