"""OAI-PMH: what a repository says, refuses and gives."""

from __future__ import annotations

from typing import Any

import pytest

from harvest_support import ask, code_of, texts
from insights.harvest import sets
from insights_support import HEALTHWATCH, Library

DC = {"metadataPrefix": "oai_dc"}


async def gone(library: Library, how: str, finding: dict[str, Any]) -> None:
    """Take a finding out of what is public."""
    path, revision = f"/findings/{finding['id']}", finding["revision"]
    if how == "withdraw":
        answer = await library.editor.act(f"{path}/withdraw", revision, {"reason": "An error."})
        assert answer.status_code == 200, answer.text
        return
    answer = await library.editor.patch(path, {"visibility": "partners"}, revision)
    assert answer.status_code == 200, answer.text
    await library.publish(answer.json())


class TestIdentify:
    async def test_names_the_system_its_address_and_what_it_keeps(self, library: Library) -> None:
        root = await ask(library, verb="Identify")
        assert texts(root, "//o:repositoryName") == ["Findings: System QE1"]
        assert texts(root, "//o:baseURL")[0].endswith("/oai/QE1")
        assert texts(root, "//o:deletedRecord") == ["persistent"]
        assert texts(root, "//o:granularity") == ["YYYY-MM-DDThh:mm:ssZ"]
        assert texts(root, "//o:earliestDatestamp") == ["1970-01-01T00:00:00Z"]

    async def test_the_earliest_datestamp_is_the_first_records(self, library: Library) -> None:
        await library.published()
        root = await ask(library, verb="Identify")
        records = await ask(library, verb="ListIdentifiers", **DC)
        assert texts(root, "//o:earliestDatestamp") == texts(records, "//o:datestamp")

    async def test_a_system_that_is_not_there_is_not_found(self, library: Library) -> None:
        stranger = library.nobody
        stranger.ics = "QZZ"
        answer = await stranger.get("/feeds/oai", params={"arguments": "verb=Identify"})
        assert answer.status_code == 404


class TestArguments:
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            ([], "badVerb"),
            ([("verb", "Steal")], "badVerb"),
            ([("verb", "Identify"), ("verb", "Identify")], "badVerb"),
            ([("verb", "Identify"), ("set", "theme")], "badArgument"),
            ([("verb", "ListRecords")], "badArgument"),
            ([("verb", "GetRecord"), ("metadataPrefix", "oai_dc")], "badArgument"),
            ([("verb", "ListRecords"), *[("metadataPrefix", "oai_dc")] * 2], "badArgument"),
            ([("verb", "ListRecords"), ("metadataPrefix", "marc")], "cannotDisseminateFormat"),
            ([("verb", "ListRecords"), ("metadataPrefix", "<b>")], "badArgument"),
            ([("verb", "ListMetadataFormats"), ("identifier", "\x00")], "badArgument"),
            ([("verb", "ListMetadataFormats"), ("identifier", "urn:uuid:1")], "idDoesNotExist"),
            ([("verb", "ListSets"), ("resumptionToken", "x")], "badResumptionToken"),
            ([("verb", "ListRecords"), ("resumptionToken", "x")], "badResumptionToken"),
            (
                [("verb", "ListRecords"), ("resumptionToken", "x"), ("set", "theme")],
                "badArgument",
            ),
        ],
    )
    async def test_what_is_not_of_the_protocol_is_told_by_its_code(
        self, library: Library, arguments: list[tuple[str, str]], code: str
    ) -> None:
        assert code_of(await ask(library, *arguments)) == code

    @pytest.mark.parametrize(
        "span",
        [
            {"from": "yesterday"},
            {"from": "2026-02-30"},
            {"from": "2026-11-01T10:00:00"},
            {"from": "2026-11-01T10:00:00+00:00"},
            {"until": "٢٠٢٦-11-01"},
            {"from": "2026-11-01", "until": "2026-11-02T00:00:00Z"},
            {"from": "2026-11-02", "until": "2026-11-01"},
            {"set": "theme:"},
        ],
    )
    async def test_dates_and_sets_are_read_strictly(
        self, library: Library, span: dict[str, str]
    ) -> None:
        assert code_of(await ask(library, verb="ListRecords", **DC, **span)) == "badArgument"

    async def test_too_many_arguments_are_not_read(self, library: Library) -> None:
        sent = [("verb", "Identify")] * 40
        assert code_of(await ask(library, *sent)) == "badArgument"

    async def test_a_refused_request_is_repeated_only_where_it_could_be_read(
        self, library: Library
    ) -> None:
        unread = await ask(library, verb="Steal")
        assert unread.find("{*}request").attrib == {}
        read = await ask(library, verb="ListRecords", metadataPrefix="marc")
        assert read.find("{*}request").attrib == {"verb": "ListRecords", "metadataPrefix": "marc"}


