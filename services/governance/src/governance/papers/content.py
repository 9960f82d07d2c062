"""What a paper says: checked against its template, measured, hashed, and as everybody reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import rfc8785

from common.errors import FieldError
from common.events.governance import EvidenceCited
from common.text.reading_age import reading_age
from governance.papers.models import PaperVersion
from governance.papers.template import Template

HARDEST = 10
"""Sentences that an author is shown at most."""


def unknown(template: Template, sections: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """Name what the template has no section for."""
    known = {one.code for one in template.sections}
    if set(sections) <= known:
        return ()
    return (FieldError("body.sections", "has a section that the template does not have"),)


def missing(template: Template, sections: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """Name each section that a final paper cannot leave as it is."""
    wrong = []
    for asked in template.sections:
        said = sections.get(asked.code, {})
        text, reason = said.get("text"), said.get("none_reason")
        field = f"sections.{asked.code}"
        if reason is not None and template.says_nothing(reason):
            wrong.append(FieldError(f"{field}.none_reason", "is no reason"))
        elif text is not None and asked.needs != "nothing" and template.says_nothing(text):
            wrong.append(FieldError(f"{field}.text", "says nothing; give the reason why"))
        elif text is None and reason is None and asked.needs == "text_or_reason":
            wrong.append(FieldError(field, "is empty: write it, or give none_reason"))
        elif text is None and asked.needs == "text":
            wrong.append(FieldError(field, "is empty: it has to be written"))
    return tuple(wrong)


def measured(template: Template, sections: Mapping[str, Any]) -> dict[str, Any] | None:
    """Measure the reading age of what is not withheld; None where that has no words."""
    open_ = (sections.get(one.code, {}) for one in template.sections)
    texts = [said.get("text") or said.get("none_reason") or "" for said in open_
             if said.get("withheld_reason") is None]  # fmt: skip
    found = reading_age("\n".join(texts), hardest=HARDEST)
    return None if found is None else asdict(found)


def whole(
    version: PaperVersion, template: Template, cited: Sequence[EvidenceCited]
) -> dict[str, Any]:
    """Give all that a version says, for its hash."""
    sections = version.sections
    return {
        "title": version.title,
        "template": template.code,
        "sections": [{"code": one.code, **sections[one.code]}
                     for one in template.sections if one.code in sections],
        "withheld_reason": version.withheld_reason,
        "evidence": _evidence(cited),
        **_ground(version.withheld_ground),
    }  # fmt: skip


def public(
    version: PaperVersion, cited: Sequence[EvidenceCited], attachments: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Give a version as everybody may read it: each section whole, or why it is withheld.

    What was published before migration 0023, and what has no files, has no `attachments`.
    """
    if version.withheld_reason is not None:
        return withheld(version.withheld_reason) | _ground(version.withheld_ground)
    template = Template.model_validate(version.template)
    sections = []
    for one in template.sections:
        said = version.sections.get(one.code)
        if said is None:
            continue
        if "withheld_reason" in said:
            reason, ground = said["withheld_reason"], said.get("withheld_ground")
            said = {"withheld_reason": reason, **_ground(ground)}
        sections.append({"code": one.code, "name": one.name, **said})
    return {"title": version.title, "sections": sections, "withheld_reason": None,
            "evidence": _evidence(cited),
            **({"attachments": list(attachments)} if attachments else {})}  # fmt: skip


def withheld(reason: str) -> dict[str, Any]:
    """Give a paper of which everybody is told the reason alone."""
    return {"title": None, "sections": [], "withheld_reason": reason, "evidence": []}


def without_ground(version: PaperVersion, grounds: Collection[str]) -> tuple[FieldError, ...]:
    """Name what is withheld on no ground of the body's terms, where these name any."""
    if not grounds:
        return ()
    message = "must be one of the grounds that the terms name"
    wrong = []
    if version.withheld_reason is not None and version.withheld_ground not in grounds:
        wrong.append(FieldError("withheld_ground", message))
    for code, said in sorted(version.sections.items()):
        if "withheld_reason" in said and said.get("withheld_ground") not in grounds:
            wrong.append(FieldError(f"sections.{code}.withheld_ground", message))
    return tuple(wrong)


def _ground(code: str | None) -> dict[str, str]:
    """Give the ground as contents bear it: those of before migration 0017 have no such field."""
    return {} if code is None else {"withheld_ground": code}


def fingerprint(content: Mapping[str, Any]) -> str:
    """Give the SHA-256 of a content as canonical JSON (RFC 8785), in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(dict(content))).hexdigest()


def _evidence(cited: Sequence[EvidenceCited]) -> list[dict[str, Any]]:
    ordered = sorted(cited, key=lambda one: str(one.finding_id))
    return [{"finding_id": str(one.finding_id), "version": one.version} for one in ordered]
