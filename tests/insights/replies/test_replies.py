"""Right of reply: published with the finding, by those that it speaks about, once each."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import feedparser
import pytest

from insights_support import CHARITY, HEALTHWATCH, PARTNER, READER, Caller, Library, finding

pytestmark = pytest.mark.rule("insights.2")

BODY = uuid4()
ABOUT = [
    {"kind": "organisation", "id": str(CHARITY)},
    {"kind": "body", "id": str(BODY), "name": "The Partnership"},
]
WORDS = "We have shown the wait on a screen since May."


async def spoken(library: Library, **fields: Any) -> dict[str, Any]:
    """A published finding of Healthwatch's that speaks about the charity and a body."""
    return await library.published(library.partner, **{"speaks_about": ABOUT, **fields})


async def replied(
    caller: Caller, thing: dict[str, Any], text: str = WORDS, **more: Any
) -> dict[str, Any]:
    answer = await caller.post(f"/findings/{thing['id']}/replies", {"text": text, **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def at(thing: dict[str, Any], reply: dict[str, Any]) -> str:
    return f"/findings/{thing['id']}/replies/{reply['id']}"


async def shown(caller: Caller, thing: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await caller.get(f"/findings/{thing['id']}")
    assert answer.status_code == 200, answer.text
    said: list[dict[str, Any]] = answer.json()["replies"]
    return said


class TestNaming:
    @pytest.mark.parametrize(
        ("about", "field"),
        [
            ([{"kind": "organisation", "id": str(BODY)}], "body.speaks_about[0].id"),
            ([ABOUT[0], ABOUT[0]], "body.speaks_about[1].id"),
            ([{"kind": "body", "id": str(BODY)}], "body.speaks_about[0]"),
            ([{"kind": "person", "id": str(BODY)}], "body.speaks_about[0].kind"),
            ([{**ABOUT[1], "name": "ask ann@x.example"}], "body.speaks_about[0].name"),
        ],
    )
    async def test_who_is_not_known_is_refused_by_name(
        self, library: Library, about: list[Any], field: str
    ) -> None:
        answer = await library.partner.post("/findings", finding(speaks_about=about))
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]


class TestReply:
    async def test_an_organisation_that_has_ended_says_nothing_new_and_may_take_its_words_back(
        self, library: Library
    ) -> None:
        thing = await spoken(library)
        reply = await replied(library.other_partner, thing)
        await library.end(CHARITY)
        changed = await library.other_partner.patch(at(thing, reply), {"text": "New."}, 1)
        assert (changed.status_code, changed.json()["type"]) == (
            403, "/problems/organisation-not-in-being",
        )  # fmt: skip
        sent = {"reason": "We are no more."}
        gone = await library.other_partner.act(f"{at(thing, reply)}/withdraw", 1, sent)
        assert gone.status_code == 200, gone.text

    async def test_it_is_shown_with_the_finding_and_changes_nothing_of_it(
        self, library: Library
    ) -> None:
        thing = await spoken(library)
        reply = await replied(library.other_partner, thing)
        assert (reply["replier_name"], reply["version"]) == ("The Listening Charity", 1)
        answer = await library.reader.get(f"/findings/{thing['id']}")
        [said] = answer.json()["replies"]
        assert (said["text"], said["replier_id"]) == (WORDS, str(CHARITY))
        assert answer.json()["content"] == thing["content"]
        assert answer.json()["version"] == thing["version"]
        assert len((await library.partner.get(f"/findings/{thing['id']}/versions")).json()) == 1
        [listed] = (await library.reader.get("/findings")).json()["items"]
        assert listed["replies"] == [said]

    async def test_whoever_holds_the_finding_is_told_that_there_is_more(
        self, library: Library
    ) -> None:
        thing = await spoken(library)
        held = (await library.reader.get(f"/findings/{thing['id']}")).headers["ETag"]
        await replied(library.other_partner, thing)
        answer = await library.reader.get(
            f"/findings/{thing['id']}", headers={"If-None-Match": held}
        )
        assert answer.status_code == 200

    async def test_editors_enter_that_of_a_body(self, library: Library) -> None:
        thing = await spoken(library)
        reply = await replied(library.editor, thing, on_behalf_of=str(BODY))
        assert (reply["replier_kind"], reply["replier_name"]) == ("body", "The Partnership")
        assert (await library.editor.post(f"/findings/{thing['id']}/replies", {"text": "x"}))\
            .status_code == 403  # fmt: skip

    async def test_nobody_else_replies(self, library: Library) -> None:
        thing = await spoken(library)
        path = f"/findings/{thing['id']}/replies"
        for caller, more in (
            (library.partner, {}),
            (library.partner, {"on_behalf_of": str(CHARITY)}),
            (library.other_partner, {"on_behalf_of": str(BODY)}),
            (library.editor, {"on_behalf_of": str(HEALTHWATCH)}),
            (library.caller(PARTNER), {"on_behalf_of": str(CHARITY)}),
            (library.caller(READER, CHARITY), {}),
        ):
            answer = await caller.post(path, {"text": WORDS, **more})
            assert answer.status_code == 403, answer.text
        stranger = library.caller(PARTNER, CHARITY, "QKK")
        assert (await stranger.post(path, {"text": WORDS})).status_code == 404
        assert await shown(library.partner, thing) == []

    async def test_only_to_what_is_published_and_may_be_seen(self, library: Library) -> None:
        draft = await library.draft(library.partner, speaks_about=ABOUT)
        hidden = await spoken(library, visibility="organisation")
        gone = await spoken(library)
        await library.editor.act(
            f"/findings/{gone['id']}/withdraw", gone["revision"], {"reason": "An error."}
        )
        for thing in (draft, hidden, gone):
            path = f"/findings/{thing['id']}/replies"
            answer = await library.other_partner.post(path, {"text": WORDS})
            assert answer.status_code == 404, answer.text

    async def test_each_has_one(self, library: Library) -> None:
        thing = await spoken(library)
        await replied(library.other_partner, thing)
        await replied(library.editor, thing, on_behalf_of=str(BODY))
        path = f"/findings/{thing['id']}/replies"
        answer = await library.other_partner.post(path, {"text": WORDS})
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/already-replied")
        assert len(await shown(library.reader, thing)) == 2

    async def test_personal_data_is_refused_and_nothing_is_published(
        self, library: Library
    ) -> None:
        thing = await spoken(library)
        path = f"/findings/{thing['id']}/replies"
        answer = await library.other_partner.post(path, {"text": "Write to ann@x.example."})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/personal-data")
        assert "ann" not in answer.text
        assert await shown(library.reader, thing) == []

    async def test_the_depositor_is_told(self, library: Library) -> None:
        thing = await spoken(library)
        reply = await replied(library.other_partner, thing)
        [notice] = (await library.partner.get("/notices")).json()["items"]
        assert (notice["kind"], notice["reply_id"]) == ("reply_published", reply["id"])


class TestVersions:
    async def test_a_new_one_replaces_and_all_are_kept(self, library: Library) -> None:
        thing = await spoken(library)
        reply = await replied(library.other_partner, thing)
        answer = await library.other_partner.patch(at(thing, reply), {"text": "Second."}, 1)
        assert (answer.status_code, answer.headers["ETag"]) == (200, '"v2"')
        assert [one["text"] for one in await shown(library.reader, thing)] == ["Second."]
        versions = (await library.reader.get(f"{at(thing, reply)}/versions")).json()
        assert [one["text"] for one in versions] == [WORDS, "Second."]
        stale = await library.other_partner.patch(at(thing, reply), {"text": "x"}, 1)
        assert stale.status_code == 412
        refused = await library.other_partner.patch(
            at(thing, reply), {"text": "Write to ann@x.example."}, 2
        )
        assert refused.status_code == 422

    async def test_nobody_else_changes_or_withdraws_it(self, library: Library) -> None:
        thing = await spoken(library)
        reply = await replied(library.other_partner, thing)
        body = await replied(library.editor, thing, on_behalf_of=str(BODY))
        for caller, one in ((library.partner, reply), (library.other_partner, body)):
            changed = await caller.patch(at(thing, one), {"text": "x"}, 1)
            withdrawn = await caller.act(f"{at(thing, one)}/withdraw", 1, {"reason": "x"})
            assert (changed.status_code, withdrawn.status_code) == (404, 404)

    async def test_withdrawn_it_is_shown_nowhere_and_its_reason_is(self, library: Library) -> None:
        thing = await spoken(library)
        reply = await replied(library.other_partner, thing)
        answer = await library.other_partner.act(
            f"{at(thing, reply)}/withdraw", 1, {"reason": "It was mended."}
        )
        assert answer.status_code == 200
        assert await shown(library.reader, thing) == []
        seen = (await library.reader.get(at(thing, reply))).json()
        assert (seen["state"], seen["text"], seen["withdrawn_reason"]) == (
            "withdrawn", None, "It was mended.",
        )  # fmt: skip
        assert (await library.reader.get(f"{at(thing, reply)}/versions")).json() == []
        assert len((await library.other_partner.get(f"{at(thing, reply)}/versions")).json()) == 1
        assert "screen" not in (await library.nobody.get("/feeds/findings.json")).text
        again = await library.other_partner.act(f"{at(thing, reply)}/withdraw", 2, {"reason": "x"})
        assert again.status_code == 409
        kinds = [n["kind"] for n in (await library.partner.get("/notices")).json()["items"]]
        assert kinds == ["reply_withdrawn", "reply_published"]
        back = await library.other_partner.patch(at(thing, reply), {"text": "Again."}, 2)
        assert back.status_code == 200
        assert [one["text"] for one in await shown(library.reader, thing)] == ["Again."]


class TestWhereItIsShown:
    @pytest.mark.parametrize("visibility", ["public", "partners"])
    async def test_to_whoever_sees_the_finding_and_to_nobody_else(
        self, library: Library, visibility: str
    ) -> None:
        thing = await spoken(library, visibility=visibility)
        reply = await replied(library.other_partner, thing)
        for path in (at(thing, reply), f"{at(thing, reply)}/versions"):
            assert (await library.partner.get(path)).status_code == 200
            expected = 200 if visibility == "public" else 404
            assert (await library.reader.get(path)).status_code == expected
        for path in (
            f"/published-replies/{thing['id']}",
            "/feeds/findings.atom",
            "/feeds/findings.json",
            "/feeds/changes",
            "/feeds/oai?arguments=verb%3DListRecords%26metadataPrefix%3Doai_dc",
            f"/feeds/oai?arguments=verb%3DGetRecord%26metadataPrefix%3Doai_dc%26identifier%3D"
            f"urn:uuid:{thing['id']}",
        ):
            answer = await library.nobody.get(path)
            assert (WORDS in answer.text) == (visibility == "public"), path

    async def test_a_feed_reader_meets_it_as_something_new(self, library: Library) -> None:
        thing = await spoken(library)
        await spoken(library, title="Newer")
        before = await library.nobody.get("/feeds/findings.atom")
        await replied(library.other_partner, thing)
        after = await library.nobody.get(
            "/feeds/findings.atom", headers={"If-None-Match": before.headers["ETag"]}
        )
        assert after.status_code == 200
        first = feedparser.parse(after.content).entries[0]
        assert first.id == f"urn:uuid:{thing['id']}"
        assert f"Reply of The Listening Charity: {WORDS}" in first.summary
        body = (await library.nobody.get("/feeds/findings.json")).json()
        assert body["items"][0]["_golden_thread"]["replies"] == [
            {"name": "The Listening Charity", "text": WORDS}
        ]
        changes = (await library.nobody.get("/feeds/changes")).json()["items"]
        assert changes[-1]["finding_id"] == thing["id"]
        assert changes[-1]["replies"] == [{"replier_name": "The Listening Charity", "text": WORDS}]

    async def test_in_a_brief_beside_the_finding_that_says_the_same_as_before(
        self, library: Library
    ) -> None:
        thing = await spoken(library)
        made = (await library.partner.post("/briefs", {"question": "How is urgent care?"})).json()
        assert made["findings"][0]["replies"] == []
        await replied(library.other_partner, thing)
        path = f"/briefs/{made['id']}"
        read = (await library.partner.get(path)).json()
        assert [one["text"] for one in read["findings"][0]["replies"]] == [WORDS]
        assert (read["digest"], read["as_made"]) == (made["digest"], True)
        page = await library.partner.get(f"{path}/document.html")
        assert f"Reply of The Listening Charity: {WORDS}" in page.text
        now = (await library.partner.get(f"/findings/{thing['id']}")).json()
        hidden = await library.partner.patch(
            f"/findings/{thing['id']}", {"visibility": "organisation"}, now["revision"]
        )
        await library.publish(hidden.json())
        assert WORDS not in (await library.other_partner.get(path)).text

    async def test_a_withdrawn_finding_takes_it_along(self, library: Library) -> None:
        thing = await spoken(library)
        reply = await replied(library.other_partner, thing)
        now = (await library.partner.get(f"/findings/{thing['id']}")).json()
        await library.editor.act(
            f"/findings/{thing['id']}/withdraw", now["revision"], {"reason": "An error."}
        )
        assert await shown(library.reader, thing) == []
        assert (await library.nobody.get(f"/published-replies/{thing['id']}")).status_code == 404
        assert (await library.reader.get(at(thing, reply))).status_code == 404
