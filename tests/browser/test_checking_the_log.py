"""Checking a decision log in the browser, against the log's own files behind the gateway.

The script is held to what the command (`golden_thread_verify.py`) finds: both see the same logs.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect

from browser_support import Visits, clean
from common.db.engine import Database
from decision_log_support import SIGNER, VERIFIER, Files, Memory, NotProved, entry, key, log_of
from gateway.main import build_app
from gateway.settings import GatewaySettings
from gateway_support import SLUG, add_systems, free_listener, served
from governance.decision_log.notes import Signer
from shown_log_support import Governance, behind
from witness_support import witness

pytestmark = [pytest.mark.browser, pytest.mark.rule("governance.12")]

SIZE = 300
"""More than a bundle, so that there is a full and a partial one."""
ENTRIES = [entry(number) for number in range(SIZE)]
LOG = log_of(ENTRIES)
KEPT = log_of(ENTRIES[:100])["checkpoint"].decode()
FORKED = log_of([*ENTRIES[:50], *(entry(n, words="Forked") for n in range(50, 310))])
W1, W2 = witness(1), witness(2)
CORRECTED = log_of([*ENTRIES, entry(7, version=2)])


@pytest.fixture
def governance() -> Governance:
    return Governance()


@pytest.fixture
async def address(
    governance: Governance, gateway_database: Database, service_settings: Callable[..., Any]
) -> AsyncIterator[str]:
    """The page's address, on a gateway with that governance behind it."""
    await add_systems(gateway_database)
    listener, url = free_listener()
    async with behind(governance) as governance_url:
        settings = service_settings(GatewaySettings, public_url=url, governance_url=governance_url)
        async with served(build_app(settings), listener):
            yield f"{url}/{SLUG}/log"


async def check(page: Page, address: str, *, kept: str = "", reference: str = "") -> str:
    """Open the page and let it check; gives what it says."""
    await page.goto(address)
    await page.get_by_label("A checkpoint that you kept").fill(kept)
    await page.get_by_label("Reference of a decision").fill(reference)
    await page.get_by_role("button", name="Check the log").click()
    outcome = page.get_by_role("status")
    await expect(outcome).to_contain_text("roved")
    return " ".join((await outcome.inner_text()).split())


def command_says(files: Files, kept: str) -> bool:
    """Say whether the command proves the same log."""
    source = Memory(files)
    try:
        opened = VERIFIER["open_log"](source, SIGNER.verifier_key, kept.encode() if kept else None)
        VERIFIER["verify_whole"](opened)
    except NotProved:
        return False
    return True


class TestProved:
    async def test_a_log_that_only_grew_is_proved_with_the_decision_found(
        self, address: str, governance: Governance, visits: Visits
    ) -> None:
        governance.files = CORRECTED
        governance.busy = {"tile/entries/000"}
        visit = await visits()

        said = await check(visit.page, address, kept=KEPT, reference="QE1-ICP-2026-0007")

        assert said.startswith("Proved All 301 entries of log.example/log/QE1")
        assert "goes on from the checkpoint that you kept" in said
        found = await visit.page.locator("#found li").all_inner_texts()
        assert [line.split(",")[0] for line in found] == ["Entry 7", "Entry 300"]
        assert found[0].endswith("outcome approved; reference QE1-ICP-2026-0007")
        to_keep = await visit.page.get_by_label("Keep this checkpoint").input_value()
        assert to_keep.encode() == CORRECTED["checkpoint"]
        await clean(visit.page, "log-proved")
        assert [c for c in visit.complaints if "503" not in c] == []

    async def test_a_kept_checkpoint_may_be_pasted_without_its_last_line_end(
        self, address: str, governance: Governance, visits: Visits
    ) -> None:
        governance.files = LOG

        said = await check((await visits()).page, address, kept=KEPT.strip())

        assert said.startswith("Proved")

    async def test_without_javascript_the_page_says_what_else_to_do(
        self, address: str, governance: Governance, visits: Visits
    ) -> None:
        governance.files = LOG
        page = (await visits(scripts=False)).page
        await page.goto(address)

        await expect(page.get_by_text("golden_thread_verify.py")).to_be_visible()
        await expect(page.get_by_role("button")).to_have_count(0)
        await clean(page, "log-without-scripts")


