"""The envelope: CloudEvents attributes as headers, read back or refused without repeating them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.events.envelope import Event, EventData, MalformedEvent, read_event
from common.events.panel import MemberJoined, SurveyOpened
from common.events.registry import EVENT_TYPES, event_type

EVENT = Event(
    id=UUID("01890000-0000-7000-8000-000000000001"),
    source="/panel",
    ics="QE1",
    time=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    data=MemberJoined(member_id=UUID(int=7), joined_on=date(2026, 11, 21)),
)

aware = st.datetimes(timezones=st.just(UTC))
text = st.text(st.characters(exclude_categories=["Cs"]))
surveys = st.builds(
    SurveyOpened,
    survey_id=st.uuids(),
    title=text,
    purpose=text,
    places=st.lists(text),
    themes=st.lists(text),
    opened_at=aware,
    closes_on=st.none() | st.dates(),
)


class TestRoundTrip:
    @given(event_id=st.uuids(), time=aware, data=surveys, traceparent=st.none() | text)
    def test_what_is_written_is_read(
        self, event_id: UUID, time: datetime, data: EventData, traceparent: str | None
    ) -> None:
        event = Event(event_id, "/panel", "QE1", time, data, traceparent)

        assert read_event(event.headers(), event.payload(), EVENT_TYPES) == event


class TestHeaders:
    def test_they_are_cloudevents_in_binary_mode(self) -> None:
        assert EVENT.headers() == {
            "ce_specversion": "1.0",
            "ce_id": "01890000-0000-7000-8000-000000000001",
            "ce_source": "/panel",
            "ce_type": "panel.member.joined.v1",
            "ce_subject": "00000000-0000-0000-0000-000000000007",
            "ce_time": "2026-11-21T09:30:00+00:00",
            "ce_ics": "QE1",
            "content-type": "application/json",
        }


class TestMalformed:
    @pytest.mark.parametrize("name", ["ce_id", "ce_source", "ce_type", "ce_time", "ce_ics"])
    def test_a_missing_attribute_is_named(self, name: str) -> None:
        headers = EVENT.headers()
        del headers[name]

        with pytest.raises(MalformedEvent, match=name):
            read_event(headers, EVENT.payload(), EVENT_TYPES)

    def test_an_unknown_type_is_refused(self) -> None:
        with pytest.raises(MalformedEvent):
            read_event({**EVENT.headers(), "ce_type": "panel.x.y.v1"}, b"{}", EVENT_TYPES)

    @pytest.mark.parametrize(
        ("headers", "payload"),
        [
            ({"ce_id": "ada@example.org"}, None),
            ({"ce_time": "ada@example.org"}, None),
            ({}, b'{"member_id": "ada@example.org"}'),
            ({}, b"ada@example.org"),
            ({}, b"\xff"),
        ],
    )
    def test_what_does_not_fit_is_refused_without_repeating_it(
        self, headers: dict[str, str], payload: bytes | None
    ) -> None:
        with pytest.raises(MalformedEvent) as refused:
            read_event({**EVENT.headers(), **headers}, payload or EVENT.payload(), EVENT_TYPES)

        assert "ada" not in str(refused.value)
        assert refused.value.__cause__ is None

    def test_the_registry_gives_a_type_by_its_name(self) -> None:
        assert event_type("panel.member.joined.v1") is MemberJoined
        with pytest.raises(KeyError):
            event_type("panel.member.forgotten.v1")
