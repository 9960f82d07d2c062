"""Receipts of answers: genuine or refused, verified without us, and joined to nothing."""

from __future__ import annotations

import base64
import json
import string
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from common.clock import new_id
from common.crypto.sealing import Sealer
from panel.keys import PanelKeys
from panel.receipts import service
from panel.receipts.errors import ReceiptNotValid
from panel.wrapping import SettingsWrapping
from panel_support import traces
from panel_support.world import QE1, QKK, World

pytestmark = [pytest.mark.rule("panel.10")]

OPENED = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
SEALER = Sealer({"k": bytes(32)}, "k")
KEYS = PanelKeys(SEALER, b"1" * 32, SettingsWrapping(SEALER))
SURVEY = new_id()
GENUINE = service.issue(KEYS, QE1, SURVEY, OPENED)


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def payload(receipt: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(decoded(receipt.split(".")[1]))
    return said


async def answered(world: World, *emails: str) -> tuple[dict[str, Any], list[str]]:
    """Let people answer one survey; gives it and their receipts."""
    for email in emails:
        await world.join(email)
    survey = await world.open_survey()
    links = await world.links()
    receipts = []
    for email in emails:
        kept = await world.answer(links[email], survey, choice="yes", text=f"I am {email}.")
        assert kept.status_code == 201, kept.text
        receipts.append(kept.json()["receipt"])
    return survey, receipts


async def check(world: World, receipt: str, ics: str = "QE1") -> httpx.Response:
    return await world.call("POST", "/receipts/check", {"receipt": receipt}, ics=ics)


class TestAReceipt:
    async def test_is_given_for_an_answer_and_leads_to_the_survey(self, world: World) -> None:
        survey, (receipt,) = await answered(world, "ada@example.org")
        found = await check(world, receipt)
        assert found.status_code == 200, found.text
        assert found.json()["survey_id"] == survey["id"]
        assert found.json()["ics"] == "QE1"

    async def test_is_verified_by_the_published_key_with_another_library(
        self, world: World
    ) -> None:
        survey, (receipt,) = await answered(world, "ada@example.org")
        (key,) = (await world.call("GET", "/receipt-keys")).json()["keys"]
        assert "d" not in key
        header, said, signature = receipt.split(".")
        public = Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
        public.verify(decoded(signature), f"{header}.{said}".encode())
        assert json.loads(decoded(header))["kid"] == key["kid"]
        assert payload(receipt)["survey_id"] == survey["id"]

    async def test_of_another_system_is_refused_and_its_key_is_another(self, world: World) -> None:
        _, (receipt,) = await answered(world, "ada@example.org")
        refused = await check(world, receipt, ics="QKK")
        assert (refused.status_code, refused.json()["type"]) == (
            422, "/problems/receipt-not-valid",
        )  # fmt: skip
        assert receipt not in refused.text
        assert KEYS.answer_receipt_key(QE1).kid != KEYS.answer_receipt_key(QKK).kid

    @given(st.integers(0, len(GENUINE) - 1), st.sampled_from("ABCDwxyz0189-_."))
    def test_altered_in_any_character_is_refused(self, at: int, other: str) -> None:
        altered = GENUINE[:at] + other + GENUINE[at + 1 :]
        if altered == GENUINE:
            assert service.check(KEYS, QE1, altered).survey_id == SURVEY
            return
        with pytest.raises(ReceiptNotValid):
            service.check(KEYS, QE1, altered)

    def test_written_in_another_way_that_means_the_same_bytes_is_refused(self) -> None:
        signature = GENUINE.rpartition(".")[2]
        siblings = [
            GENUINE[:-1] + other
            for other in string.ascii_letters
            if other != GENUINE[-1] and decoded(signature[:-1] + other) == decoded(signature)
        ]
        assert siblings
        for same in [*siblings, GENUINE + "=="]:
            with pytest.raises(ReceiptNotValid):
                service.check(KEYS, QE1, same)

    @given(st.text(max_size=400) | st.binary(max_size=200).map(lambda b: b.hex() + "..e30"))
    def test_made_up_is_refused(self, made_up: str) -> None:
        with pytest.raises(ReceiptNotValid):
            service.check(KEYS, QE1, made_up)

    def test_signed_by_another_key_is_refused(self) -> None:
        other = PanelKeys(SEALER, b"2" * 32, SettingsWrapping(SEALER))
        forged = service.issue(other, QE1, SURVEY, OPENED)
        with pytest.raises(ReceiptNotValid):
            service.check(KEYS, QE1, forged)


@pytest.mark.rule("panel.13")
class TestNobodyIsFoundByAReceipt:
    def test_it_says_the_system_the_survey_its_month_and_a_nonce(self) -> None:
        said = payload(GENUINE)
        assert {name: said[name] for name in said if name != "nonce"} == {
            "ics": "QE1", "survey_id": str(SURVEY), "survey_opened": "2026-11",
        }  # fmt: skip
        assert len(decoded(said["nonce"])) == service.NONCE_BYTES

    @given(st.timedeltas(timedelta(days=-2), timedelta(days=26)))
    def test_it_tells_no_time_but_the_month_of_opening(self, later: timedelta) -> None:
        def nothing(size: int) -> bytes:
            return bytes(size)

        at_any_time = service.issue(KEYS, QE1, SURVEY, OPENED + later, nothing)
        assert at_any_time == service.issue(KEYS, QE1, SURVEY, OPENED, nothing)

    def test_two_of_one_person_share_what_all_receipts_share(self) -> None:
        one, other = (payload(service.issue(KEYS, QE1, new_id(), OPENED)) for _ in range(2))
        assert {name for name in one if one[name] == other[name]} == {"ics", "survey_opened"}

    def test_two_of_one_survey_are_told_apart_by_their_nonce_alone(self) -> None:
        one, other = (payload(service.issue(KEYS, QE1, SURVEY, OPENED)) for _ in range(2))
        assert {name for name in one if one[name] != other[name]} == {"nonce"}

    async def test_nothing_that_is_stored_holds_or_finds_it(self, world: World) -> None:
        survey, receipts = await answered(world, "ada@example.org", "bea@example.org")
        said = [payload(receipt) for receipt in receipts]
        needles: dict[str, str | bytes] = {}
        for number, (receipt, one) in enumerate(zip(receipts, said, strict=True)):
            needles |= {
                f"receipt {number}": receipt,
                f"signature {number}": receipt.rpartition(".")[2],
                f"nonce {number}": one["nonce"],
                f"nonce bytes {number}": decoded(one["nonce"]),
            }
        known = {"survey": survey["id"]}
        tables = await world.rows(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'panel' "
            "AND column_name = 'ics' GROUP BY 1"
        )
        seen: set[str] = set()
        for (table,) in tables:
            rows = await world.rows(f"SELECT whole::text FROM panel.{table} AS whole")
            text = " ".join(row[0] for row in rows)
            assert traces.in_text(text, needles) == set(), table
            seen |= {table} if traces.in_text(text, known) else set()
        # The scan is no proof unless it finds what is there.
        assert {"surveys", "responses", "invitations"} <= seen

    async def test_it_is_in_no_log(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        _, (receipt,) = await answered(world, "ada@example.org")
        await check(world, receipt)
        await check(world, receipt + "x")
        logged = capsys.readouterr()
        needles = {"receipt": receipt, "nonce": payload(receipt)["nonce"]}
        assert traces.in_text(logged.out + logged.err, needles) == set()
        assert "/panel/receipts/check" in logged.out