class TestWitnesses:
    async def test_the_page_shows_who_cosigned_and_who_did_not(
        self, address: str, governance: Governance, visits: Visits
    ) -> None:
        governance.witnesses = [W1, W2]
        note = LOG["checkpoint"].decode()
        governance.files = LOG | {
            "checkpoint": (
                note + "".join(W1.cosign(note, at=at) for at in (0, 1767225660))
            ).encode()
        }
        visit = await visits()

        said = await check(visit.page, address)

        assert said.startswith("Proved")
        assert await visit.page.locator("#cosigned li").all_inner_texts() == [
            "witness.example/w1 saw this checkpoint on 2026-01-01 at 00:01 UTC.",
            "witness.example/w2 has not cosigned this checkpoint.",
        ]
        to_keep = await visit.page.get_by_label("Keep this checkpoint").input_value()
        assert to_keep.encode() == governance.files["checkpoint"]
        await clean(visit.page, "log-cosigned")

    async def test_a_reader_can_name_witnesses_of_their_own_or_none(
        self, address: str, governance: Governance, visits: Visits
    ) -> None:
        governance.files = LOG
        page = (await visits()).page
        assert (await check(page, address)).startswith("Proved")
        await expect(page.locator("#cosigned")).to_be_hidden()

        await page.get_by_label("Keys of witnesses").fill(f"{W1.verifier_key}\n")
        await page.get_by_role("button", name="Check the log").click()
        await expect(page.locator("#cosigned")).to_contain_text("w1 has not cosigned")

    @pytest.mark.parametrize(
        "cosigned",
        [
            (LOG["checkpoint"], None, ""),
            (FORKED["checkpoint"], None, "w1 is not of this checkpoint"),
            (LOG["checkpoint"], time.time() + 7200, "w1 is from the future"),
        ],
    )
    async def test_a_cosignature_of_something_else_is_told_as_the_command_tells_it(
        self,
        address: str,
        governance: Governance,
        visits: Visits,
        cosigned: tuple[bytes, float | None, str],
    ) -> None:
        note, at, why = cosigned
        governance.witnesses = [W1]
        line = W1.cosign(note.decode(), at=at).encode()
        governance.files = LOG | {"checkpoint": LOG["checkpoint"] + line}
        try:
            VERIFIER["cosigned_at"](governance.files["checkpoint"], W1.verifier_key)
        except NotProved as problem:
            assert why
            assert why in str(problem)

        said = await check((await visits()).page, address)

        assert said.startswith("Not proved" if why else "Proved")
        assert why in said

    async def test_a_logs_key_is_no_witnesss(
        self, address: str, governance: Governance, visits: Visits
    ) -> None:
        governance.files = LOG
        page = (await visits()).page
        await page.goto(address)
        await page.get_by_label("Keys of witnesses").fill(SIGNER.verifier_key)
        await page.get_by_role("button", name="Check the log").click()
        await expect(page.get_by_role("status")).to_contain_text("a witness's key is not one")


def edited(path: str, words: bytes) -> Files:
    """Change one bit of the second byte of these words in a file."""
    content = bytearray(LOG[path])
    content[content.index(words) + 1] ^= 1
    return LOG | {path: bytes(content)}


class TestNotProved:
    @pytest.mark.parametrize(
        "altered",
        [
            (edited("tile/entries/000", b"approved"), "", "entries are not those"),
            (edited("tile/entries/001.p/44", b"approved"), "", "entries are not those"),
            (LOG | {"tile/entries/000": LOG["tile/entries/000"][:-1]}, "", "bundle 0"),
            ({k: v for k, v in LOG.items() if k != "tile/entries/000"}, "", "is missing"),
            (edited("checkpoint", b"\n300\n"), "", "checkpoint"),
            (log_of(ENTRIES, Signer(SIGNER.name, key(9))), "", "no good signature"),
            (log_of([*ENTRIES[:9], *ENTRIES[10:]]), KEPT, "rewritten"),
            (FORKED, KEPT, "rewritten"),
            (log_of(ENTRIES[:60]), KEPT, "it was cut"),
            (log_of([*ENTRIES, ENTRIES[3]]), KEPT, "repeats"),
            (log_of([*ENTRIES, entry(3, version=3)]), KEPT, "leaves out a version"),
            (log_of([*ENTRIES, entry(301) + b" "]), KEPT, "canonical"),
            (log_of([entry(0).replace(b'"QE1"', b'"QKK"')]), "", "another system"),
            *(
                (log_of([entry(0).replace(b'"approved"', value)]), "", "canonical")
                for value in (b"NaN", b"1.5", b"9007199254740993", b'"\\ud800"')
            ),
            (log_of([entry(0).replace(b'"version":1', b'"version":true')]), "", "canonical"),
        ],
    )
    async def test_what_was_altered_is_found_as_the_command_finds_it(
        self, address: str, governance: Governance, visits: Visits, altered: tuple[Files, str, str]
    ) -> None:
        files, kept, why = altered
        governance.files = files
        assert not command_says(files, kept)

        said = await check((await visits()).page, address, kept=kept)

        assert said.startswith("Not proved")
        assert why in said

    async def test_a_fork_by_the_keys_holder_shows_only_with_a_kept_checkpoint(
        self, address: str, governance: Governance, visits: Visits
    ) -> None:
        """Why the page asks for one."""
        governance.files = FORKED

        assert (await check((await visits()).page, address)).startswith("Proved")

    async def test_a_correction_under_another_reference_is_shown_with_its_decision(
        self, address: str, governance: Governance, visits: Visits
    ) -> None:
        moved = entry(7, version=2).replace(b"2026-0007", b"2026-9999")
        governance.files = log_of([*ENTRIES, moved])
        page = (await visits()).page

        assert (await check(page, address, reference="QE1-ICP-2026-0007")).startswith("Proved")

        found = await page.locator("#found li").all_inner_texts()
        assert [line.split(",")[0] for line in found] == ["Entry 7", "Entry 300"]

    async def test_two_decisions_of_one_reference_are_told(
        self, address: str, governance: Governance, visits: Visits
    ) -> None:
        other = entry(300).replace(b"2026-0300", b"2026-0007")
        governance.files = log_of([*ENTRIES, other])
        said = await check((await visits()).page, address, reference="QE1-ICP-2026-0007")
        assert "more than one decision" in said

    async def test_a_decision_that_is_not_there_and_a_wrong_key_are_told(
        self, address: str, governance: Governance, visits: Visits
    ) -> None:
        governance.files = LOG
        page = (await visits()).page
        assert "no such decision" in await check(page, address, reference="QE1-ICP-2026-9999")

        await page.get_by_label("Key of the log").fill(Signer(SIGNER.name, key(9)).verifier_key)
        await page.get_by_role("button", name="Check the log").click()
        await expect(page.get_by_role("status")).to_contain_text("no good signature")
        await page.get_by_label("Key of the log").fill("nonsense")
        await page.get_by_role("button", name="Check the log").click()
        await expect(page.get_by_role("status")).to_contain_text("not one of Ed25519")
        await clean(page, "log-not-proved")
