"""Activities over the API: registered when planned, with what is near."""

from __future__ import annotations

from typing import Any

import pytest

from insights_support import CHARITY, HEALTHWATCH, PARTNER, Library, activity


async def registered(library: Library, **fields: Any) -> dict[str, Any]:
    answer = await library.partner.post("/activities", activity(**fields))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.rule("insights.3")
class TestRegister:
    async def test_an_activity_is_registered_while_it_is_planned(self, library: Library) -> None:
        body = await registered(library)
        assert (body["status"], body["organisation_id"]) == ("planned", str(HEALTHWATCH))
        assert body["near_matches"] == []
        [(kind, data)] = await library.events()
        assert kind == "insights.activity.registered.v1"
        assert (data["activity_id"], data["method"]) == (body["id"], "focus_group")
        assert data["starts_on"] == "2027-01-11"

    async def test_what_is_known_and_planned_is_answered_with_reasons(
        self, library: Library
    ) -> None:
        known = await library.published()
        planned = (await library.other_partner.post("/activities", activity())).json()
        await library.published(title="Parking", themes=["housing"], places=["fylde"])
        body = await registered(library)
        assert {match["id"] for match in body["near_matches"]} == {known["id"], planned["id"]}
        nearest = body["near_matches"][0]
        assert (nearest["kind"], nearest["id"]) == ("activity", planned["id"])
        assert "same theme: urgent_care" in nearest["reasons"]
        assert any(reason.startswith("similar wording") for reason in nearest["reasons"])
        read = await library.partner.get(f"/activities/{body['id']}")
        assert read.json()["near_matches"] == body["near_matches"]

    async def test_asking_before_asking_registers_nothing(self, library: Library) -> None:
        known = await library.published()
        answer = await library.partner.post("/activities/near-matches", activity())
        assert [match["id"] for match in answer.json()] == [known["id"]]
        assert (await library.editor.get("/activities")).json()["items"] == []

    async def test_wording_alone_finds_what_is_filed_elsewhere(self, library: Library) -> None:
        known = await library.published(
            title="Listening to young carers about urgent care", themes=["housing"], places=[]
        )
        body = await registered(library)
        assert [match["id"] for match in body["near_matches"]] == [known["id"]]

    async def test_what_the_lead_may_not_see_is_no_match(self, library: Library) -> None:
        await library.published(library.other_partner, visibility="organisation")
        await library.other_partner.post("/activities", activity(visibility="organisation"))
        assert (await registered(library))["near_matches"] == []

    async def test_going_ahead_in_spite_of_matches_needs_a_reason(self, library: Library) -> None:
        await library.published()
        body = await registered(library)
        path = f"/activities/{body['id']}"
        refused = await library.partner.patch(path, {"status": "under_way"}, 1)
        assert refused.status_code == 409
        reason = "Nobody asked those under 12."
        moved = await library.partner.patch(
            path, {"status": "under_way", "going_ahead_reason": reason}, 1
        )
        assert (moved.json()["status"], moved.json()["going_ahead_reason"]) == (
            "under_way",
            reason,
        )

    async def test_what_an_editor_registers_for_others_tells_them_of_nothing_hidden(
        self, library: Library
    ) -> None:
        hidden = await library.published(library.other_partner, visibility="organisation")
        answer = await library.editor.post(
            "/activities", activity(organisation_id=str(HEALTHWATCH))
        )
        body = answer.json()
        assert body["near_matches"] == []
        path = f"/activities/{body['id']}"
        await library.editor.patch(path, {"topic": "What helps at night."}, 1)
        read = await library.partner.get(path)
        assert hidden["id"] not in read.text

    async def test_whoever_acts_for_what_nobody_leads_is_told_of_what_they_may_see_themselves(
        self, library: Library
    ) -> None:
        hidden = await library.published(library.other_partner, visibility="organisation")
        made = (await library.editor.post("/activities", activity())).json()
        path, depositor = f"/activities/{made['id']}", library.caller(PARTNER)
        assert [match["id"] for match in made["near_matches"]] == [hidden["id"]]
        for change in ({"topic": "What helps at night."}, {"status": "under_way"}):
            version = (await depositor.get(path)).json()["version"]
            changed = await depositor.patch(path, change, version)
            assert (changed.status_code, changed.json()["near_matches"]) == (200, [])
        over = await depositor.act(f"{path}/call-off", 3, {"reason": "No room."})
        assert (over.status_code, over.json()["near_matches"]) == (200, [])
        own = (await depositor.post("/activities", activity())).json()
        for one in (made, own):
            read = (await library.editor.get(f"/activities/{one['id']}")).json()
            assert hidden["id"] in {match["id"] for match in read["near_matches"]}
        assert hidden["id"] not in str(own)

    async def test_what_is_hidden_takes_the_place_of_nothing(self, library: Library) -> None:
        known = await library.published(title="Young carers", communities=[])
        for _ in range(10):
            await library.other_partner.post("/activities", activity(visibility="organisation"))
        made = (await library.editor.post("/activities", activity())).json()
        assert len(made["near_matches"]) == 10
        assert known["id"] not in {match["id"] for match in made["near_matches"]}
        read = await library.caller(PARTNER).get(f"/activities/{made['id']}")
        assert [match["id"] for match in read.json()["near_matches"]] == [known["id"]]
        asked = await library.editor.post("/activities/near-matches", activity())
        assert len(asked.json()) == 10

    async def test_what_was_withdrawn_since_is_told_no_more(self, library: Library) -> None:
        known = await library.published()
        body = await registered(library)
        await library.editor.act(
            f"/findings/{known['id']}/withdraw", known["revision"], {"reason": "It was wrong."}
        )
        path = f"/activities/{body['id']}"
        assert (await library.partner.get(path)).json()["near_matches"] == []

    async def test_without_matches_no_reason_is_asked(self, library: Library) -> None:
        body = await registered(library)
        moved = await library.partner.patch(f"/activities/{body['id']}", {"status": "under_way"}, 1)
        assert moved.status_code == 200

    async def test_only_findings_that_are_published_can_be_used_instead(
        self, library: Library
    ) -> None:
        draft = await library.draft()
        body = await registered(library)
        answer = await library.partner.act(
            f"/activities/{body['id']}/call-off",
            1,
            {"reason": "It is known.", "reused_finding_ids": [draft["id"]]},
        )
        assert answer.status_code == 422

    async def test_words_that_read_like_personal_data_do_not_go_out(self, library: Library) -> None:
        answer = await library.partner.post(
            "/activities", activity(title="Ask jo@example.org about care")
        )
        assert answer.status_code == 422
        assert "jo@" not in answer.text
        assert await library.events() == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"methods": []},
            {"methods": ["telepathy"]},
            {"themes": ["no_such_theme"]},
            {"starts_on": "2027-02-01", "ends_on": "2027-01-01"},
            {"organisation_id": str(CHARITY)},
        ],
    )
    async def test_what_is_not_valid_is_refused(
        self, library: Library, changes: dict[str, Any]
    ) -> None:
        answer = await library.partner.post("/activities", activity(**changes))
        assert answer.status_code in {403, 422}


