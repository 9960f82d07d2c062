"""Witnesses post cosignatures; the log keeps and shows those of its present witnesses alone."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from common.db.engine import raw_connection
from common.testing.clock import today
from decision_log_support import VERIFIER, key, log_of
from decision_log_world import SEQUENCER, Http, log
from governance.decision_log.errors import NotInTheLog
from governance.decision_log.sequencer import Sequencer
from governance.witnesses import service
from governance_support import QE1, Governance
from witness_support import Witness, name_witnesses

pytestmark = pytest.mark.rule("governance.12")

W1 = Witness([])
W2 = Witness([], name="witness.example/w2", private=key(101))
ADDRESS = "/api/v1/{}/governance/log"
LATE = Sequencer(
    "log.example/log",
    [key()],
    clock=lambda: datetime.now(UTC) - service.HOLD - timedelta(seconds=1),
)
"""Signs as if some seconds ago, so that no checkpoint waits for witnesses any more."""


async def note_of(governance: Governance, ics: str = "QE1") -> str:
    """Give the checkpoint as anybody reads it."""
    response = await governance.http.get(f"{ADDRESS.format(ics)}/checkpoint")
    assert response.status_code == 200, response.text
    return response.text


async def signed(governance: Governance) -> str:
    """Have a checkpoint of one decision; gives it."""
    await governance.decision()
    await LATE.run(governance.database)
    return await note_of(governance)


async def post(
    governance: Governance, *lines: str, size: int = 1, ics: str = "QE1"
) -> httpx.Response:
    """Post cosignatures, as nobody in particular."""
    body = {"tree_size": size, "cosignatures": [line.rstrip("\n") for line in lines]}
    return await governance.http.post(f"{ADDRESS.format(ics)}/cosignatures", json=body)


def problem(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["type"].rsplit("/", 1)[-1]


class TestAccept:
    async def test_a_witnesss_line_stands_under_the_checkpoint_and_verifies(
        self, governance: Governance
    ) -> None:
        await name_witnesses(governance, W1, W2)
        plain = await signed(governance)
        line = W1.cosign(plain)

        response = await post(governance, line)

        assert (response.status_code, response.json()) == (
            201,
            {"tree_size": 1, "witnesses": [W1.name]},
        )
        assert await note_of(governance) == plain + line
        note = (await Http(governance).fetch()).read("checkpoint")
        [verifier_key] = (await log(governance))["verifier_keys"]
        assert VERIFIER["open_checkpoint"](note, verifier_key).size == 1
        assert VERIFIER["cosigned_at"](note, W1.verifier_key) is not None
        assert VERIFIER["cosigned_at"](note, W2.verifier_key) is None

    async def test_who_holds_the_checkpoint_is_told_of_a_new_cosignature(
        self, governance: Governance
    ) -> None:
        await name_witnesses(governance, W1, W2)
        plain = await signed(governance)
        address = f"{ADDRESS.format('QE1')}/checkpoint"
        held = {"If-None-Match": (await governance.http.get(address)).headers["ETag"]}
        assert (await governance.http.get(address, headers=held)).status_code == 304
        await post(governance, W1.cosign(plain))
        assert (await governance.http.get(address, headers=held)).status_code == 200

    async def test_the_log_says_who_cosigned_and_who_did_not(self, governance: Governance) -> None:
        await name_witnesses(governance, W1, W2)
        now = int(time.time())
        await post(governance, W1.cosign(await signed(governance), at=now))

        described = await log(governance)

        said = {one["verifier_key"]: one["cosigned_at"] for one in described["witnesses"]}
        assert said.keys() == {W1.verifier_key, W2.verifier_key}
        assert said[W2.verifier_key] is None
        assert datetime.fromisoformat(said[W1.verifier_key]) == datetime.fromtimestamp(now, UTC)
        assert described["witnesses"][0]["title"] == f"Witness {W1.name}"
        assert described["checkpoint"] == await note_of(governance)

    async def test_a_line_of_an_unknown_key_is_passed_over(self, governance: Governance) -> None:
        await name_witnesses(governance, W1)
        plain = await signed(governance)
        line = W1.cosign(plain)
        response = await post(governance, W2.cosign(plain), line)
        assert response.json()["witnesses"] == [W1.name]
        assert await note_of(governance) == plain + line

    async def test_nobody_but_a_witness_is_heard(self, governance: Governance) -> None:
        await name_witnesses(governance, W1)
        plain = await signed(governance)
        same_name = Witness([], name=W1.name, private=key(9))
        for stranger in (W2, same_name):
            assert problem(await post(governance, stranger.cosign(plain))) == (422, "not-a-witness")
        assert await note_of(governance) == plain

    async def test_another_systems_witness_is_none_here(self, governance: Governance) -> None:
        await name_witnesses(governance, W1, ics="QKK")
        plain = await signed(governance)
        assert problem(await post(governance, W1.cosign(plain))) == (422, "not-a-witness")
        assert (await log(governance))["witnesses"] == []

    @pytest.mark.parametrize(
        ("which", "days"), [("valid_from", 1), ("valid_to", 0), ("valid_to", -1)]
    )
    async def test_a_witness_of_other_days_is_not_heard(
        self, governance: Governance, which: str, days: int
    ) -> None:
        await name_witnesses(governance, W1, **{which: str(today() + timedelta(days=days))})
        plain = await signed(governance)
        assert problem(await post(governance, W1.cosign(plain))) == (422, "not-a-witness")

    async def test_what_a_former_witness_signed_is_shown_no_more(
        self, governance: Governance
    ) -> None:
        await name_witnesses(governance, W1, W2)
        plain = await signed(governance)
        lines = W1.cosign(plain), W2.cosign(plain)
        assert (await post(governance, *lines)).status_code == 201
        await name_witnesses(governance, W1, valid_to=str(today()))
        assert await note_of(governance) == plain + lines[1]
        await name_witnesses(governance, W2, valid_to=str(today()))
        assert await note_of(governance) == plain

    @pytest.mark.parametrize(
        "made",
        [
            lambda note: W1.cosign(note.replace("\n1\n", "\n2\n")),
            lambda note: W1.cosign(note.replace("QE1", "QKK")),
            lambda note: W1.cosign(log_of([b"{}"])["checkpoint"].decode()),
            lambda note: W1.cosign(note, at=time.time() + service.SKEW.total_seconds() + 60),
            lambda note: W1.cosign(note, at=time.time() - service.SKEW.total_seconds() - 60),
        ],
        ids=[
            "another size",
            "another log",
            "another tree",
            "in the future",
            "before it was signed",
        ],
    )
    async def test_what_is_not_of_this_checkpoint_is_refused(
        self, governance: Governance, made: Any
    ) -> None:
        await name_witnesses(governance, W1)
        plain = await signed(governance)
        refused = await post(governance, made(plain))
        assert problem(refused) == (422, "cosignature-wrong")
        assert refused.json()["errors"][0]["field"] == "body.cosignatures"
        assert await note_of(governance) == plain

    async def test_one_bad_line_refuses_the_good_ones_too(self, governance: Governance) -> None:
        await name_witnesses(governance, W1, W2)
        plain = await signed(governance)
        bad = W2.cosign(plain.replace("\n1\n", "\n2\n"))
        refused = await post(governance, W1.cosign(plain), bad)
        assert problem(refused) == (422, "cosignature-wrong")
        assert await note_of(governance) == plain

    async def test_a_size_that_was_never_signed_has_no_checkpoint(
        self, governance: Governance
    ) -> None:
        await name_witnesses(governance, W1)
        plain = await signed(governance)
        refused = await post(governance, W1.cosign(plain), size=2)
        assert problem(refused) == (404, "no-such-checkpoint")
        elsewhere = await post(governance, W1.cosign(plain), ics="QKK")
        assert problem(elsewhere) == (404, "no-such-checkpoint")

    @pytest.mark.parametrize("lines", [[], ["words"], ["— w AAAA"], ["— w AAAAAAAAAA=="] * 17])
    async def test_what_is_no_line_is_refused(
        self, governance: Governance, lines: list[str]
    ) -> None:
        await name_witnesses(governance, W1)
        await signed(governance)
        assert (await post(governance, *lines)).status_code == 422

    async def test_the_latest_line_of_a_witness_stands(self, governance: Governance) -> None:
        await name_witnesses(governance, W1)
        plain = await signed(governance)
        now = int(time.time())
        first, second = W1.cosign(plain, at=now), W1.cosign(plain, at=now + 2)
        for line in (first, second, first):
            assert (await post(governance, line)).status_code == 201
        assert await note_of(governance) == plain + second
        assert (await post(governance, W1.cosign(plain, at=now + 3), first)).status_code == 201
        assert await note_of(governance) == plain + W1.cosign(plain, at=now + 3)

    async def test_a_witness_can_be_loaded_again_and_keeps_what_it_signed(
        self, governance: Governance
    ) -> None:
        await name_witnesses(governance, W1)
        plain = await signed(governance)
        line = W1.cosign(plain)
        await post(governance, line)
        await name_witnesses(governance, W1, valid_from="2024-01-01")
        assert await note_of(governance) == plain + line
        [witness] = (await log(governance))["witnesses"]
        assert witness["valid_from"] == "2024-01-01"


class TestShown:
    async def test_a_new_checkpoint_waits_for_its_witnesses(self, governance: Governance) -> None:
        await name_witnesses(governance, W1, W2)
        before = await signed(governance)
        await governance.decision()
        await SEQUENCER.run(governance.database)
        assert await note_of(governance) == before
        async with governance.database.reading(QE1) as session:
            query = "SELECT note FROM log_checkpoints WHERE tree_size = 2"
            new = await (await raw_connection(session)).fetchval(query)
        lines = {one.name: one.cosign(new) for one in (W1, W2)}
        await post(governance, lines[W1.name], size=2)
        assert await note_of(governance) == before
        await post(governance, lines[W2.name], size=2)
        assert (await note_of(governance)).startswith(new)
        assert (await log(governance))["tree_size"] == 2

    async def test_it_waits_some_seconds_only(self, governance: Governance) -> None:
        """Ten seconds are promised: a witness that is gone must not hold the log up."""
        await name_witnesses(governance, W1)
        await governance.decision()
        now = datetime.now(UTC)
        await Sequencer("log.example/log", [key()], clock=lambda: now).run(governance.database)
        async with governance.database.reading(QE1) as session:
            for waited, size in ((0.0, None), (3.9, None), (4.0, 1)):
                try:
                    shown = await service.shown(session, now + timedelta(seconds=waited))
                except NotInTheLog:
                    assert size is None
                else:
                    assert shown.checkpoint.tree_size == size

    async def test_without_witnesses_nothing_waits(self, governance: Governance) -> None:
        await governance.decision()
        await SEQUENCER.run(governance.database)
        assert (await note_of(governance)).split("\n")[1] == "1"

    async def test_a_witness_that_begins_tomorrow_is_not_waited_for(
        self, governance: Governance
    ) -> None:
        await name_witnesses(governance, W1, valid_from=str(today() + timedelta(days=1)))
        await governance.decision()
        await SEQUENCER.run(governance.database)
        assert (await note_of(governance)).split("\n")[1] == "1"
