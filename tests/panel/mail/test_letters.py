"""What mails say: in each language, as plain text and as HTML."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import Any

import pytest

from panel.mail.kinds import MailKind
from panel.mail.letters import LANGUAGES, Letter, compose
from panel_support.mails import links_in, read_mail, text_of

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SAID: dict[str, Any] = {
    "system": "Lancashire and South Cumbria",
    "hours": 48,
    "title": "Getting to the clinic",
    "subject": "What changed this month",
    "purpose": "We plan <b>bus</b> routes.",
    "closes_on": date(2026, 12, 1),
    "decision_reference": "QE1-ICP-2026-0001",
    "decision_title": "A bus\nto the clinic",
    "own_link": "yes",
    "you_said": "It is hard & far.\nThere is no {bus}.",
    "we_did": "We did.",
    "did_not": "No tram.",
    "corrects": None,
    "summary": "Help us to plan the buses.",
    "starts_on": date(2026, 12, 3),
    "starts_at": "18:00",
    "ends_at": "20:00",
    "venue": "Town hall",
    "online": "yes",
    "until_on": date(2026, 12, 1),
    "until_at": "12:00",
    "body_name": "Care Board",
    "answered": "3",
    "accepted": "1",
    "partly": "1",
    "not_accepted": "1",
    "number": "2",
    "text": "Run the bus on Sundays.",
    "withdrawn": "Close the stop.",
    "reason": "It was read wrongly.",
    "reward": "Shopping voucher",
}


def composed(kind: MailKind = MailKind.FEEDBACK, **changes: Any) -> Any:
    said = SAID | changes.pop("said", {})
    values: dict[str, Any] = {
        "kind": kind,
        "recipient": "ada@example.org",
        "language": "en",
        "plain_text_only": False,
        "said": said,
        "link": "https://gateway.test/somewhere?token=abc",
        "unsubscribe_link": "https://gateway.test/unsubscribe?token=def",
    }
    letter = Letter(**(values | changes))
    message = compose(letter, sender="Panel <panel@example.org>", reference="0190-ref", now=NOW)
    return read_mail(message.as_bytes())


class TestComposing:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", list(MailKind))
    def test_every_mail_exists_in_every_language(self, kind: MailKind, language: str) -> None:
        message = composed(kind, language=language)
        assert message["Content-Language"] == language
        assert links_in(message)[0] == "https://gateway.test/somewhere?token=abc"
        assert not re.search(r"{\w*}", text_of(message).replace("{bus}", ""))

    def test_languages_say_the_same_parts(self) -> None:
        wordings = [
            tomllib.loads((files("panel.mail") / "wording" / f"{lang}.toml").read_text("utf-8"))
            for lang in LANGUAGES
        ]
        shapes = [
            {kind: [sorted(block) for block in w[kind]["body"]] for kind in map(str, MailKind)}
            for w in wordings
        ]
        assert all(shape == shapes[0] for shape in shapes)

    def test_a_language_that_mails_are_not_written_in_gets_english(self) -> None:
        assert composed(language="cy-GB")["Content-Language"] == "en"
        assert composed(language="PL-pl")["Content-Language"] == "pl"

    def test_has_the_same_words_as_plain_text_and_as_html_escaped(self) -> None:
        message = composed()
        html = message.get_body(("html",)).get_content()
        assert "It is hard & far.\nThere is no {bus}." in text_of(message)
        assert "It is hard &amp; far." in html
        assert "We did." in html

    def test_has_plain_text_alone_for_who_asked_for_that(self) -> None:
        message = composed(plain_text_only=True)
        assert message.get_content_type() == "text/plain"

    def test_leaves_out_what_there_is_nothing_to_say_of(self) -> None:
        assert "not done" in text_of(composed())
        assert "not done" not in text_of(composed(said={"did_not": None}))

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(
        "kind", [MailKind.FEEDBACK, MailKind.ASSEMBLY_FEEDBACK, MailKind.GATHERING_FEEDBACK]
    )
    def test_says_of_a_correction_that_it_is_one(self, kind: MailKind, language: str) -> None:
        first = text_of(composed(kind, language=language))
        assert text_of(composed(kind, language=language, said={"corrects": "an id"})) != first

    def test_writes_dates_as_people_do(self) -> None:
        assert "until 1 December 2026" in text_of(composed(MailKind.SURVEY_INVITATION))
        polish = composed(MailKind.SURVEY_INVITATION, language="pl")
        assert "1 grudnia 2026" in text_of(polish)

    def test_a_subject_is_one_line(self) -> None:
        assert composed()["Subject"] == "You said, we did: A bus to the clinic"

    def test_names_itself_and_how_to_stop(self) -> None:
        message = composed()
        assert message["Message-ID"] == "<0190-ref@example.org>"
        assert message["List-Unsubscribe"] == "<https://gateway.test/unsubscribe?token=def>"
        assert message["Auto-Submitted"] == "auto-generated"
        stranger = composed(MailKind.CONFIRM_ADDRESS, unsubscribe_link=None)
        assert stranger["List-Unsubscribe"] is None

    def test_can_be_stopped_by_one_post_of_the_mail_program(self) -> None:
        """RFC 8058: both headers, and an address that is https where the panel's own is."""
        message = composed()
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        stranger = composed(MailKind.CONFIRM_ADDRESS, unsubscribe_link=None)
        assert stranger["List-Unsubscribe-Post"] is None
