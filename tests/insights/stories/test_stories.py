"""Stories: deposit, change, consent, publish, and being given one for a use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from files_support import add_file
from insights_support import CHARITY, Library
from stories_support import WORDS, consent, deposited, publish, published, story

pytestmark = pytest.mark.rule("insights.9")


class TestDeposit:
    async def test_its_depositor_reads_it_and_nobody_else(self, library: Library) -> None:
        made = await deposited(library)
        assert made["reference"] == "QE1-S-2026-0001"
        assert (await deposited(library))["reference"] == "QE1-S-2026-0002"
        path = f"/stories/{made['id']}"
        read = (await library.partner.get(path)).json()
        assert (read["words"], read["state"]) == (WORDS, "draft")
        assert (await library.editor.get(path)).json()["words"] == WORDS
        for caller in (library.other_partner, library.reader):
            assert (await caller.get(path)).status_code == 404
            assert (await caller.get(f"{path}?use=board_papers")).status_code == 404
            assert (await caller.get("/stories")).json()["items"] == []
        assert (await library.partner.get(f"{path}?use=board_papers")).status_code == 404

    async def test_nobodys_words_are_kept_without_their_consent(self, library: Library) -> None:
        alone = {name: value for name, value in story().items() if name != "consent"}
        answer = await library.partner.post("/stories", alone)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "body.consent"

    @pytest.mark.parametrize(
        ("agreed", "field"),
        [
            ({"uses": []}, "body.consent.uses"),
            ({"uses": ["advertising"]}, "body.consent.uses[0]"),
            ({"means": "telepathy"}, "body.consent.means[0]"),
            ({"places": ["atlantis"]}, "body.consent.places[0]"),
            ({"places": ["fylde"]}, "body.consent.uses"),
            ({"valid_until": "2026-11-20"}, "body.consent.valid_until"),
            ({"valid_until": None}, "body.consent.valid_until"),
            ({"agreed_on": "2026-11-22"}, "body.consent.agreed_on"),
        ],
    )
    async def test_a_consent_that_cannot_be_kept_to_is_refused(
        self, library: Library, agreed: dict[str, Any], field: str
    ) -> None:
        answer = await library.partner.post("/stories", story(consent=consent(**agreed)))
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]

    async def test_codes_are_the_systems_own(self, library: Library) -> None:
        answer = await library.partner.post("/stories", story(themes=["x"], places=["y"]))
        fields = {error["field"] for error in answer.json()["errors"]}
        assert fields == {"body.themes[0]", "body.places[0]"}

    async def test_only_organisations_of_the_system_deposit(self, library: Library) -> None:
        assert (await library.reader.post("/stories", story())).status_code == 403
        other = story(organisation_id=str(CHARITY))
        assert (await library.partner.post("/stories", other)).status_code == 403
        assert (await library.editor.post("/stories", other)).status_code == 201
        unknown = story(organisation_id=str(uuid4()))
        assert (await library.editor.post("/stories", unknown)).status_code == 404

    async def test_a_request_sent_again_gets_its_answer_without_a_word_of_the_story(
        self, library: Library
    ) -> None:
        key = {"Idempotency-Key": "once"}
        answers = [await library.partner.post("/stories", story(), headers=key) for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        assert "Heliotrope" not in answers[1].text


class TestChange:
    async def test_the_person_must_agree_to_the_story_as_it_is(self, library: Library) -> None:
        made = await deposited(library)
        path = f"/stories/{made['id']}"
        changed = await library.partner.patch(path, {"words": "Shorter."}, made["revision"])
        assert changed.json()["content_version"] == 2
        refused = await library.editor.act(f"{path}/publish", changed.json()["revision"])
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/story-consent")
        agreed = await library.partner.act(
            f"{path}/consents", changed.json()["revision"], consent()
        )
        assert agreed.json()["consent_version"] == 2
        assert (await publish(library, agreed.json()))["state"] == "published"

    async def test_a_file_is_part_of_what_is_agreed_to(self, library: Library) -> None:
        made = await deposited(library)
        path = f"/stories/{made['id']}"
        file = (await add_file(library.partner, path)).json()
        said = await library.partner.patch(f"{path}/files/{file['id']}", {"description": "x"}, 1)
        assert said.status_code == 200
        now = (await library.partner.get(path)).json()
        assert now["content_version"] == 3
        assert [f["description"] for f in now["files"]] == ["x"]
        refused = await library.editor.act(f"{path}/publish", now["revision"])
        assert refused.json()["type"] == "/problems/story-consent"
        assert (await library.partner.delete(f"{path}/files/{file['id']}")).status_code == 204
        assert (await library.partner.get(path)).json()["files"] == []

    async def test_what_is_published_is_not_changed(self, library: Library) -> None:
        made = await published(library)
        path = f"/stories/{made['id']}"
        changed = await library.partner.patch(path, {"words": "x"}, made["revision"])
        assert (changed.status_code, changed.json()["type"]) == (409, "/problems/story-state")
        assert (await add_file(library.partner, path)).status_code == 409

    async def test_only_its_depositor_and_editors_change_it(self, library: Library) -> None:
        made = await deposited(library)
        path = f"/stories/{made['id']}"
        other = library.other_partner
        assert (await other.patch(path, {"words": "x"}, 1)).status_code == 404
        assert (await add_file(other, path)).status_code == 404
        for step in ("consents", "withdraw", "withdrawal-code"):
            assert (await other.act(f"{path}/{step}", 1, consent())).status_code == 404, step
        assert (await library.partner.act(f"{path}/publish", 1)).status_code == 403
        await publish(library, made)
        for step in ("consents", "withdraw", "withdrawal-code"):
            assert (await other.act(f"{path}/{step}", 2, consent())).status_code == 403, step
        assert (await library.partner.patch(path, {"words": "x"}, 1)).status_code == 412

    async def test_a_required_field_is_not_emptied(self, library: Library) -> None:
        made = await deposited(library)
        path = f"/stories/{made['id']}"
        answer = await library.partner.patch(path, {"words": None, "described_as": None}, 1)
        assert [error["field"] for error in answer.json()["errors"]] == ["body.words"]
        assert (await library.partner.patch(path, {"described_as": None}, 1)).status_code == 200


class TestPublish:
    async def test_not_while_it_reads_like_personal_data(self, library: Library) -> None:
        said = "Ring me on 01253 655555."
        made = await deposited(library, words=said)
        path = f"/stories/{made['id']}"
        refused = await library.editor.act(f"{path}/publish", made["revision"])
        assert refused.json()["type"] == "/problems/personal-data"
        assert "01253" not in refused.text
        [hit] = (await library.partner.get(f"{path}/personal-data")).json()
        place = {key: hit[key] for key in ("content_version", "field", "start", "kind")}
        wrong = await library.editor.post(
            f"{path}/clearances", {**place, "start": 1, "reason": "x"}
        )
        assert wrong.json()["type"] == "/problems/nothing-to-clear"
        unsaid = await library.editor.post(f"{path}/clearances", {**place, "reason": said})
        assert unsaid.json()["type"] == "/problems/personal-data"
        cleared = await library.editor.post(
            f"{path}/clearances", {**place, "reason": "The hospital's own number."}
        )
        assert cleared.status_code == 204
        assert (await publish(library, made))["state"] == "published"
        assert (await library.other_partner.get(f"{path}/personal-data")).status_code == 404

    async def test_a_clearance_is_of_the_words_as_they_were(self, library: Library) -> None:
        made = await deposited(library, words="Ring 01253 655555.")
        path = f"/stories/{made['id']}"
        [hit] = (await library.editor.get(f"{path}/personal-data")).json()
        place = {key: hit[key] for key in ("content_version", "field", "start", "kind")}
        await library.editor.post(f"{path}/clearances", {**place, "reason": "The hospital's."})
        changed = await library.partner.patch(path, {"words": "Ring 01253 655556."}, 1)
        agreed = await library.partner.act(
            f"{path}/consents", changed.json()["revision"], consent()
        )
        refused = await library.editor.act(f"{path}/publish", agreed.json()["revision"])
        assert refused.json()["type"] == "/problems/personal-data"

    async def test_not_after_the_consent_has_ended(self, library: Library) -> None:
        made = await deposited(library, consent=consent(valid_until="2026-11-22"))
        library.clock.advance(timedelta(days=2))
        refused = await library.editor.act(f"/stories/{made['id']}/publish", made["revision"])
        assert refused.json()["type"] == "/problems/story-consent"

    async def test_the_event_carries_ids_alone(self, library: Library) -> None:
        made = await published(library)
        [event] = [e for e in await library.events() if e[0].startswith("insights.story")]
        assert event == (
            "insights.story.published.v1",
            {"story_id": made["id"], "consent_version": 1, "published_at": "2026-11-21T12:00:00Z"},
        )