class TestChange:
    async def test_a_change_is_told(self, library: Library) -> None:
        body = await registered(library)
        path = f"/activities/{body['id']}"
        changed = await library.partner.patch(path, {"places": ["fylde"]}, 1)
        assert (changed.json()["places"], changed.headers["ETag"]) == (["fylde"], '"v2"')
        kind, data = (await library.events())[-1]
        assert kind == "insights.activity.changed.v1"
        assert (data["places"], data["status"]) == (["fylde"], "planned")
        assert (await library.partner.patch(path, {"places": []}, 1)).status_code == 412

    @pytest.mark.rule("insights.3")
    async def test_what_is_changed_to_be_near_needs_a_reason_too(self, library: Library) -> None:
        known = await library.published()
        body = await registered(
            library, title="Parking", topic=None, themes=["housing"], communities=[],
            places=["fylde"],
        )  # fmt: skip
        assert body["near_matches"] == []
        path, about = f"/activities/{body['id']}", activity()
        same = {name: about[name] for name in ("title", "themes", "communities", "places")}
        refused = await library.partner.patch(path, {**same, "status": "under_way"}, 1)
        assert refused.status_code == 409
        assert (await library.partner.get(path)).json()["title"] == "Parking"
        changed = await library.partner.patch(path, same, 1)
        assert [match["id"] for match in changed.json()["near_matches"]] == [known["id"]]
        later = await library.partner.patch(path, {"status": "under_way"}, 2)
        assert later.status_code == 409
        back = await library.partner.patch(
            path, {"title": "Parking", "themes": ["housing"], "communities": [],
                   "places": ["fylde"], "status": "under_way"}, 2,
        )  # fmt: skip
        assert (back.status_code, back.json()["near_matches"]) == (200, [])

    async def test_it_does_not_go_back_nor_on_when_it_is_over(self, library: Library) -> None:
        body = await registered(library)
        path = f"/activities/{body['id']}"
        await library.partner.patch(path, {"status": "under_way"}, 1)
        assert (await library.partner.patch(path, {"status": "planned"}, 2)).status_code == 409
        await library.partner.patch(path, {"status": "finished"}, 2)
        assert (await library.partner.patch(path, {"title": "x"}, 3)).status_code == 409
        answer = await library.partner.act(f"{path}/call-off", 3, {"reason": "x"})
        assert answer.status_code == 409

    async def test_another_organisation_changes_nothing(self, library: Library) -> None:
        body = await registered(library)
        hidden = await registered(library, visibility="organisation")
        for item, status in ((body, 403), (hidden, 404)):
            answer = await library.other_partner.patch(
                f"/activities/{item['id']}", {"title": "x"}, 1
            )
            assert answer.status_code == status

    async def test_an_end_before_the_beginning_is_refused(self, library: Library) -> None:
        body = await registered(library)
        answer = await library.partner.patch(
            f"/activities/{body['id']}", {"ends_on": "2026-01-01"}, 1
        )
        assert answer.status_code == 422

    async def test_activities_are_listed_by_place_theme_and_status(self, library: Library) -> None:
        here = await registered(library)
        everywhere = await registered(library, places=[])
        await registered(library, places=["fylde"])
        found = (
            await library.reader.get("/activities?place=blackpool&theme=urgent_care&status=planned")
        ).json()
        assert [item["id"] for item in found["items"]] == [everywhere["id"], here["id"]]
