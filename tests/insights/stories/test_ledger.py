"""After a restore of an older backup, the ledger takes out again what was taken out since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from common.db.tenancy import SystemCode
from insights.ledger import service as ledger
from insights.ledger.entries import StoryGone, line_of
from insights.stories.schemas import State
from insights_support import QE1, QKK, Library
from library_ledger_support import Kept
from stories_support import WAYS, consent, published

from .test_withdrawal import Everything, everything

__all__ = ["everything"]

pytestmark = pytest.mark.rule("insights.9")


async def told(library: Library, story: dict[str, Any]) -> list[str]:
    """Give the names of the events about a story, in order."""
    return [n for n, said in await library.events() if said.get("story_id") == story["id"]]


class TestARestore:
    @pytest.mark.parametrize("way", ["by the person", "by the end of the consent"])
    async def test_brings_a_story_back_until_the_worker_has_been_there(
        self, everything: Everything, kept: Kept, way: str
    ) -> None:
        library, story = everything.library, everything.story
        kept.backup.take()
        before = await everything.revealing()
        await kept.keeper().keep(library.database)
        await WAYS[way](library, story)
        await kept.keeper().keep(library.database)
        gone_at = (await library.partner.get(f"/stories/{story['id']}")).json()["gone_at"]

        await kept.backup.restore()
        if "end" in way:
            library.clock.advance(-timedelta(days=400))
        assert before - {a for a in before if "/files/" in a} <= await everything.revealing()
        library.clock.advance(timedelta(days=401))

        await kept.keeper().keep(library.database)
        assert await everything.revealing() == set()
        assert await everything.tables() == set()
        assert await told(library, story) == [
            "insights.story.published.v1", "insights.story.withdrawn.v1"
        ]  # fmt: skip
        left = (await library.partner.get(f"/stories/{story['id']}")).json()
        assert left["state"] == ("expired" if "end" in way else "withdrawn")
        assert left["gone_at"] == gone_at
        public = await library.nobody.get(f"/published-stories/{story['id']}")
        assert public.status_code == 410
        feed = (await library.nobody.get("/feeds/stories.atom")).text
        assert "deleted-entry" in feed
        again = await library.nobody.post(
            "/story-withdrawals", {"code": everything.story["withdrawal_code"]}
        )
        assert again.status_code == 404

    async def test_destroys_the_bytes_of_files_that_came_back_too(
        self, everything: Everything, kept: Kept
    ) -> None:
        entry = StoryGone(QE1, UUID(everything.story["id"]), State.WITHDRAWN, kept.library.now)
        await kept.reapply([line_of(entry)])
        assert await everything.stored() == [False, False]

    async def test_does_not_widen_what_a_person_agreed_to(self, kept: Kept) -> None:
        library = kept.library
        story = await published(library)
        kept.backup.take()
        library.clock.advance(timedelta(minutes=1))
        path = f"/stories/{story['id']}"
        narrow = consent(uses=["board_papers"])
        for revision in (story["revision"], story["revision"] + 1):
            agreed = await library.partner.act(f"{path}/consents", revision, narrow)
            assert agreed.status_code == 200
            library.clock.advance(timedelta(minutes=1))
        await kept.keeper().keep(library.database)
        await kept.backup.restore()
        assert (await library.nobody.get(f"/published-{path[1:]}")).status_code == 200

        await kept.keeper().keep(library.database)
        assert (await library.nobody.get(f"/published-{path[1:]}")).status_code == 410
        assert (await library.editor.get(f"{path}?use=board_papers")).status_code == 404
        assert (await told(library, story))[-1] == "insights.story.withdrawn.v1"
        assert "deleted-entry" in (await library.nobody.get("/feeds/stories.atom")).text

        library.clock.advance(timedelta(minutes=1))
        now = (await library.partner.get(path)).json()
        anew = await library.partner.act(f"{path}/consents", now["revision"], narrow)
        assert anew.status_code == 200
        await kept.keeper().keep(library.database)
        assert (await library.editor.get(f"{path}?use=board_papers")).status_code == 200, (
            "what is agreed to after the restore stands"
        )

    async def test_lets_no_draft_be_published_by_a_consent_that_ended(self, kept: Kept) -> None:
        library = kept.library
        made = (await library.partner.post("/stories", _story())).json()
        kept.backup.take()
        library.clock.advance(timedelta(minutes=1))
        path = f"/stories/{made['id']}"
        await library.partner.act(f"{path}/consents", 1, consent(uses=["board_papers"]))
        lines = await ledger.export(library.database)
        await kept.backup.restore()
        done = await kept.reapply(lines)
        assert [(one.ics, one.stories, one.consents) for one in done if one.entries] == [
            (QE1, 0, 1)
        ]
        now = (await library.partner.get(path)).json()
        refused = await library.editor.act(f"{path}/publish", now["revision"])
        assert refused.json()["type"] == "/problems/story-consent"
        assert await told(library, made) == [], "it never was before anybody"

    async def test_touches_nothing_of_another_system_or_story(self, kept: Kept) -> None:
        library = kept.library
        one, two = await published(library), await published(library)
        lines = [
            line_of(StoryGone(QKK, UUID(one["id"]), State.WITHDRAWN, library.now)),
            line_of(StoryGone(SystemCode("QYG"), uuid4(), State.EXPIRED, library.now)),
            line_of(StoryGone(QE1, UUID(two["id"]), State.WITHDRAWN, library.now)),
        ]
        done = await kept.reapply(lines)
        assert sum(one.stories for one in done) == 1
        assert (await library.nobody.get(f"/published-stories/{one['id']}")).status_code == 200
        assert (await library.nobody.get(f"/published-stories/{two['id']}")).status_code == 410
        assert sum(one.stories for one in await kept.reapply(lines)) == 0, "again is as once"


def _story() -> dict[str, Any]:
    return {"title": "A story", "words": "It was dark.", "communities": [], "places": [],
            "themes": [], "consent": consent()}  # fmt: skip
