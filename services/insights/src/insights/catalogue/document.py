"""Writing a catalogue as JSON-LD and as Turtle.

W3C: Data Catalog Vocabulary (DCAT) 3, 2024. SEMIC: DCAT Application Profile for data portals in
Europe 3.0, whose mandatory and recommended terms are used. The context stands in the document:
nothing has to be fetched to read it.
"""

from __future__ import annotations

from typing import Any, Literal

import orjson

from insights.catalogue.schemas import Access, Catalogue, Dataset, Distribution
from insights.vocabularies.service import Licence

FormName = Literal["jsonld", "ttl"]
MEDIA_TYPES: dict[FormName, str] = {"jsonld": "application/ld+json", "ttl": "text/turtle"}

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
_ENGLISH = "http://publications.europa.eu/resource/authority/language/ENG"
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_AS_IT_COMES = "http://publications.europa.eu/resource/authority/frequency/CONT"

Node = dict[str, Any]


def write(catalogue: Catalogue, form: FormName) -> bytes:
    """Write a catalogue."""
    document = orjson.dumps(_catalogue(catalogue), option=orjson.OPT_INDENT_2)
    if form == "jsonld":
        return document
    from rdflib import Graph  # noqa: PLC0415 (5 MB few requests need)

    graph = Graph()
    graph.parse(data=document, format="json-ld")
    return graph.serialize(format="turtle", encoding="utf-8")


def _catalogue(catalogue: Catalogue) -> Node:
    publisher: Node = {
        "@id": f"{catalogue.url}#publisher",
        "@type": "foaf:Agent",
        "foaf:name": _english(catalogue.publisher),
    }
    told: Node = {
        "@context": _CONTEXT,
        "@id": f"{catalogue.url}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": _english(catalogue.title),
        "dct:description": _english(
            "What this system gives to everybody: to use, change and share, under the licence of "
            "each file."
        ),
        "dct:publisher": publisher,
        "dct:language": {"@id": _ENGLISH, "@type": "dct:LinguisticSystem"},
        "foaf:homepage": {"@id": catalogue.home, "@type": "foaf:Document"},
        "dcat:dataset": [_dataset(catalogue, one) for one in catalogue.datasets],
        "dcat:service": [
            _service(catalogue, one, one.service)
            for one in catalogue.datasets
            if one.service is not None
        ],
    }
    return told | _modified(catalogue)


def _dataset(catalogue: Catalogue, dataset: Dataset) -> Node:
    contact: Node = {
        "@id": f"{catalogue.url}#contact",
        "@type": "vcard:Organization",
        "vcard:fn": _english(catalogue.publisher),
        "vcard:hasEmail": {"@id": f"mailto:{catalogue.contact}"},
    }
    told: Node = {
        "@id": _id(catalogue, dataset),
        "@type": "dcat:Dataset",
        "dct:identifier": _id(catalogue, dataset),
        "dct:title": _english(dataset.title),
        "dct:description": _english(dataset.description),
        "dct:publisher": {"@id": f"{catalogue.url}#publisher"},
        "dct:accessRights": {"@id": _PUBLIC, "@type": "dct:RightsStatement"},
        "dct:accrualPeriodicity": {"@id": _AS_IT_COMES, "@type": "dct:Frequency"},
        "dct:language": {"@id": _ENGLISH},
        "dcat:contactPoint": contact,
        "dcat:distribution": [_distribution(dataset, one) for one in dataset.distributions],
    }
    return told | _modified(dataset)


def _distribution(dataset: Dataset, distribution: Distribution) -> Node:
    told: Node = {
        "@id": f"{distribution.url}#file",
        "@type": "dcat:Distribution",
        "dct:title": _english(distribution.title),
        "dcat:accessURL": {"@id": distribution.url},
        "dcat:downloadURL": {"@id": distribution.url},
        "dcat:mediaType": {
            "@id": _MEDIA_TYPE + distribution.media_type,
            "@type": "dct:MediaType",
        },
    }
    if dataset.licence is not None:
        told["dct:license"] = _licence(dataset.licence)
    return told | _modified(dataset)


def _service(catalogue: Catalogue, dataset: Dataset, service: Access) -> Node:
    return {
        "@id": f"{service.endpoint}#service",
        "@type": "dcat:DataService",
        "dct:title": _english(service.title),
        "dct:publisher": {"@id": f"{catalogue.url}#publisher"},
        "dct:conformsTo": {"@id": service.conforms_to, "@type": "dct:Standard"},
        "dcat:endpointURL": {"@id": service.endpoint},
        "dcat:endpointDescription": {"@id": service.description},
        "dcat:servesDataset": {"@id": _id(catalogue, dataset)},
    }


def _licence(licence: Licence) -> Node:
    told: Node = {"@type": "dct:LicenseDocument", "dct:title": _english(licence.label)}
    return told if licence.uri is None else {"@id": licence.uri, **told}


def _modified(told: Catalogue | Dataset) -> Node:
    if told.modified_at is None:
        return {}
    moment = told.modified_at.isoformat()
    return {"dct:modified": {"@value": moment, "@type": "xsd:dateTime"}}


def _id(catalogue: Catalogue, dataset: Dataset) -> str:
    return f"{catalogue.url}#{dataset.id}"


def _english(text: str) -> Node:
    return {"@value": text, "@language": "en"}
