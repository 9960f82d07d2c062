"""The log grows without gaps, and is served to anybody as C2SP tlog-tiles say."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest

from common.db.engine import raw_connection
from decision_log_support import naive_path, naive_proof, naive_root
from decision_log_world import SEQUENCER, verified
from governance.decision_log import rebuilding
from governance_support import QE1, Governance

pytestmark = pytest.mark.rule("governance.12")


class TestSequence:
    async def test_concurrent_recording_leaves_no_gap(self, governance: Governance) -> None:
        sequencing = asyncio.create_task(self._sequence(governance, 12))
        made = await asyncio.gather(*(governance.decision() for _ in range(30)))
        await sequencing
        opened = await verified(governance)
        leaves = [json.loads(entry) for entry in opened.entries(0)]
        assert sorted(leaf["id"] for leaf in leaves) == sorted(one["id"] for one in made)
        async with governance.database.reading(QE1) as session:
            rows = await (await raw_connection(session)).fetch(
                "SELECT leaf_index FROM log_entries ORDER BY 1"
            )
        assert [row[0] for row in rows] == list(range(30))

    @staticmethod
    async def _sequence(governance: Governance, times: int) -> None:
        for _ in range(times):
            # Two at once, as if the job ran in two workers in spite of all.
            await asyncio.gather(*(SEQUENCER.run(governance.database) for _ in range(2)))
            await asyncio.sleep(0.01)

    async def test_batches_make_the_same_tree_as_one_go(self, governance: Governance) -> None:
        for _ in range(7):
            await governance.decision()
        for _ in range(3):
            async with governance.database.transaction(QE1) as session:
                await SEQUENCER.grow(session, QE1, SEQUENCER._clock(), limit=3)
        opened = await verified(governance)
        assert opened.checkpoint.root == naive_root(opened.entries(0))
        async with governance.database.reading(QE1) as session:
            assert (await rebuilding.check(session)).problems == []

    async def test_systems_have_logs_of_their_own(self, governance: Governance) -> None:
        await governance.decision()
        assert (await verified(governance, "QE1")).checkpoint.size == 1
        other = (await verified(governance, "QKK")).checkpoint
        assert (other.origin, other.size) == ("log.example/log/QKK", 0)

    async def test_nothing_new_is_signed_where_nothing_is_new(self, governance: Governance) -> None:
        await governance.decision()
        first = (await verified(governance)).source.files["checkpoint"]
        assert (await verified(governance)).source.files["checkpoint"] == first

    async def test_a_kept_checkpoint_is_continued(self, governance: Governance) -> None:
        kept = None
        for size in range(1, 6):
            await governance.decision()
            opened = await verified(governance, kept=kept)
            assert opened.checkpoint.size == size
            kept = opened.source.files["checkpoint"]


class TestServe:
    async def test_full_and_partial_tiles_are_immutable_and_the_checkpoint_is_not(
        self, governance: Governance
    ) -> None:
        await governance.decision()
        await SEQUENCER.run(governance.database)
        prefix = "/api/v1/QE1/governance/log"
        for path in ("tile/0/000.p/1", "tile/entries/000.p/1"):
            response = await governance.http.get(f"{prefix}/{path}")
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert response.headers["Content-Type"] == "application/octet-stream"
        response = await governance.http.get(f"{prefix}/checkpoint")
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        held = {"If-None-Match": response.headers["ETag"]}
        assert (await governance.http.get(f"{prefix}/checkpoint", headers=held)).status_code == 304

    @pytest.mark.parametrize(
        "path",
        ["tile/0/000", "tile/0/000.p/2", "tile/0/001.p/1", "tile/1/000.p/1", "tile/entries/000",
         "tile/entries/000.p/2", "tile/0/0", "tile/9/000.p/1", "tile/x", "leaves"],
    )  # fmt: skip
    async def test_what_is_not_filled_is_not_there(self, governance: Governance, path: str) -> None:
        await governance.decision()
        await SEQUENCER.run(governance.database)
        response = await governance.http.get(f"/api/v1/QE1/governance/log/{path}")
        assert response.status_code == 404

    async def test_before_the_first_checkpoint_there_is_nothing(
        self, governance: Governance
    ) -> None:
        for path in ("", "/checkpoint", "/tile/0/000.p/1", "/proofs/inclusion?leaf_index=0"):
            response = await governance.http.get(f"/api/v1/QE1/governance/log{path}")
            assert response.status_code == 404

    async def test_proofs_are_those_of_the_oracle(self, governance: Governance) -> None:
        for _ in range(6):
            await governance.decision()
        leaves = (await verified(governance)).entries(0)
        prefix = "/api/v1/QE1/governance/log/proofs"
        for size in range(1, 7):
            for at in range(size):
                given = await governance.http.get(
                    f"{prefix}/inclusion?leaf_index={at}&tree_size={size}"
                )
                assert hashes(given) == naive_path(at, leaves[:size])
                assert given.json()["root_hash"] == text(naive_root(leaves[:size]))
                grown = await governance.http.get(
                    f"{prefix}/consistency?old_size={at + 1}&new_size={size}"
                )
                assert hashes(grown) == naive_proof(at + 1, leaves[:size])

    @pytest.mark.parametrize(
        "query",
        ["inclusion?leaf_index=1", "inclusion?leaf_index=0&tree_size=2", "inclusion?leaf_index=-1",
         "inclusion", "consistency?old_size=2", "consistency?old_size=1&new_size=9",
         "consistency?old_size=0", "consistency"],
    )  # fmt: skip
    async def test_there_is_no_proof_of_a_tree_that_never_was(
        self, governance: Governance, query: str
    ) -> None:
        await governance.decision()
        await SEQUENCER.run(governance.database)
        response = await governance.http.get(f"/api/v1/QE1/governance/log/proofs/{query}")
        assert response.status_code == 422


def hashes(response: Any) -> list[bytes]:
    return [base64.b64decode(one) for one in response.json()["hashes"]]


def text(content: bytes) -> str:
    return base64.b64encode(content).decode()
