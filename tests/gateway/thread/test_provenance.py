"""The thread as W3C PROV-JSON, read again by an independent library."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from prov.model import ProvDocument

from assembly_thread import JuryChain
from common.db.engine import Database
from common.testing import http
from gateway.thread.projection import PROJECTIONS
from gateway.thread.provenance import MEDIA_TYPE, RELATIONS, provenance
from gateway.thread.repository import ANYBODY, Reader
from gateway.thread.service import KINDS, follow
from gateway.thread.statements import Statement
from gateway_support import SLUG, new_key
from thread_support import CHAIN, NOW, Chain, said, tell

AppFactory = Callable[..., FastAPI]
BASE = "https://involve.example/lsc/thread/"


async def document_of(
    database: Database, chain: Chain, kind: str, node_id: UUID, reader: Reader = ANYBODY
) -> dict[str, Any]:
    async with database.reading(chain.ics) as session:
        return provenance(await follow(session, kind, node_id, reader), BASE)


def read_again(document: dict[str, Any]) -> ProvDocument:
    return ProvDocument.deserialize(content=json.dumps(document), format="json")


def relations(document: dict[str, Any]) -> set[tuple[str, str]]:
    """Give each relation of ours with PROV's."""
    return {
        (said_as, relation["gt:relation"])
        for said_as, records in document.items()
        if said_as.startswith("was")
        for relation in records.values()
        if "gt:relation" in relation
    }