class TestRecords:
    async def test_a_record_is_the_finding_in_dublin_core(self, library: Library) -> None:
        published = await library.published(library.partner)
        identifier = f"urn:uuid:{published['id']}"
        root = await ask(library, verb="GetRecord", identifier=identifier, **DC)
        assert texts(root, "//o:header/o:identifier") == [identifier]
        assert texts(root, "//dc:title") == [published["content"]["title"]]
        assert texts(root, "//dc:creator") == ["Healthwatch of the Coast"]
        assert texts(root, "//dc:subject") == ["urgent care"]
        assert texts(root, "//dc:description") == [published["content"]["summary"]]
        assert texts(root, "//dc:publisher") == ["System QE1"]
        assert texts(root, "//dc:date") == ["2026-11-21"]
        assert texts(root, "//dc:coverage") == ["Blackpool", "2026-09-01/2026-09-30"]
        assert published["reference"] in texts(root, "//dc:identifier")
        assert texts(root, "//o:setSpec") == [
            f"organisation:{HEALTHWATCH}",
            "place:blackpool",
            "theme:urgent_care",
        ]

    async def test_a_quotation_stays_in_the_library(self, library: Library) -> None:
        await library.published()
        answer = await library.nobody.get(
            "/feeds/oai", params={"arguments": "verb=ListRecords&metadataPrefix=oai_dc"}
        )
        assert "Nobody said how long" not in answer.text

    async def test_markup_in_a_title_is_text(self, library: Library) -> None:
        await library.published(title="<dc:title>x</dc:title> & more")
        root = await ask(library, verb="ListRecords", **DC)
        assert texts(root, "//dc:title") == ["<dc:title>x</dc:title> & more"]

    @pytest.mark.parametrize("visibility", ["partners", "organisation"])
    async def test_what_is_not_public_is_not_there(self, library: Library, visibility: str) -> None:
        hidden = await library.published(library.partner, visibility=visibility)
        assert code_of(await ask(library, verb="ListRecords", **DC)) == "noRecordsMatch"
        identifier = f"urn:uuid:{hidden['id']}"
        answer = await ask(library, verb="GetRecord", identifier=identifier, **DC)
        assert code_of(answer) == "idDoesNotExist"
        assert texts(await ask(library, verb="ListSets"), "//o:setSpec") == list(sets.TOPS)

    @pytest.mark.parametrize("how", ["withdraw", "hide"])
    async def test_what_is_gone_is_deleted_and_stays_so(self, library: Library, how: str) -> None:
        finding = await library.published()
        await gone(library, how, finding)
        identifier = f"urn:uuid:{finding['id']}"
        for verb, more in (("GetRecord", {"identifier": identifier}), ("ListRecords", {})):
            root = await ask(library, verb=verb, **DC, **more)
            [header] = root.findall(".//{*}header")
            assert header.get("status") == "deleted"
            assert root.findall(".//{*}metadata") == []

    @pytest.mark.parametrize("how", ["withdraw", "hide"])
    async def test_a_deletion_is_told_to_who_harvested_a_former_set(
        self, library: Library, how: str
    ) -> None:
        finding = await library.published(themes=["carers"])
        moved = await library.editor.patch(
            f"/findings/{finding['id']}", {"themes": ["housing"]}, finding["revision"]
        )
        await gone(library, how, await library.publish(moved.json()))
        for spec in ("theme:carers", "theme:housing", "place:blackpool", "theme"):
            root = await ask(library, verb="ListIdentifiers", set=spec, **DC)
            assert root.find(".//{*}header").get("status") == "deleted"

    async def test_another_system_has_its_own(self, library: Library) -> None:
        finding = await library.published()
        other = library.nobody
        other.ics = "QKK"
        for asked in (
            "verb=ListRecords&metadataPrefix=oai_dc",
            f"verb=GetRecord&metadataPrefix=oai_dc&identifier=urn:uuid:{finding['id']}",
        ):
            answer = await other.get("/feeds/oai", params={"arguments": asked})
            assert finding["id"] not in answer.text.replace(asked, "").split("</request>")[1]


class TestSelections:
    async def test_a_set_holds_what_is_in_it_and_its_parent_everything(
        self, library: Library
    ) -> None:
        carers = await library.published(themes=["carers"])
        housing = await library.published(themes=["housing"], places=["fylde"])

        async def of(spec: str) -> list[str]:
            root = await ask(library, verb="ListIdentifiers", set=spec, **DC)
            return [text.removeprefix("urn:uuid:") for text in texts(root, "//o:identifier")]

        assert await of("theme:carers") == [carers["id"]]
        assert await of("place:fylde") == [housing["id"]]
        assert await of("theme") == [carers["id"], housing["id"]]
        unknown = await ask(library, verb="ListIdentifiers", set="theme:none", **DC)
        assert code_of(unknown) == "noRecordsMatch"

    async def test_sets_have_the_names_of_the_vocabularies(self, library: Library) -> None:
        themes = ["patient_transport", "timeliness_of_care"]
        await library.published(library.partner, themes=themes)
        root = await ask(library, verb="ListSets")
        names = dict(zip(texts(root, "//o:setSpec"), texts(root, "//o:setName"), strict=True))
        assert names == {
            "organisation": "Findings by organisation",
            f"organisation:{HEALTHWATCH}": "Organisation: Healthwatch of the Coast",
            "place": "Findings by place",
            "place:blackpool": "Place: Blackpool",
            "theme": "Findings by theme",
            "theme:patient_transport": "Theme: patient transport",
            "theme:timeliness_of_care": "Theme: Timeliness of care",
        }

    async def test_the_formats_of_an_item_are_those_of_all(self, library: Library) -> None:
        finding = await library.published()
        for more in ({}, {"identifier": f"urn:uuid:{finding['id']}"}):
            root = await ask(library, verb="ListMetadataFormats", **more)
            assert texts(root, "//o:metadataPrefix") == ["oai_dc"]

    async def test_from_and_until_include_their_own_second(self, library: Library) -> None:
        await library.published()
        all_of_it = await ask(library, verb="ListIdentifiers", **DC)
        [stamp] = texts(all_of_it, "//o:datestamp")
        day = stamp[:10]
        for span in (
            {"from": stamp},
            {"until": stamp},
            {"from": stamp, "until": stamp},
            {"from": day, "until": day},
        ):
            root = await ask(library, verb="ListIdentifiers", **DC, **span)
            assert texts(root, "//o:datestamp") == [stamp], span
        for span in ({"from": "2999-01-01"}, {"until": "2020-01-01T00:00:00Z"}):
            root = await ask(library, verb="ListIdentifiers", **DC, **span)
            assert code_of(root) == "noRecordsMatch"
