"""Findings over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from common.web.conditional import IfMatch, etag, not_modified
from common.web.dependencies import Paging, Reading, Writing
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from insights.ageing import service as ageing
from insights.dependencies import API, AsOf, Deposits, Now, Publishes, Reads, System
from insights.findings import clearing, embargoes, publishing, repository, service, withdrawing
from insights.findings.access import Act
from insights.findings.lifecycle import State
from insights.findings.links import known_of_contents, known_of_findings
from insights.findings.presentation import shown, shown_version
from insights.findings.schemas import (
    ClearanceIn,
    EmbargoIn,
    FindingIn,
    FindingOut,
    FindingPatch,
    HitOut,
    ReasonIn,
    SupersedeIn,
    VersionOut,
)
from insights.organisations import service as organisations
from insights.replies import shown as replies
from insights.vocabularies import service as vocabularies
from insights.words import Reference

router = Router(prefix=f"{API}/findings", tags=["findings"])


@router.get("")
async def list_findings(
    *,
    session: Reading,
    reader: Reads,
    page: Paging,
    as_of: AsOf,
    request: Request,
    response: Response,
    state: State | None = None,
    activity_id: UUID | None = None,
    survey_id: UUID | None = None,
    reference: Reference | None = None,
) -> PageOut[FindingOut]:
    """List the findings that you may see, newest deposit first; your own drafts among them."""
    found = await repository.page(
        session, reader, page, state=state, activity_id=activity_id, survey_id=survey_id,
        reference=reference,
    )  # fmt: skip
    ids = {finding.organisation_id for finding in found.items if finding.organisation_id}
    names = await organisations.names(session, ids)
    clock = await ageing.clock_on(session, as_of)
    said = await replies.of_findings(session, [finding.id for finding in found.items])
    rounding = await vocabularies.rounding(session)
    known = await known_of_findings(session, reader, found.items)
    body: Any = page_response(
        found.map(
            lambda one: shown(
                one, reader, names, clock, rounding, known=known, replies=said.get(one.id, [])
            )
        ),
        request,
        response,
    )
    return PageOut[FindingOut].model_validate(body)


@router.post("", status_code=201)
async def deposit_finding(
    *,
    data: FindingIn,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    request: Request,
    response: Response,
) -> FindingOut:
    """Deposit a finding as a draft."""
    act = Act(ics, reader, now)
    finding = await service.deposit(session, act, data)
    response.headers["Location"] = f"{request.url.path}/{finding.id}"
    return await _answer(session, act, finding, response)


@router.get("/{finding_id}")
async def read_finding(
    *,
    finding_id: UUID,
    session: Reading,
    reader: Reads,
    as_of: AsOf,
    request: Request,
    response: Response,
) -> Any:
    """Read a finding: the version in force, and where it stands.

    The ETag is of the finding, not of its age: who holds it can work that out from `heard_on` and
    `half_life_days`.
    """
    finding = await service.get(session, finding_id, reader)
    held = not_modified(request, etag(finding.revision))
    if held is not None:
        return held
    response.headers["ETag"] = etag(finding.revision)
    name = await organisations.name_of(session, finding.organisation_id)
    clock = await ageing.clock_on(session, as_of)
    said = await replies.of_finding(session, finding.id)
    rounding = await vocabularies.rounding(session)
    named = _named(finding.organisation_id, name)
    known = await known_of_findings(session, reader, [finding])
    return shown(finding, reader, named, clock, rounding, known=known, replies=said)


@router.patch("/{finding_id}")
async def change_finding(
    *,
    finding_id: UUID,
    data: FindingPatch,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> FindingOut:
    """Change a finding: a new version, in draft. What is published stays until it is replaced."""
    act = Act(ics, reader, now)
    finding = await service.change(session, act, finding_id, expected, data)
    return await _answer(session, act, finding, response)


@router.post("/{finding_id}/submit")
async def submit_finding(
    *,
    finding_id: UUID,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> FindingOut:
    """Hand the draft in, to be checked and published."""
    act = Act(ics, reader, now)
    return await _answer(
        session, act, await service.submit(session, act, finding_id, expected), response
    )


@router.post("/{finding_id}/send-back")
async def send_finding_back(
    *,
    finding_id: UUID,
    session: Writing,
    ics: System,
    reader: Publishes,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> FindingOut:
    """Hand what was submitted back to its author."""
    act = Act(ics, reader, now)
    return await _answer(
        session, act, await service.send_back(session, act, finding_id, expected), response
    )


@router.post("/{finding_id}/publish")
async def publish_finding(
    *,
    finding_id: UUID,
    session: Writing,
    ics: System,
    reader: Publishes,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> FindingOut:
    """Publish what was submitted, unless something in it reads like personal data uncleared.

    Under an embargo it is approved (`embargoed`) and published by itself when that ends.
    """
    act = Act(ics, reader, now)
    return await _answer(
        session, act, await publishing.publish(session, act, finding_id, expected), response
    )


@router.put("/{finding_id}/embargo")
async def set_embargo_of_finding(
    *,
    finding_id: UUID,
    data: EmbargoIn,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> FindingOut:
    """Set, shorten, lengthen or lift the embargo of what isn't published yet.

    Until it ends only its organisation and the system's editors see the version; then it is
    published by itself.
    """
    act = Act(ics, reader, now)
    finding = await embargoes.set_embargo(session, act, finding_id, expected, data.embargo_until)
    return await _answer(session, act, finding, response)


@router.post("/{finding_id}/supersede")
async def supersede_finding(
    *,
    finding_id: UUID,
    data: SupersedeIn,
    session: Writing,
    ics: System,
    reader: Publishes,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> FindingOut:
    """Let another published finding stand in for this one."""
    act = Act(ics, reader, now)
    successor = data.superseded_by
    finding = await service.supersede(session, act, finding_id, expected, successor)
    return await _answer(session, act, finding, response)


@router.post("/{finding_id}/withdraw")
async def withdraw_finding(
    *,
    finding_id: UUID,
    data: ReasonIn,
    session: Writing,
    ics: System,
    reader: Publishes,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> FindingOut:
    """Take a finding back for good; its reference and the reason stay."""
    act = Act(ics, reader, now)
    finding = await withdrawing.withdraw(session, act, finding_id, expected, data.reason)
    return await _answer(session, act, finding, response)


@router.get("/{finding_id}/versions")
async def list_versions(finding_id: UUID, session: Reading, reader: Reads) -> list[VersionOut]:
    """List the versions that you may see, oldest first."""
    owner = (await service.get(session, finding_id, reader)).organisation_id
    kept = await service.versions(session, finding_id, reader)
    rounding = await vocabularies.rounding(session)
    known = await known_of_contents(session, reader, [version.content for version in kept])
    return [shown_version(version, owner, reader, rounding, known) for version in kept]


@router.get("/{finding_id}/personal-data")
async def list_personal_data(finding_id: UUID, session: Reading, reader: Reads) -> list[HitOut]:
    """List what in the newest version reads like personal data: where, never what."""
    return await clearing.listing(session, finding_id, reader)


@router.post("/{finding_id}/clearances", status_code=204)
async def clear_personal_data(
    *,
    finding_id: UUID,
    data: ClearanceIn,
    session: Writing,
    ics: System,
    reader: Publishes,
    now: Now,
) -> None:
    """Say that something which reads like personal data may stay in this version, and why."""
    await clearing.clear(session, Act(ics, reader, now), finding_id, data)


async def _answer(session: Writing, act: Act, finding: Any, response: Response) -> FindingOut:
    response.headers["ETag"] = etag(finding.revision)
    name = await organisations.name_of(session, finding.organisation_id)
    clock = await ageing.clock_on(session, act.today)
    said = await replies.of_finding(session, finding.id)
    rounding = await vocabularies.rounding(session)
    named = _named(finding.organisation_id, name)
    known = await known_of_findings(session, act.reader, [finding])
    return shown(finding, act.reader, named, clock, rounding, known=known, replies=said)


def _named(organisation_id: UUID | None, name: str | None) -> dict[UUID, str]:
    return {organisation_id: name} if organisation_id is not None and name is not None else {}
