"""The catalogue of open data: valid DCAT, and true."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow.parquet as pq
import pyshacl
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from insights_support import Library, activity

# pyshacl uses what rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SHAPES = Path(__file__).with_name("shapes.ttl")
PUBLIC = "http://127.0.0.1:8080"
MEDIA = Namespace("https://www.iana.org/assignments/media-types/")
OGL = URIRef("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/")


async def read(library: Library, form: str = "ttl", ics: str = "QE1") -> Graph:
    answer = await library.caller([], None, ics).get(f"/feeds/catalogue.{form}")
    assert answer.status_code == 200, answer.text
    graph = Graph()
    graph.parse(data=answer.content, format={"ttl": "turtle", "jsonld": "json-ld"}[form])
    return graph


def named(graph: Graph, dataset: str) -> URIRef:
    return URIRef(f"{PUBLIC}/feeds/QE1/catalogue#{dataset}")


class TestForm:
    async def test_is_valid_by_the_rules_of_dcat_ap(self, library: Library) -> None:
        await library.published()
        for form in ("ttl", "jsonld"):
            graph = await read(library, form)
            valid, _, told = pyshacl.validate(graph, shacl_graph=str(SHAPES))
            assert valid, told

    async def test_the_rules_find_what_is_missing(self, library: Library) -> None:
        graph = await read(library)
        for file in list(graph.subjects(RDF.type, DCAT.Distribution)):
            graph.remove((file, DCAT.accessURL, None))
        valid, _, told = pyshacl.validate(graph, shacl_graph=str(SHAPES))
        assert not valid
        assert "accessURL" in told

    async def test_says_the_same_as_json_ld_and_as_turtle(self, library: Library) -> None:
        await library.published()
        assert isomorphic(await read(library, "ttl"), await read(library, "jsonld"))

    @pytest.mark.parametrize(
        ("form", "media_type"),
        [("ttl", "text/turtle; charset=utf-8"), ("jsonld", "application/ld+json")],
    )
    async def test_is_not_given_twice_to_who_has_it(
        self, library: Library, form: str, media_type: str
    ) -> None:
        path = f"/feeds/catalogue.{form}"
        first = await library.nobody.get(path)
        assert first.headers["content-type"] == media_type
        held = {"If-None-Match": first.headers["ETag"]}
        assert (await library.nobody.get(path, headers=held)).status_code == 304
        await library.published()
        assert (await library.nobody.get(path, headers=held)).status_code == 200


class TestContent:
    async def test_has_a_dataset_for_each_open_licence_that_is_used(self, library: Library) -> None:
        await library.published()
        await library.published(licence="cc0-1.0")
        await library.published(licence="cc-by-4.0", visibility="partners")
        await library.published(licence="all-rights-reserved")
        graph = await read(library)
        datasets = {str(one).partition("#")[2] for one in graph.subjects(RDF.type, DCAT.Dataset)}
        assert datasets == {
            "findings-ogl-uk-3.0",
            "findings-cc0-1.0",
            "activities",
            "findings-as-published",
            "decision-log",
            "events",
        }

    async def test_tells_publisher_licence_and_when_it_changed(self, library: Library) -> None:
        await library.published()
        graph = await read(library)
        dataset = named(graph, "findings-ogl-uk-3.0")
        publisher = graph.value(dataset, DCTERMS.publisher)
        assert str(graph.value(publisher, FOAF.name)) == "System QE1"
        assert graph.value(dataset, DCTERMS.modified) is not None
        for file in graph.objects(dataset, DCAT.distribution):
            assert graph.value(file, DCTERMS.license) == OGL

    async def test_of_a_system_that_opens_nothing_lists_its_feeds_alone(
        self, library: Library
    ) -> None:
        graph = await read(library, ics="QKK")
        datasets = {str(one).partition("#")[2] for one in graph.subjects(RDF.type, DCAT.Dataset)}
        assert datasets == {"findings-as-published", "decision-log", "events"}

    async def test_every_file_of_the_library_answers_as_it_says(self, library: Library) -> None:
        """Those of other services are followed through the gateway in tests/e2e."""
        await library.published(title="Open")
        await library.partner.post("/activities", activity(visibility="public"))
        graph = await read(library)
        followed = 0
        for dataset in ("findings-ogl-uk-3.0", "activities", "findings-as-published"):
            for file in graph.objects(named(graph, dataset), DCAT.distribution):
                url = str(graph.value(file, DCAT.downloadURL))
                path = url.removeprefix(f"{PUBLIC}/feeds/QE1")
                answer = await library.nobody.get(f"/feeds{path}")
                assert answer.status_code == 200, url
                told = MEDIA[answer.headers["content-type"].partition(";")[0]]
                assert graph.value(file, DCAT.mediaType) == told
                followed += 1
                if path.endswith("csv?licence=ogl-uk-3.0"):
                    assert [r["title"] for r in csv.DictReader(io.StringIO(answer.text))] == [
                        "Open"
                    ]
                if told == MEDIA["application/vnd.apache.parquet"]:
                    assert pq.read_table(io.BytesIO(answer.content)).num_rows == 1
        assert followed == 8
