"""Stories are given for what the person agreed to, there and so long; consent is replaced."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from insights_support import CLOSED, HEALTHWATCH, QE1, READER, Library
from stories_support import WORDS, consent, deposited, publish, published, with_media

pytestmark = pytest.mark.rule("insights.9")


USES = ("public_page", "partners", "board_papers", "training", "media")


class TestUse:
    @pytest.mark.parametrize("agreed", USES)
    async def test_what_was_not_agreed_to_is_not_there(self, library: Library, agreed: str) -> None:
        made = await published(library, uses=[agreed])
        for use in USES:
            path = f"/stories/{made['id']}?use={use}"
            for caller in (library.other_partner, library.editor, library.partner):
                answer = await caller.get(path)
                assert (answer.status_code == 200) == (use == agreed), use
                assert (WORDS in answer.text) == (use == agreed)
                listed = (await caller.get(f"/stories?use={use}")).json()["items"]
                assert [item["id"] for item in listed] == ([made["id"]] if use == agreed else [])
            # Somebody of whom nothing more is known is given what is for everybody, and no more.
            public = use == agreed == "public_page"
            for caller in (library.reader, library.caller(READER, CLOSED)):
                assert ((await caller.get(path)).status_code == 200) == public
                listed = (await caller.get(f"/stories?use={use}")).json()["items"]
                assert bool(listed) == public
            stranger = library.caller(["insights:read", "insights:publish"], None, "QKK")
            assert (await stranger.get(path)).status_code == 404
            assert (await library.nobody.get(path)).status_code == 401

    async def test_only_where_the_person_agreed(self, library: Library) -> None:
        made = await published(library, uses=["board_papers"], places=["fylde"])
        path = f"/stories/{made['id']}?use=board_papers"
        caller = library.other_partner
        assert (await caller.get(path)).status_code == 404
        assert (await caller.get(f"{path}&place=blackpool")).status_code == 404
        given = await caller.get(f"{path}&place=fylde")
        assert given.json()["agreed_places"] == ["fylde"]

    async def test_only_until_the_day_that_was_agreed(self, library: Library) -> None:
        made = await published(library, valid_until="2026-11-22")
        path = f"/stories/{made['id']}?use=board_papers"
        library.clock.advance(timedelta(days=1))
        assert (await library.other_partner.get(path)).status_code == 200
        library.clock.advance(timedelta(days=1))
        assert (await library.other_partner.get(path)).status_code == 404
        assert (await library.other_partner.get("/stories?use=board_papers")).json()["items"] == []

    async def test_a_use_that_does_not_exist_is_refused(self, library: Library) -> None:
        answer = await library.other_partner.get(f"/stories/{uuid4()}?use=advertising")
        assert answer.json()["errors"][0]["field"] == "query.use[0]"

    async def test_nobody_may_keep_it(self, library: Library) -> None:
        made = await published(library)
        asked = f"/stories/{made['id']}?use=board_papers"
        for path in (asked, "/stories?use=board_papers", "/stories"):
            answer = await library.partner.get(path)
            assert answer.headers["Cache-Control"] == "no-store"
        kept = {"If-None-Match": '"v2"'}
        assert (await library.partner.get(asked, headers=kept)).status_code == 200

    async def test_its_files_are_given_alike(self, library: Library) -> None:
        made = await with_media(library, await deposited(library), uses=["training"])
        await publish(library, made)
        [photo, talk] = (await library.partner.get(f"/stories/{made['id']}")).json()["files"]
        for file in (photo, talk):
            path = f"/stories/{made['id']}/files/{file['id']}"
            given = await library.other_partner.get(f"{path}?use=training")
            assert len(given.content) == file["size"]
            assert given.headers["Cache-Control"] == "no-store"
            for use in ("?use=media", "", "?use=public_page"):
                assert (await library.other_partner.get(path + use)).status_code == 404
            assert (await library.nobody.get(f"/published-stories{path[8:]}")).status_code == 404

    async def test_it_is_found_by_its_words_themes_and_communities(self, library: Library) -> None:
        made = await published(library)
        for query, found in (
            ("q=umbrella waited", True), ("q=bicycle", False), ("theme=urgent_care", True),
            ("theme=housing", False), ("community=young_carers", True),
            ("community=homelessness", False),
        ):  # fmt: skip
            listed = await library.other_partner.get(f"/stories?use=board_papers&{query}")
            assert [i["id"] for i in listed.json()["items"]] == [made["id"]] * found, query

    async def test_the_list_comes_in_pages(self, library: Library) -> None:
        made = [(await published(library))["id"] for _ in range(3)]
        first = await library.other_partner.get("/stories?use=board_papers&limit=2")
        assert [i["id"] for i in first.json()["items"]] == made[:0:-1]
        cursor = first.json()["next_cursor"]
        rest = await library.other_partner.get(f"/stories?use=board_papers&cursor={cursor}")
        assert [i["id"] for i in rest.json()["items"]] == [made[0]]


class TestConsent:
    async def test_a_new_one_replaces_the_old_and_both_are_kept_without_words(
        self, library: Library
    ) -> None:
        made = await published(library)
        path = f"/stories/{made['id']}"
        assert (await library.nobody.get(f"/published-stories/{made['id']}")).status_code == 200
        new = consent(uses=["training"], means="phone", valid_until="2026-12-31")
        agreed = await library.partner.act(f"{path}/consents", made["revision"], new)
        assert agreed.json()["state"] == "published"
        assert (await library.other_partner.get(f"{path}?use=training")).status_code == 200
        assert (await library.other_partner.get(f"{path}?use=board_papers")).status_code == 404
        assert (await library.nobody.get(f"/published-stories/{made['id']}")).status_code == 410
        kept = (await library.partner.get(f"{path}/consents")).json()
        assert [(c["version"], c["uses"], c["ended_at"] is None) for c in kept] == [
            (1, ["public_page", "board_papers"], False),
            (2, ["training"], True),
        ]
        assert str(HEALTHWATCH) in kept[1]["recorded_by"]
        async with library.database.reading(QE1) as session:
            rows = await session.execute(text("SELECT story_consents::text FROM story_consents"))
            assert not any("Heliotrope" in row for row in rows.scalars())
        assert (await library.other_partner.get(f"{path}/consents")).status_code == 404

    async def test_two_at_once_do_not_overwrite_each_other(self, library: Library) -> None:
        made = await published(library)
        path = f"/stories/{made['id']}/consents"
        assert (await library.partner.act(path, made["revision"], consent())).status_code == 200
        assert (await library.partner.act(path, made["revision"], consent())).status_code == 412


async def test_a_reader_of_the_own_organisation_sees_its_drafts(library: Library) -> None:
    made = await deposited(library)
    colleague = library.caller(list(READER), HEALTHWATCH)
    assert (await colleague.get(f"/stories/{made['id']}")).status_code == 200
