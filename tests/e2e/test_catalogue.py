"""The catalogue of open data, followed link by link through the gateway of the running system."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from rdflib import Graph
from rdflib.namespace import DCAT, RDF

from e2e.system import RunningSystem

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_NAMES = "https://www.iana.org/assignments/media-types/"


def test_every_address_in_the_catalogue_answers(tmp_path: Path) -> None:
    with RunningSystem(tmp_path / "var") as system:
        walk = system.walk()
        assert walk.returncode == 0, walk.stdout
        for ics in ("QE1", "QKK"):
            followed = follow(system.gateway, ics)
            print(ics, followed)
            assert len(followed) >= (12 if ics == "QE1" else 6), followed


def follow(gateway: str, ics: str) -> list[str]:
    """Read a catalogue, and every file and service that it lists, without a key."""
    graph = Graph()
    with httpx.Client(timeout=30) as anyone:
        for form in ("ttl", "jsonld"):
            read = anyone.get(f"{gateway}/feeds/{ics}/catalogue.{form}")
            assert read.status_code == 200, read.text
        graph.parse(data=read.content, format="json-ld")
        followed = []
        for file in graph.subjects(RDF.type, DCAT.Distribution):
            url = str(graph.value(file, DCAT.downloadURL))
            answer = anyone.get(url)
            assert answer.status_code == 200, url
            told = answer.headers["content-type"].partition(";")[0]
            assert str(graph.value(file, DCAT.mediaType)) == _NAMES + told, url
            assert answer.content, url
            tag = {"If-None-Match": answer.headers["etag"]}
            assert anyone.get(url, headers=tag).status_code == 304, url
            followed.append(url)
        for service in graph.subjects(RDF.type, DCAT.DataService):
            for term in (DCAT.endpointURL, DCAT.endpointDescription):
                address = str(graph.value(service, term))
                assert anyone.get(address).status_code == 200, address
                followed.append(address)
    return followed
