"""The thread as W3C PROV-JSON, for whoever keeps provenance of many systems in one form.

What people were asked through and met in are activities; what was heard, decided and told is
entities. Names are the addresses of the public pages, so that each can be looked up. Individuals
never appear: organisations and bodies are the only agents.

Sources: PROV-DM (W3C Recommendation, 30 April 2013); the PROV-JSON Serialization (W3C Member
Submission, 24 April 2013).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from gateway.thread.models import ThreadNode
from gateway.thread.repository import Step
from gateway.thread.service import Thread

MEDIA_TYPE = "application/provenance+json"
NAMESPACE = "urn:golden-thread:terms#"
"""Of the words that are ours, not PROV's: reference, state, relation, complete (false on the node
from which a thread was followed, where it is longer than the document)."""

_TYPES: Mapping[str, tuple[str, str]] = {
    "assemblies": ("entity", "gt:AssemblyCommission"),
    "selections": ("activity", "gt:CivicLottery"),
    "surveys": ("activity", "gt:Survey"),
    "activities": ("activity", "gt:EngagementActivity"),
    "meetings": ("activity", "gt:Meeting"),
    "findings": ("entity", "gt:Finding"),
    "recommendations": ("entity", "gt:Recommendation"),
    "papers": ("entity", "gt:Paper"),
    "decisions": ("entity", "gt:Decision"),
    "feedback": ("entity", "gt:Feedback"),
    "questions": ("entity", "gt:PublicQuestion"),
    "petitions": ("entity", "gt:Petition"),
}
"""Kind of node → what it is to PROV, and what it is to us."""

RELATIONS: Mapping[str, tuple[str, str, str]] = {
    "asked_through": ("wasInformedBy", "prov:informed", "prov:informant"),
    "came_from": ("wasGeneratedBy", "prov:entity", "prov:activity"),
    "relies_on": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "cites": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "set_out_in": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "informed_by": ("wasInfluencedBy", "prov:influencee", "prov:influencer"),
    "made_at": ("wasGeneratedBy", "prov:entity", "prov:activity"),
    "replaces": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "corrects": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "decided_under": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "asked_at": ("wasGeneratedBy", "prov:entity", "prov:activity"),
    "refers_to": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "answers": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "responds_to": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "decided_in": ("wasDerivedFrom", "prov:generatedEntity", "prov:usedEntity"),
    "commissioned_by": ("used", "prov:activity", "prov:entity"),
}
"""Relation of a step → PROV's relation, and the names of its two ends."""

_KINDS_OF_DERIVATION: Mapping[str, str] = {
    "replaces": "prov:Revision",
    "corrects": "prov:Revision",
}
"""Relation of a step → the kind of derivation that PROV has for it (PROV-DM, 5.2.2)."""

_GENERAL = ("wasInfluencedBy", "prov:influencee", "prov:influencer")
"""For a relation that this table does not know yet: PROV's most general one."""


@dataclass
class _Document:
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbered: int = 0

    def add(self, kind: str, name: str, attributes: Mapping[str, Any]) -> None:
        self.records.setdefault(kind, {})[name] = dict(attributes)

    def relate(self, kind: str, attributes: Mapping[str, Any]) -> None:
        self.numbered += 1
        self.add(kind, f"_:r{self.numbered}", attributes)


def thread_base(public_url: str, slug: str) -> str:
    """Give the address under which the public pages of a system's thread are."""
    return f"{public_url.rstrip('/')}/{slug}/thread/"


def provenance(thread: Thread, base: str) -> dict[str, Any]:
    """Give a thread as a PROV-JSON document.

    Args:
        thread: as far as its reader may see it; nothing else is in the document.
        base: address under which the public pages of the system's thread are, with a slash at
            its end. The names of the nodes are relative to it.
    """
    document = _Document()
    nodes = [thread.node, *[p.node for p in thread.back], *[p.node for p in thread.forward]]
    shown = {(node.kind, node.id) for node in nodes}
    for node in nodes:
        record, _ = _TYPES[node.kind]
        document.add(record, _name(node.kind, node.id), dict(_attributes(node)))
        _attribute_to_agent(document, node)
    if not thread.complete:
        record, _ = _TYPES[thread.node.kind]
        document.records[record][_name(thread.node.kind, thread.node.id)]["gt:complete"] = False
    for step in thread.steps:
        if {(step.from_kind, step.from_id), (step.to_kind, step.to_id)} <= shown:
            _relate(document, step)
    prefix = {"thread": base, "gt": NAMESPACE}
    return {"prefix": prefix, **document.records}


def _attributes(node: ThreadNode) -> Iterator[tuple[str, Any]]:
    record, ours = _TYPES[node.kind]
    yield "prov:label", node.title
    yield "prov:type", {"$": ours, "type": "prov:QUALIFIED_NAME"}
    yield "gt:state", node.state
    if reference := node.data.get("reference"):
        yield "gt:reference", reference
    if node.occurred_at is None:
        return
    if record == "activity":
        yield "prov:startTime", node.occurred_at.isoformat()
    else:
        yield "gt:occurredAt", {"$": node.occurred_at.isoformat(), "type": "xsd:dateTime"}


def _attribute_to_agent(document: _Document, node: ThreadNode) -> None:
    """Say whose a finding is. A withdrawn one says no more of it than the library does."""
    name = node.data.get("organisation_name")
    if node.kind != "findings" or node.organisation_id is None or not name:
        return
    agent = f"thread:organisations/{node.organisation_id}"
    organisation = {"$": "prov:Organization", "type": "prov:QUALIFIED_NAME"}
    document.add("agent", agent, {"prov:label": name, "prov:type": organisation})
    attributed = {"prov:entity": _name(node.kind, node.id), "prov:agent": agent}
    document.relate("wasAttributedTo", attributed)


def _relate(document: _Document, step: Step) -> None:
    relation, later, earlier = RELATIONS.get(step.relation, _GENERAL)
    source = _name(step.from_kind, step.from_id)
    target = _name(step.to_kind, step.to_id)
    if step.to_version is not None and _TYPES[step.to_kind][0] == "entity":
        target = _version_of(document, target, step.to_version)
    attributes: dict[str, Any] = {later: source, earlier: target, "gt:relation": step.relation}
    if kind := _KINDS_OF_DERIVATION.get(step.relation):
        attributes["prov:type"] = {"$": kind, "type": "prov:QUALIFIED_NAME"}
    document.relate(relation, attributes)


def _version_of(document: _Document, general: str, version: int) -> str:
    """Enter the version that was relied on: a later one may say something else."""
    specific = f"{general}/versions/{version}"
    document.add("entity", specific, {"gt:version": version})
    ends = {"prov:specificEntity": specific, "prov:generalEntity": general}
    if ends not in document.records.get("specializationOf", {}).values():
        document.relate("specializationOf", ends)
    return specific


def _name(kind: str, node_id: UUID) -> str:
    return f"thread:{kind}/{node_id}"
