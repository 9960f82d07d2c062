"""The protocol's documents, as XML (OAI-PMH 2.0; unqualified Dublin Core)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from insights.harvest import tokens
from insights.harvest.errors import BadArgument, BadVerb, HarvestError
from insights.harvest.schemas import OAI_DC, Metadata, Record, RecordList, Repository, SetShown

MEDIA_TYPE = "text/xml"
OAI = "http://www.openarchives.org/OAI/2.0/"
DC_FORMAT = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
_OAI_SCHEMA = f"{OAI}OAI-PMH.xsd"
_DC_SCHEMA = f"{OAI}oai_dc.xsd"
_IN_WORDS = frozenset({"title", "subject", "description", "coverage"})


def moment(value: datetime) -> str:
    """Write a moment in the repository's granularity, seconds of UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Document:
    """One response.

    Args:
        base_url: address of the repository.
        arguments: those of the request, for the element that repeats them.
        at: when it was answered.
    """

    def __init__(self, base_url: str, arguments: Mapping[str, str], at: datetime) -> None:
        self._root = etree.Element(_oai("OAI-PMH"), nsmap={None: OAI, "xsi": XSI})
        self._root.set(f"{{{XSI}}}schemaLocation", f"{OAI} {_OAI_SCHEMA}")
        _add(self._root, "responseDate", moment(at))
        self._request = _add(self._root, "request", base_url)
        self._arguments = arguments

    def error(self, error: HarvestError) -> bytes:
        """Tell a condition; a request that can't be read is not repeated (section 3.2)."""
        if not isinstance(error, BadVerb | BadArgument):
            self._repeat()
        _add(self._root, "error", error.message).set("code", error.code)
        return self._bytes()

    def identify(self, repository: Repository) -> bytes:
        """Describe the repository."""
        body = self._body("Identify")
        _add(body, "repositoryName", repository.name)
        _add(body, "baseURL", repository.base_url)
        _add(body, "protocolVersion", "2.0")
        _add(body, "adminEmail", repository.contact)
        _add(body, "earliestDatestamp", moment(repository.earliest))
        _add(body, "deletedRecord", "persistent")
        _add(body, "granularity", "YYYY-MM-DDThh:mm:ssZ")
        return self._bytes()

    def formats(self) -> bytes:
        """List the one format."""
        entry = _add(self._body("ListMetadataFormats"), "metadataFormat")
        _add(entry, "metadataPrefix", OAI_DC)
        _add(entry, "schema", _DC_SCHEMA)
        _add(entry, "metadataNamespace", DC_FORMAT)
        return self._bytes()

    def sets(self, shown: Sequence[SetShown]) -> bytes:
        """List the sets."""
        body = self._body("ListSets")
        for one in shown:
            entry = _add(body, "set")
            _add(entry, "setSpec", one.spec)
            _add(entry, "setName", one.name)
        return self._bytes()

    def record(self, record: Record) -> bytes:
        """Give one record."""
        _add_record(self._body("GetRecord"), record)
        return self._bytes()

    def records(self, listed: RecordList, *, verb: str) -> bytes:
        """Give one page of a list, of records or of headers alone."""
        body = self._body(verb)
        for record in listed.records:
            if verb == "ListIdentifiers":
                _add_header(body, record)
            else:
                _add_record(body, record)
        if listed.resumption is not None or listed.given_before:
            text = tokens.write(listed.resumption) if listed.resumption else None
            _add(body, "resumptionToken", text).set("cursor", str(listed.given_before))
        return self._bytes()

    def _repeat(self) -> None:
        for name, value in self._arguments.items():
            self._request.set(name, value)

    def _body(self, verb: str) -> Any:
        self._repeat()
        return _add(self._root, verb)

    def _bytes(self) -> bytes:
        written: bytes = etree.tostring(self._root, encoding="UTF-8", xml_declaration=True)
        return written


def _add_record(parent: Any, record: Record) -> None:
    entry = _add(parent, "record")
    _add_header(entry, record)
    if record.metadata is not None:
        _add_metadata(_add(entry, "metadata"), record.metadata)


def _add_header(parent: Any, record: Record) -> None:
    header = _add(parent, "header")
    if record.metadata is None:
        header.set("status", "deleted")
    _add(header, "identifier", record.identifier)
    _add(header, "datestamp", moment(record.datestamp))
    for spec in record.specs:
        _add(header, "setSpec", spec)


def _add_metadata(parent: Any, metadata: Metadata) -> None:
    names = {"oai_dc": DC_FORMAT, "dc": DC}
    root = etree.SubElement(parent, f"{{{DC_FORMAT}}}dc", nsmap=names)
    root.set(f"{{{XSI}}}schemaLocation", f"{DC_FORMAT} {_DC_SCHEMA}")
    for name, value in metadata.elements:
        element = etree.SubElement(root, f"{{{DC}}}{name}")
        element.text = value
        if name in _IN_WORDS:
            element.set(f"{{{XML}}}lang", "en-GB")


def _oai(name: str) -> str:
    return f"{{{OAI}}}{name}"


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    element = etree.SubElement(parent, _oai(name))
    element.text = text
    return element