class TestDocument:
    async def test_an_independent_library_reads_every_record_of_it(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        document = await document_of(gateway_database, chain, "decisions", chain.decision)

        read = read_again(document)

        given = sum(len(records) for kind, records in document.items() if kind != "prefix")
        assert len(list(read.get_records())) == given
        again = ProvDocument.deserialize(content=read.serialize(format="json"), format="json")
        assert again == read
        names = {str(record.identifier.uri) for record in read.get_records() if record.identifier}
        assert {
            f"{BASE}surveys/{chain.survey}",
            f"{BASE}activities/{chain.activity}",
            f"{BASE}findings/{chain.finding}",
            f"{BASE}findings/{chain.finding}/versions/1",
            f"{BASE}meetings/{chain.meeting}",
            f"{BASE}decisions/{chain.decision}",
            f"{BASE}feedback/{chain.feedback}",
        } <= names

    async def test_each_step_is_the_relation_that_prov_has_for_it(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)

        document = await document_of(gateway_database, chain, "surveys", chain.survey)

        assert relations(document) == {
            ("wasInformedBy", "asked_through"),
            ("wasGeneratedBy", "came_from"),
            ("wasDerivedFrom", "relies_on"),
            ("wasDerivedFrom", "answers"),
        }

    async def test_a_decision_derives_from_the_version_that_it_relied_on(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        await tell(gateway_database, [published(chain, version=2)])

        document = await document_of(gateway_database, chain, "decisions", chain.decision)

        finding = f"thread:findings/{chain.finding}"
        used = {d["prov:usedEntity"] for d in document["wasDerivedFrom"].values()}
        assert f"{finding}/versions/1" in used
        assert [*document["specializationOf"].values()] == [
            {"prov:specificEntity": f"{finding}/versions/1", "prov:generalEntity": finding}
        ]

    async def test_a_finding_is_attributed_to_its_organisation_until_it_is_withdrawn(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh(organisation_id=uuid4())
        await tell(gateway_database, chain.events)
        await tell(gateway_database, [published(chain, version=2)])
        told = await document_of(gateway_database, chain, "findings", chain.finding)
        withdrawn = said(
            "insights.finding.withdrawn.v1",
            finding_id=chain.finding,
            version=2,
            reference="QE1-F-2026-0001",
            reason="It named a person.",
            withdrawn_at=NOW,
        )
        await tell(gateway_database, [withdrawn])
        after = await document_of(gateway_database, chain, "findings", chain.finding)

        assert [agent["prov:label"] for agent in told["agent"].values()] == ["Healthwatch"]
        assert "agent" not in after
        assert "telephone" not in json.dumps(after["entity"][f"thread:findings/{chain.finding}"])

    async def test_what_a_reader_may_not_see_is_neither_named_nor_related(
        self, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh(visibility="partners")
        await tell(gateway_database, chain.events)

        for_anybody = await document_of(gateway_database, chain, "decisions", chain.decision)
        for_partners = await document_of(
            gateway_database,
            chain,
            "decisions",
            chain.decision,
            Reader(frozenset({"public", "partners"})),
        )

        assert str(chain.finding) not in json.dumps(for_anybody)
        assert str(chain.finding) in json.dumps(for_partners)

    async def test_a_step_to_what_was_hidden_meanwhile_is_left_out(
        self, gateway_database: Database
    ) -> None:
        """Steps and nodes are read one after the other: a finding may be restricted between."""
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, "decisions", chain.decision, ANYBODY)
        hidden = [p for p in thread.back if p.node.kind != "findings"]

        document = provenance(replace(thread, back=hidden), BASE)

        assert str(chain.finding) not in json.dumps(document)

    @pytest.mark.parametrize("kind", KINDS)
    async def test_a_thread_can_be_taken_from_every_kind_of_node(
        self, gateway_database: Database, kind: str
    ) -> None:
        chain, jury = CHAIN.fresh(), JuryChain()
        await tell(gateway_database, [*chain.with_public, *jury.events])
        ids = {
            "surveys": chain.survey,
            "activities": chain.activity,
            "findings": chain.finding,
            "meetings": chain.meeting,
            "papers": chain.paper,
            "decisions": chain.decision,
            "feedback": chain.feedback,
            "assemblies": jury.assembly,
            "selections": jury.selection,
            "recommendations": jury.recommendation,
            "questions": chain.question,
            "petitions": chain.petition,
        }

        document = await document_of(gateway_database, chain, kind, ids[kind])

        assert f"{BASE}{kind}/{ids[kind]}" in {
            str(record.identifier.uri)
            for record in read_again(document).get_records()
            if record.identifier
        }


class TestAddresses:
    async def test_programs_and_the_public_get_it_under_the_thread(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        app = gateway_app()
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        key = await new_key(gateway_database, app.state.parts, ["governance:read"])
        place = f"thread/decisions/{chain.decision}"
        async with http.client(app) as client:
            page = await client.get(f"/{SLUG}/{place}")
            public = await client.get(f"/{SLUG}/{place}/provenance.json")
            refused = await client.get(f"/api/v1/QE1/{place}/provenance")
            client.headers["Authorization"] = f"Bearer {key}"
            program = await client.get(f"/api/v1/QE1/{place}/provenance")

        assert f"/{SLUG}/{place}/provenance.json" in page.text
        assert (public.status_code, program.status_code) == (200, 200)
        assert refused.status_code == 401
        assert public.headers["Content-Type"] == MEDIA_TYPE == program.headers["Content-Type"]
        assert public.json() == program.json()

    async def test_what_is_not_there_is_404(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        async with http.client(gateway_app()) as client:
            missing = await client.get(f"/{SLUG}/thread/decisions/{uuid4()}/provenance.json")

        assert missing.status_code == 404


class TestRelations:
    def test_every_relation_of_the_thread_has_its_own_in_prov(self) -> None:
        drawn = set()
        for event in [*CHAIN.fresh().with_public, *JuryChain().events]:
            told = PROJECTIONS[event.data.event_type](event.data.model_dump(), event.time)
            for one in (told,) if isinstance(told, Statement) else told:
                drawn |= {link.relation for link in (*one.links, *one.followers)}
        assert drawn == set(RELATIONS) - {"informed_by", "decided_under", "replaces", "corrects"}


def published(chain: Chain, *, version: int) -> Any:
    return said(
        "insights.finding.published.v1",
        finding_id=chain.finding,
        version=version,
        reference="QE1-F-2026-0001",
        title="People wait long on the telephone",
        summary="Most people said that they wait.",
        activity_ids=[chain.activity],
        people_heard=85,
        visibility=chain.visibility,
        organisation_id=chain.organisation_id,
        organisation_name="Healthwatch",
        published_at=NOW,
    )
