"""Resumption tokens: what was written is read, and nothing else is."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.harvest import tokens
from insights.harvest.errors import BadResumptionToken
from insights.harvest.schemas import Resumption, Selection

moments = st.none() | st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001
    max_value=datetime(2999, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))
specs = st.none() | st.sampled_from(["theme", "theme:urgent_care", "place:fylde"])


@st.composite
def resumptions(draw: st.DrawFn) -> Resumption:
    as_of = draw(st.integers(2, 10**9))
    after = draw(st.integers(1, as_of - 1))
    return Resumption(
        verb=draw(st.sampled_from(["ListRecords", "ListIdentifiers"])),
        selection=Selection(draw(moments), draw(moments), draw(specs)),
        as_of=as_of,
        after=after,
        given=draw(st.integers(1, after)),
    )


class TestTokens:
    @given(resumptions())
    def test_what_was_written_is_read(self, resumption: Resumption) -> None:
        assert tokens.read(tokens.write(resumption)) == resumption

    @given(resumptions(), st.data())
    def test_an_altered_token_is_refused(self, resumption: Resumption, data: st.DataObject) -> None:
        plain = bytearray(base64.urlsafe_b64decode(tokens.write(resumption) + "=="))
        index = data.draw(st.integers(0, len(plain) - 1))
        plain[index] ^= data.draw(st.integers(1, 255))
        altered = base64.urlsafe_b64encode(bytes(plain)).decode().rstrip("=")
        with pytest.raises(BadResumptionToken):
            tokens.read(altered)

    @given(st.text(max_size=80))
    def test_a_text_that_is_none_is_refused(self, text: str) -> None:
        with pytest.raises(BadResumptionToken):
            tokens.read(text)
