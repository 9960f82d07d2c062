"""Committee pages of ModernGov: the page of a meeting, and the XML of its web service."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from governance.minutes.documents.form import Unreadable
from governance.minutes.documents.kinds import read
from governance.minutes.reading import read_minutes
from minutes_scoring import facts_of, scores

HERE = Path(__file__).parent / "moderngov"
PAGE = (HERE / "page.html").read_bytes()
MEETING = (HERE / "meeting.xml").read_bytes()


@pytest.mark.rule("governance.14")
class TestModernGov:
    @pytest.mark.parametrize(
        ("data", "kind", "name"),
        [(PAGE, "moderngov_html", "page"), (MEETING, "moderngov_xml", "meeting")],
    )
    def test_every_field_is_read(self, data: bytes, kind: str, name: str) -> None:
        answer = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
        told, script = read(data)
        draft = read_minutes(script.text)
        wrong = {
            field: (facts_of(draft)[field], answer[field])
            for field, s in scores(draft, answer).items()
            if s.precision < 1 or s.recall < 1
        }
        assert told == kind
        assert wrong == {}
        assert draft.unread == []

    def test_what_the_agenda_asked_for_is_not_taken_for_what_was_done(self) -> None:
        _, script = read(PAGE)
        assert "To consider the report" not in script.text
        left = {one.text for one in script.left_out if one.why == "agenda"}
        assert "To consider the report of the Director of Adult Care." in left

    def test_a_decision_counts_where_there_are_no_minutes_and_not_beside_them(self) -> None:
        _, script = read(PAGE)
        assert "Short form of the decision." not in script.text
        _, without = read(
            PAGE.replace(b'Minutes:</p>\n <div class="mgWordPara">\n', b"Other:</p><div>")
        )
        assert "Short form of the decision." in without.text

    def test_menus_links_and_sizes_of_files_are_no_text(self) -> None:
        _, script = read(PAGE)
        for word in ("Committees", "Search", "PDF", "Contact", "frontsheet", "Not an item"):
            assert word not in script.text, word

    def test_the_answer_in_its_soap_envelope_is_the_same(self) -> None:
        inner = MEETING.split(b"?>", 1)[1]
        soap = (
            b'<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/'
            b'envelope/"><soap:Body><GetMeetingResponse xmlns="http://moderngov.co.uk/namespaces">'
            b"<GetMeetingResult>" + inner + b"</GetMeetingResult></GetMeetingResponse></soap:Body>"
            b"</soap:Envelope>"
        )
        assert read(soap)[1].text == read(MEETING)[1].text

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (PAGE.replace(b"Minutes:", b"Papers:").replace(b"Decision:", b"Papers:"),
             "agenda-only"),
            (MEETING.replace(b"nonemptyhtmlbody", b"bodies"), "agenda-only"),
            (MEETING[:900], "damaged"),
            (b"<?xml version='1.0'?><committees><committee/></committees>", "other-document"),
            (b"<?xml version='1.0'?><!DOCTYPE meeting [<!ENTITY a 'aaaa'>]><meeting><agendaitem>"
             b"&a;</agendaitem></meeting>", "damaged"),
        ],
    )  # fmt: skip
    def test_what_holds_no_minutes_is_refused(self, data: bytes, code: str) -> None:
        with pytest.raises(Unreadable) as refused:
            read(data)
        assert refused.value.code == code
