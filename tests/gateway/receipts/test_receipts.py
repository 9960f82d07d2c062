"""What a receipt shows to whoever holds it, and what it shows of one that is not ours."""

from __future__ import annotations

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from common.clock import new_id
from common.db.engine import Database
from gateway_support import QE1, QKK, SLUG
from panel.keys import PanelKeys
from panel.receipts import service as receipts
from thread_support import CHAIN, NOW, Chain, tell

ADDRESS = f"/{SLUG}/receipts"

pytestmark = pytest.mark.rule("panel.10")


@pytest.fixture
async def chain(gateway_database: Database) -> Chain:
    """A whole chain, of which the record knows."""
    chain = CHAIN.fresh()
    await tell(gateway_database, chain.events)
    return chain


class TestTheThreadOfAReceipt:
    async def test_leads_from_the_survey_to_decision_and_feedback(
        self, visitor: httpx.AsyncClient, panel_keys: PanelKeys, chain: Chain
    ) -> None:
        receipt = receipts.issue(panel_keys, QE1, chain.survey, NOW)
        found = await visitor.post(f"{ADDRESS}/thread.json", json={"receipt": receipt})
        assert found.status_code == 200, found.text
        assert found.json()["survey_id"] == str(chain.survey)
        assert [(n["kind"], n["id"]) for n in found.json()["thread"]["forward"]] == [
            ("activities", str(chain.activity)),
            ("findings", str(chain.finding)),
            ("decisions", str(chain.decision)),
            ("feedback", str(chain.feedback)),
        ]

    async def test_is_on_a_page_that_nobody_keeps(
        self, visitor: httpx.AsyncClient, panel_keys: PanelKeys, chain: Chain
    ) -> None:
        receipt = receipts.issue(panel_keys, QE1, chain.survey, NOW)
        broken = f"{receipt[:70]}\r\n  {receipt[70:]} "
        shown = await visitor.post(ADDRESS, data={"receipt": broken})
        assert shown.status_code == 200
        assert shown.headers["Cache-Control"] == "no-store"
        for kind, node in (("findings", chain.finding), ("decisions", chain.decision),
                           ("feedback", chain.feedback)):  # fmt: skip
            assert f'href="/{SLUG}/thread/{kind}/{node}"' in shown.text

    async def test_shows_no_more_than_anybody_may_see(
        self,
        visitor: httpx.AsyncClient,
        panel_keys: PanelKeys,
        gateway_database: Database,
    ) -> None:
        hidden = CHAIN.fresh(visibility="partners", confidential=True)
        await tell(gateway_database, hidden.events)
        receipt = receipts.issue(panel_keys, QE1, hidden.survey, NOW)
        found = await visitor.post(f"{ADDRESS}/thread.json", json={"receipt": receipt})
        assert [n["kind"] for n in found.json()["thread"]["forward"]] == ["activities"]
        shown = await visitor.post(ADDRESS, data={"receipt": receipt})
        assert "Better telephone" not in shown.text

    async def test_of_a_survey_that_the_record_does_not_have_yet_says_so(
        self, visitor: httpx.AsyncClient, panel_keys: PanelKeys
    ) -> None:
        receipt = receipts.issue(panel_keys, QE1, new_id(), NOW)
        found = await visitor.post(f"{ADDRESS}/thread.json", json={"receipt": receipt})
        assert found.json()["thread"] is None
        shown = await visitor.post(ADDRESS, data={"receipt": receipt})
        assert "does not show this survey yet" in shown.text


class TestAReceiptThatIsNotOurs:
    @pytest.mark.parametrize("path", ["", "/file"])
    async def test_has_a_page_of_its_own(
        self, visitor: httpx.AsyncClient, panel_keys: PanelKeys, chain: Chain, path: str
    ) -> None:
        genuine = receipts.issue(panel_keys, QE1, chain.survey, NOW)
        elsewhere = receipts.issue(panel_keys, QKK, chain.survey, NOW)
        header, _, signature = genuine.split(".")
        another = receipts.issue(panel_keys, QE1, new_id(), NOW).split(".")[1]
        for forged in (elsewhere, f"{header}.{another}.{signature}", genuine[:-1], "hello"):
            refused = await visitor.post(ADDRESS + path, data={"receipt": forged})
            assert refused.status_code == 422
            assert "This receipt is not one of ours" in refused.text
            assert "Getting to your GP" not in refused.text
            assert forged not in refused.text

    async def test_is_a_problem_for_programs(self, visitor: httpx.AsyncClient) -> None:
        refused = await visitor.post(f"{ADDRESS}/thread.json", json={"receipt": "a.b.c"})
        assert refused.status_code == 422
        assert refused.json()["type"] == "/problems/receipt-not-valid"

    async def test_an_empty_form_asks_again(self, visitor: httpx.AsyncClient) -> None:
        asked = await visitor.post(ADDRESS, data={"receipt": " "})
        assert asked.status_code == 422
        assert "Paste in your receipt" in asked.text


class TestKeepingAReceipt:
    async def test_it_is_a_small_file(
        self, visitor: httpx.AsyncClient, panel_keys: PanelKeys
    ) -> None:
        receipt = receipts.issue(panel_keys, QE1, new_id(), NOW)
        kept = await visitor.post(f"{ADDRESS}/file", data={"receipt": receipt})
        assert "attachment" in kept.headers["Content-Disposition"]
        assert kept.headers["Cache-Control"] == "no-store"
        assert receipt in kept.text.splitlines()
        assert f"http://gateway.test{ADDRESS}" in kept.text

    async def test_it_is_verified_by_the_published_key(
        self, visitor: httpx.AsyncClient, panel_keys: PanelKeys
    ) -> None:
        survey = new_id()
        receipt = receipts.issue(panel_keys, QE1, survey, NOW)
        published = (await visitor.get(f"{ADDRESS}/keys.json")).json()
        proved = jws.deserialize_compact(
            receipt, KeySet.import_key_set(published), algorithms=["Ed25519"]
        )
        assert str(survey).encode() in proved.payload

    async def test_no_address_or_log_holds_it(
        self,
        visitor: httpx.AsyncClient,
        panel_keys: PanelKeys,
        chain: Chain,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        receipt = receipts.issue(panel_keys, QE1, chain.survey, NOW)
        for path in ("", "/file"):
            shown = await visitor.post(ADDRESS + path, data={"receipt": receipt})
            assert receipt not in str(shown.url)
            assert f"receipts?receipt={receipt[:9]}" not in shown.text
        await visitor.post(f"{ADDRESS}/thread.json", json={"receipt": receipt})
        logged = capsys.readouterr()
        assert receipt not in logged.out + logged.err
        assert "/{slug}/receipts" in logged.out
