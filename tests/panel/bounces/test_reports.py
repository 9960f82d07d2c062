"""Reading reports of failed delivery, whatever mail servers make of them."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.mail.smtp import return_path
from common.mail.statuses import Verdict, status_in, status_of_reply, verdict
from panel.bounces.reports import Report, read_report
from panel_support.reports import MAIL, report

pytestmark = pytest.mark.rule("panel.5")


class TestReading:
    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ("5.1.1", Verdict.HARD),
            ("5.1.2", Verdict.HARD),
            ("5.2.1", Verdict.HARD),
            ("5.1.10", Verdict.HARD),
            ("5.2.2", Verdict.SOFT),
            ("4.4.1", Verdict.SOFT),
            ("5.0.0", Verdict.SOFT),
            ("5.7.1", Verdict.OURS),
            ("4.7.0", Verdict.OURS),
            ("5.1.8", Verdict.OURS),
            ("5.3.4", Verdict.OURS),
        ],
    )
    def test_the_status_says_whose_fault_it_is(self, status: str, expected: Verdict) -> None:
        assert read_report(report(status)) == Report(MAIL, status, expected)

    @pytest.mark.parametrize("named", ["return_path", "envelope", "message", "headers"])
    def test_the_mail_is_known_by_any_of_its_names(self, named: str) -> None:
        found = read_report(report("5.1.1", named=named))
        assert found is not None
        assert found.mail_id == MAIL

    def test_what_goes_on_being_tried_has_not_failed(self) -> None:
        for action in ("delayed", "delivered", "relayed", "expanded"):
            assert read_report(report("4.4.1", action=action)) is None

    def test_a_report_without_a_status_is_something_in_the_way(self) -> None:
        found = read_report(report(""))
        assert found is not None
        assert found.verdict is Verdict.SOFT

    def test_the_own_path_of_a_mail_names_it_and_nobody(self) -> None:
        assert return_path("bounces@example.org", str(MAIL)) == f"bounces+{MAIL.hex}@example.org"
        assert return_path(None, str(MAIL)) is None

    @pytest.mark.parametrize(
        "other",
        [
            b"",
            b"Subject: Out of office\nAuto-Submitted: auto-replied\n\nI am away.",
            b"Content-Type: multipart/report; boundary=x\n\n--x\n\n--x--",
            b"Content-Type: multipart/report\n\n",
            report("5.1.1", named="nothing"),
            report("5.1.1").replace(b"multipart/report", b"multipart/mixed"),
            b"Content-Type: multipart/report; boundary=a\n\n" + b"--a\nContent-Type: multipart/"
            b"mixed; boundary=a\n\n" * 3000,
        ],
    )
    def test_what_is_no_report_of_ours_says_nothing(self, other: bytes) -> None:
        assert read_report(other) is None

    @given(st.binary(max_size=600), st.integers(0, 900))
    def test_whatever_is_sent_it_only_reads(self, noise: bytes, at: int) -> None:
        whole = report("5.1.1")
        for raw in (noise, whole[:at] + noise + whole[at:]):
            found = read_report(raw)
            assert found is None or isinstance(found.mail_id, UUID)


class TestStatuses:
    def test_nothing_is_taken_from_a_servers_words_but_the_status(self) -> None:
        assert status_in("5.1.1 <ada@example.org>: no such user") == "5.1.1"
        assert status_in("<ada@example.org> 5.1.1") is None
        assert status_in("5.1.1234 x") is None

    @pytest.mark.parametrize(
        ("code", "words", "expected"),
        [
            (550, "5.1.1 unknown", Verdict.HARD),
            (550, "5.7.1 blocked", Verdict.OURS),
            (550, "no", Verdict.SOFT),
            (553, "no", Verdict.HARD),
            (552, "5.2.2 full", Verdict.SOFT),
        ],
    )
    def test_a_bare_550_may_be_a_policy(self, code: int, words: str, expected: Verdict) -> None:
        assert verdict(status_of_reply(code, words)) is expected
