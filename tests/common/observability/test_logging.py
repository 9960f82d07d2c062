"""Logs: one form, the ids of the work, and nothing private."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from typing import Any

import pytest

from common.observability import tracing
from common.observability.logging import (
    STRUCK,
    configure,
    get_logger,
    strike_out,
    tell_request,
)

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@dataclass(frozen=True)
class Format:
    log_format: str = "json"


@pytest.fixture(autouse=True)
def configured(capsys: pytest.CaptureFixture[str]) -> None:
    configure(Format(), "panel")


def line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (only,) = capsys.readouterr().out.splitlines()
    read: dict[str, Any] = json.loads(only)
    return read


class TestLine:
    def test_it_bears_the_service_and_the_ids_of_the_work(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with tracing.continue_trace(f"00-{TRACE}-00f067aa0ba902b7-01", ics="QE1"):
            get_logger().info("survey closed", count=3)

        written = line(capsys)
        assert written.pop("timestamp").endswith("Z")
        assert written == {
            "event": "survey closed",
            "level": "info",
            "service": "panel",
            "trace_id": TRACE,
            "ics": "QE1",
            "count": 3,
        }

    @pytest.mark.parametrize(
        ("form", "service"), [("json", "panel"), ("json", ""), ("text", "panel")]
    )
    def test_a_requests_line_is_what_info_writes(
        self, capsys: pytest.CaptureFixture[str], form: str, service: str
    ) -> None:
        configure(Format(form), service)
        told: dict[str, Any] = {"method": "GET", "route": "/a", "status": 200, "milliseconds": 1.5}
        with tracing.continue_trace(f"00-{TRACE}-00f067aa0ba902b7-01", ics="QE1"):
            tell_request(**told)
            get_logger().info("request", **told)

        straight, through = capsys.readouterr().out.splitlines()
        assert MOMENT.sub("now", straight) == MOMENT.sub("now", through)
        assert "now" in MOMENT.sub("now", straight)

    def test_a_librarys_log_has_the_same_form(self, capsys: pytest.CaptureFixture[str]) -> None:
        logging.getLogger("some.library").warning("mail to %s failed", "ada@example.org")

        written = line(capsys)
        assert written["event"] == f"mail to {STRUCK} failed"
        assert written["logger"] == "some.library"
        assert written["service"] == "panel"

    @pytest.mark.parametrize("library", [False, True])
    def test_an_error_is_told_without_its_message(
        self, capsys: pytest.CaptureFixture[str], library: bool
    ) -> None:
        try:
            raise ValueError("Key (email)=(ada@example.org) already exists")
        except ValueError:
            if library:
                logging.getLogger("some.library").exception("it failed")
            else:
                get_logger().exception("it failed")

        written = line(capsys)
        assert written["error"] == "builtins.ValueError"
        assert written["at"][-1].endswith("test_an_error_is_told_without_its_message")
        assert "ada" not in json.dumps(written)

    def test_an_error_names_what_it_came_from(self, capsys: pytest.CaptureFixture[str]) -> None:
        try:
            try:
                raise KeyError("secret")
            except KeyError as cause:
                raise RuntimeError("secret") from cause
        except RuntimeError as error:
            get_logger().error("it failed", exc_info=error)

        assert line(capsys)["error"] == "builtins.RuntimeError from builtins.KeyError"


class TestStrikeOut:
    @pytest.mark.parametrize(
        "name",
        [
            "email", "address", "first_name", "name", "phone", "postcode", "token", "manage_token",
            "authorization", "password", "body", "query", "answers", "text", "api_key", "url",
        ],
    )  # fmt: skip
    def test_a_field_with_a_telling_name_is_struck(self, name: str) -> None:
        assert strike_out(None, "info", {"event": "x", name: "value"})[name] == STRUCK

    @pytest.mark.parametrize("name", ["survey_id", "count", "status", "route", "renamed_at"])
    def test_others_stay(self, name: str) -> None:
        assert strike_out(None, "info", {"event": "x", name: "value"})[name] == "value"

    def test_fields_within_fields_are_struck(self) -> None:
        struck = strike_out(None, "info", {"event": "x", "member": {"email": "a", "id": 1}})

        assert struck["member"] == {"email": STRUCK, "id": 1}

    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("sent to ada.l@mail.example.org today", f"sent to {STRUCK} today"),
            ("GET http://h/join/confirm?token=abc gave 200", "GET http://h/join/confirm gave 200"),
            ("postgresql://panel_app:pw@db/x refused", "postgresql://db/x refused"),
        ],
    )
    def test_addresses_in_a_text_are_struck(self, text: str, left: str) -> None:
        assert strike_out(None, "info", {"event": text})["event"] == left
