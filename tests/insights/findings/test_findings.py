"""Findings over the API: deposit, change, publish, supersede, withdraw, with their events."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from insights_support import CHARITY, CLOSED, HEALTHWATCH, PARTNER, Library, finding


class TestDeposit:
    @pytest.mark.rule("insights.1")
    async def test_a_finding_says_what_was_heard_from_whom_when_and_how(
        self, library: Library
    ) -> None:
        sent = finding()
        answer = await library.partner.post("/findings", sent)
        assert answer.status_code == 201
        body = answer.json()
        assert {name: body["content"][name] for name in sent} == {
            **sent,
            "quotations": [{**sent["quotations"][0], "attribution": None}],
        }
        assert (body["state"], body["organisation_id"]) == ("draft", str(HEALTHWATCH))
        assert body["organisation_name"] == "Healthwatch of the Coast"
        read = await library.partner.get(answer.headers["Location"].partition("/insights")[2])
        assert read.headers["ETag"] == '"v1"'
        assert read.json() == body

    @pytest.mark.rule("insights.1")
    async def test_a_quotation_without_consent_is_refused(self, library: Library) -> None:
        quotation = {"text": "My own words.", "consent": False}
        answer = await library.partner.post("/findings", finding(quotations=[quotation]))
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "body.quotations[0].consent"
        assert "My own words" not in answer.text

    async def test_references_are_given_once_within_a_system(self, library: Library) -> None:
        drafts = await asyncio.gather(*(library.draft() for _ in range(5)))
        other = await library.caller(PARTNER, CHARITY, "QKK").post("/findings", finding())
        assert sorted(d["reference"] for d in drafts) == [f"QE1-F-2026-000{n}" for n in range(1, 6)]
        assert other.json()["reference"] == "QKK-F-2026-0001"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("themes", ["no_such_theme"]),
            ("communities", ["former_code"]),
            ("places", ["atlantis"]),
            ("methods", ["telepathy"]),
            ("strength", "iron"),
            ("licence", "mine"),
            ("source", "rumour"),
            ("spectrum_level", "shout"),
            ("activity_ids", [str(uuid4())]),
        ],
    )
    async def test_codes_come_from_the_vocabularies_of_the_day(
        self, library: Library, field: str, value: Any
    ) -> None:
        answer = await library.partner.post("/findings", finding(**{field: value}))
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"].startswith(f"body.{field}")

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": ""},
            {"title": "a\x00b"},
            {"colour": "red"},
            {"heard_from": "2026-10-01", "heard_to": "2026-09-01"},
            {"people_heard": -1},
            {"visibility": "everybody"},
        ],
    )
    async def test_what_is_not_valid_is_refused_by_field(
        self, library: Library, changes: dict[str, Any]
    ) -> None:
        answer = await library.partner.post("/findings", finding(**changes))
        assert answer.status_code == 422
        assert answer.json()["errors"]

    async def test_nobody_deposits_for_another_organisation(self, library: Library) -> None:
        answer = await library.partner.post("/findings", finding(organisation_id=str(CHARITY)))
        assert answer.status_code == 403
        answer = await library.editor.post("/findings", finding(organisation_id=str(CHARITY)))
        assert answer.json()["organisation_id"] == str(CHARITY)

    @pytest.mark.parametrize("organisation", [CLOSED, uuid4()])
    async def test_an_organisation_that_is_not_in_being_deposits_nothing(
        self, library: Library, organisation: Any
    ) -> None:
        answer = await library.caller(PARTNER, organisation).post("/findings", finding())
        assert answer.status_code == 403


@pytest.mark.rule("insights.2")
class TestChange:
    async def test_every_version_is_kept(self, library: Library) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        changed = await library.partner.patch(path, {"title": "Second"}, 1)
        assert (changed.json()["version"], changed.headers["ETag"]) == (2, '"v2"')
        versions = (await library.partner.get(f"{path}/versions")).json()
        assert [(v["version"], v["content"]["title"]) for v in versions] == [
            (1, finding()["title"]),
            (2, "Second"),
        ]

    async def test_nothing_published_is_silently_changed(self, library: Library) -> None:
        published = await library.published(library.partner)
        path = f"/findings/{published['id']}"
        changed = await library.partner.patch(path, {"title": "Better"}, published["revision"])
        assert changed.json()["pending_version"] == 2
        shown = (await library.reader.get(path)).json()
        assert shown["content"]["title"] == finding()["title"]
        assert shown["pending_version"] is None, "what is in work is the owner's"
        assert len((await library.reader.get(f"{path}/versions")).json()) == 1

        again = await library.publish(changed.json())
        assert (again["version"], again["content"]["title"]) == (2, "Better")
        said = [(kind.split(".")[2], data["version"]) for kind, data in await library.events()]
        assert said == [("published", 1), ("superseded", 1), ("published", 2)]
        versions = (await library.reader.get(f"{path}/versions")).json()
        assert [v["state"] for v in versions] == ["superseded", "published"]

    async def test_a_change_names_the_version_that_it_saw(self, library: Library) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        assert (await library.editor.patch(path, {"title": "x"}, 7)).status_code == 412
        headers = {**library.editor.headers}
        response = await library.editor.http.patch(
            f"/api/v1/QE1/insights{path}", json={"title": "x"}, headers=headers
        )
        assert response.status_code == 428

    async def test_of_two_changes_at_once_one_is_refused(self, library: Library) -> None:
        draft = await library.draft()
        path = f"/findings/{draft['id']}"
        answers = await asyncio.gather(
            *(library.editor.patch(path, {"title": f"{n}"}, 1) for n in range(4))
        )
        assert sorted(a.status_code for a in answers) == [200, 412, 412, 412]

    async def test_a_required_field_cannot_be_emptied(self, library: Library) -> None:
        draft = await library.draft()
        answer = await library.editor.patch(f"/findings/{draft['id']}", {"title": None}, 1)
        assert answer.status_code == 422

    async def test_another_organisation_changes_nothing(self, library: Library) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        hidden = await library.other_partner.patch(path, {"title": "x"}, 1)
        assert hidden.status_code == 404, "not even that there is one"
        published = await library.publish(draft)
        refused = await library.other_partner.patch(path, {"title": "x"}, published["revision"])
        assert refused.status_code == 403

    async def test_a_depositor_does_not_publish(self, library: Library) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        submitted = (await library.partner.act(f"{path}/submit", 1)).json()
        answer = await library.partner.act(f"{path}/publish", submitted["revision"])
        assert answer.status_code == 403

    async def test_what_was_submitted_can_be_sent_back(self, library: Library) -> None:
        draft = await library.draft(library.partner)
        path = f"/findings/{draft['id']}"
        await library.partner.act(f"{path}/submit", 1)
        assert (await library.editor.act(f"{path}/send-back", 2)).json()["state"] == "draft"
        assert (await library.editor.act(f"{path}/publish", 3)).status_code == 409


class TestPublish:
    async def test_its_event_carries_what_others_need_and_no_quotation(
        self, library: Library
    ) -> None:
        published = await library.published(library.partner)
        [(kind, data)] = await library.events()
        assert kind == "insights.finding.published.v1"
        assert data["finding_id"] == published["id"]
        assert data["reference"] == "QE1-F-2026-0001"
        assert data["organisation_name"] == "Healthwatch of the Coast"
        assert (data["version"], data["visibility"]) == (1, "public")
        assert "Nobody said how long" not in str(data)

    @pytest.mark.parametrize(("heard", "told"), [(0, 0), (7, None), (8, 10), (12, 10)])
    async def test_its_event_rounds_the_people_heard_or_leaves_them_out(
        self, library: Library, heard: int | None, told: int | None
    ) -> None:
        published = await library.published(library.partner, people_heard=heard)
        [(_, data)] = await library.events()
        assert (published["content"]["people_heard"], data["people_heard"]) == (heard, told)

    async def test_a_second_publication_is_refused_and_says_nothing(self, library: Library) -> None:
        published = await library.published()
        answer = await library.editor.act(
            f"/findings/{published['id']}/publish", published["revision"]
        )
        assert answer.status_code == 409
        assert len(await library.events()) == 1

    async def test_it_answers_304_to_who_holds_it(self, library: Library) -> None:
        published = await library.published()
        path = f"/findings/{published['id']}"
        tag = (await library.reader.get(path)).headers["ETag"]
        held = await library.reader.get(path, headers={"If-None-Match": tag})
        assert (held.status_code, held.content) == (304, b"")


@pytest.mark.rule("insights.2")
class TestSupersede:
    async def test_another_finding_stands_in_for_it(self, library: Library) -> None:
        old, new = await library.published(), await library.published(title="Newer")
        answer = await library.editor.act(
            f"/findings/{old['id']}/supersede", old["revision"], {"superseded_by": new["id"]}
        )
        assert (answer.json()["state"], answer.json()["superseded_by"]) == (
            "superseded",
            new["id"],
        )
        kind, data = (await library.events())[-1]
        assert kind == "insights.finding.superseded.v1"
        assert (data["finding_id"], data["superseded_by"]) == (old["id"], new["id"])

    async def test_none_stands_in_for_itself_nor_a_draft_nor_one_that_is_gone(
        self, library: Library
    ) -> None:
        old, draft, gone = (
            await library.published(),
            await library.draft(),
            await library.published(),
        )
        await library.editor.act(
            f"/findings/{gone['id']}/withdraw", gone["revision"], {"reason": "An error."}
        )
        for other in (old["id"], draft["id"], gone["id"], str(uuid4())):
            answer = await library.editor.act(
                f"/findings/{old['id']}/supersede", old["revision"], {"superseded_by": other}
            )
            assert answer.status_code == 409

    async def test_a_ring_cannot_be_made_not_even_at_once(self, library: Library) -> None:
        for _ in range(5):
            one, two = await library.published(), await library.published()
            answers = await asyncio.gather(
                *(
                    library.editor.act(
                        f"/findings/{a['id']}/supersede", a["revision"], {"superseded_by": b["id"]}
                    )
                    for a, b in ((one, two), (two, one))
                )
            )
            assert sorted(a.status_code for a in answers) == [200, 409]


@pytest.mark.rule("insights.2")
class TestWithdraw:
    async def test_its_reference_and_reason_stay_and_its_words_go(self, library: Library) -> None:
        published = await library.published(library.partner)
        path = f"/findings/{published['id']}"
        answer = await library.editor.act(
            f"{path}/withdraw", published["revision"], {"reason": "It was counted twice."}
        )
        assert answer.json()["state"] == "withdrawn"
        shown = (await library.reader.get(path)).json()
        assert shown["content"] is None
        assert (shown["reference"], shown["withdrawn_reason"]) == (
            published["reference"],
            "It was counted twice.",
        )
        assert (await library.reader.get(f"{path}/versions")).json() == []
        assert (await library.partner.get(path)).json()["content"] is not None
        kind, data = (await library.events())[-1]
        assert (kind, data["reason"]) == (
            "insights.finding.withdrawn.v1",
            "It was counted twice.",
        )

    async def test_a_draft_is_withdrawn_without_a_word(self, library: Library) -> None:
        draft = await library.draft()
        answer = await library.editor.act(
            f"/findings/{draft['id']}/withdraw", 1, {"reason": "Not needed."}
        )
        assert answer.status_code == 200
        assert await library.events() == []
        assert (await library.reader.get(f"/findings/{draft['id']}")).status_code == 404

    async def test_a_reason_with_personal_data_is_refused(self, library: Library) -> None:
        published = await library.published()
        answer = await library.editor.act(
            f"/findings/{published['id']}/withdraw",
            published["revision"],
            {"reason": "Asked for by jo@example.org"},
        )
        assert answer.status_code == 422
        assert "jo@example.org" not in answer.text
