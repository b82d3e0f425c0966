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
