"""Names of people in context, found for a person's eye before anything is published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.named_people import names_in, personal_data_in
from insights_support import Library
from stories_support import deposited

pytestmark = pytest.mark.rule("insights.2")


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in names_in(text)]


class TestFinding:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Dr Shah was kind.", "Shah"),
            ("Dr. Siobhán O’Neill listened", "Siobhán O’Neill"),
            ("We saw mrs jones at ten.", "jones"),
            ("MR SMITH said so", "SMITH"),
            ("Ring Mrs Edna Blott on Monday", "Edna Blott"),
            ("Mr Tom Lee Hill at Blackpool", "Tom Lee Hill"),
            ("Mr Lee On Tuesday", "Lee"),
            ("Mrs E. M. Blott rang", "Blott"),
            ("The nurse, Amy, rang back.", "Amy"),
            ("a midwife called Grace Okoro helped", "Grace Okoro"),
            ("my son Jack waited", "Jack"),
            ("Her name is Priya Nair-Shah.", "Priya Nair-Shah"),
            ("I spoke to Sarah about it", "Sarah"),
            ("cared for by Tom and the others", "Tom"),
            ("Ms Ali told us", "Ali"),
            ("Dr A Patel was late", "Patel"),
            ("Ms A. B. Brown", "Brown"),
            ("seen by Dr J.K. Osei", "Osei"),
            ("DR SHAH WAS RUDE", "SHAH"),
            ("I am Sarah Jones and I wait", "Sarah Jones"),
            ("I’m Tom O’Brien", "Tom O’Brien"),
            ("It was good. Signed, Aisha Khan", "Aisha Khan"),
            ("Kind regards\nJohn Smith", "John Smith"),
        ],
    )
    def test_a_name_is_found_by_what_stands_before_it(self, text: str, name: str) -> None:
        assert found(text) == [name]

    @pytest.mark.parametrize(
        "text",
        [
            "People with MS waited for the MS nurse.",
            "I spoke to Healthwatch, and to my GP.",
            "We were seen by Blackpool Teaching Hospitals Trust.",
            "My husband I was told could come on Monday.",
            "I miss the old clinic in May.",
            "The nurse Practitioner rang.",
            "I saw the doctor. Everybody was kind.",
            "My mum. They never rang her.",
            "Off a dr. However the ambulance came.",
            "She spoke to NHS 111.",
            "I am British, and I'm Deaf.",
            "I am Black British",
            "with regards to Blackpool Council",
            "Blackburn with Darwen and South Cumbria",
        ],
    )
    def test_what_is_no_name_is_left_alone(self, text: str) -> None:
        assert found(text) == []

    def test_several_are_found_and_none_twice(self) -> None:
        assert found("Dr Shah and Dr Lee told Mrs Jones.") == ["Shah", "Lee", "Jones"]

    def test_an_address_with_a_name_in_it_is_named_once(self) -> None:
        [hit] = personal_data_in([("summary", "I spoke to Jo.Bloggs@example.org")])
        assert hit.kind == "email"

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("I am 68 (12th March 1958)", "12th March 1958"),
            ("March 12, 1958", "March 12, 1958"),
            ("born on 12 March 1958", "born on 12 March 1958"),
        ],
    )
    def test_a_day_of_the_last_century_in_words_is_shown_once(self, text: str, day: str) -> None:
        [hit] = personal_data_in([("summary", text)])
        assert (hit.kind, text[hit.start : hit.end]) == ("date_of_birth", day)

    def test_what_is_no_day_of_it_is_left_alone(self) -> None:
        said = "112 March 1958 forms, 12 Marches of 19 days, and 12 March 2019"
        assert personal_data_in([("summary", said)]) == []

    @given(st.text(max_size=200))
    def test_any_text_has_places_within_it(self, text: str) -> None:
        for start, end in names_in(text):
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip() == text[start:end]


class TestPublishing:
    async def test_a_finding_with_a_name_waits_until_a_person_clears_it(
        self, library: Library
    ) -> None:
        draft = await library.draft(summary="The nurse, Amy, was kind to my son Jack.")
        path = f"/findings/{draft['id']}"
        submitted = (await library.editor.act(f"{path}/submit", draft["revision"])).json()
        refused = await library.editor.act(f"{path}/publish", submitted["revision"])
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/personal-data")
        told = [error["message"] for error in refused.json()["errors"]]
        assert all("read like a person's name" in message for message in told)
        assert "Amy" not in refused.text
        hits = (await library.editor.get(f"{path}/personal-data")).json()
        assert [(hit["kind"], hit["start"], hit["end"]) for hit in hits] == [
            ("name", 11, 14), ("name", 35, 39),
        ]  # fmt: skip
        for hit in hits:
            place = {name: hit[name] for name in ("version", "field", "start", "kind")}
            cleared = await library.editor.post(
                f"{path}/clearances", {**place, "reason": "They agreed to be named."}
            )
            assert cleared.status_code in {201, 204}, cleared.text
        published = await library.editor.act(f"{path}/publish", submitted["revision"])
        assert published.json()["state"] == "published"

    async def test_a_story_with_a_name_is_not_published(self, library: Library) -> None:
        made = await deposited(library, words="Our midwife, Grace, sat with me all night.")
        path = f"/stories/{made['id']}"
        refused = await library.editor.act(f"{path}/publish", made["revision"])
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/personal-data")
        assert [error["field"] for error in refused.json()["errors"]] == ["words"]
        assert "Grace" not in refused.text
