"""Commissioning assemblies and juries: by a body, amended until the lottery, or cancelled."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import ValidationError

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.messaging import outbox
from common.personal_data import check
from common.web.validation import field_errors
from governance.assemblies import events, repository
from governance.assemblies.errors import AssemblyNotFound, AssemblyState, LotteryCommitted
from governance.assemblies.models import Assembly
from governance.assemblies.schemas import AssemblyFields, AssemblyIn, AssemblyPatch
from governance.bodies import service as bodies
from governance.decisions import service as decisions
from governance.decisions.service import Clerk
from governance.vocabularies.service import (
    ASSEMBLY_CATEGORY,
    ASSEMBLY_KIND,
    SPECTRUM,
    check_codes,
)

_OF_THE_LOTTERY = {"kind", "seats", "categories"}
"""What stands once the lottery is committed to."""


async def get(session: ReadSession, assembly_id: UUID) -> Assembly:
    """Give one assembly.

    Raises:
        AssemblyNotFound: if this system has none with that id.
    """
    found = await repository.get(session, assembly_id)
    if found is None:
        raise AssemblyNotFound
    return found


async def get_for_change(session: WriteSession, assembly_id: UUID) -> Assembly:
    """Give one assembly, locked.

    Raises:
        AssemblyNotFound: if this system has none with that id.
    """
    found = await repository.get_for_change(session, assembly_id)
    if found is None:
        raise AssemblyNotFound
    return found


async def list_page(
    session: ReadSession, request: PageRequest, *, body_id: UUID | None, state: str | None
) -> Page[Assembly]:
    """List assemblies, the newest first."""
    return await repository.page(session, request, body_id=body_id, state=state)


async def commission(
    session: WriteSession, ics: SystemCode, data: AssemblyIn, clerk: Clerk, *, ids: NewId = new_id
) -> Assembly:
    """Commission an assembly or jury, and tell of it.

    Raises:
        BodyNotFound: if this system has no such body.
        Invalid: where a code, a day, a body or the decision does not fit, or the words bear
            personal data.
    """
    await bodies.get(session, data.body_id)
    await _check(session, data, day_in_england(clerk.now))
    if data.decision_id is not None:
        await check_decision(session, data.decision_id, data.body_id, "body.decision_id")
    one = Assembly(
        ics=ics,
        id=ids(),
        state="commissioned",
        cancelled_reason=None,
        commissioned_at=clerk.now,
        commissioned_by=clerk.subject,
        version=1,
        **data.model_dump(),
    )
    session.add(one)
    await session.flush()
    await outbox.record(session, ics, await events.commissioned(session, one), now=clerk.now)
    return one


async def amend(
    session: WriteSession, one: Assembly, patch: AssemblyPatch, clerk: Clerk
) -> Assembly:
    """Amend a commission, which must be locked, and tell of it.

    Raises:
        AssemblyState: if it is cancelled, or the assembly has reported.
        LotteryCommitted: if kind, seats or categories would change after the commitment.
        Invalid: where the whole would no longer fit.
    """
    _commissioned(one, "Only a commission that stands, and has not been reported on, is amended.")
    sent = patch.model_dump(exclude_unset=True)
    empty = [name for name, value in sent.items() if value is None]
    if empty:
        raise Invalid(
            "These fields cannot be empty.",
            fields=tuple(FieldError(f"body.{name}", "cannot be null") for name in empty),
        )
    fresh = {name: value for name, value in sent.items() if getattr(one, name) != value}
    if _OF_THE_LOTTERY & fresh.keys() and await repository.lottery(session, one.id) is not None:
        raise LotteryCommitted
    whole = _whole({name: getattr(one, name) for name in AssemblyFields.model_fields} | fresh)
    await _check(session, whole, day_in_england(clerk.now))
    for name, value in fresh.items():
        setattr(one, name, value)
    one.version += 1
    await session.flush()
    told = await events.amended(session, one, clerk.now)
    await outbox.record(session, SystemCode(one.ics), told, now=clerk.now)
    return one


async def cancel(session: WriteSession, one: Assembly, reason: str, clerk: Clerk) -> Assembly:
    """Cancel a commission, which must be locked, and tell of it.

    Raises:
        AssemblyState: if it is cancelled already, or the assembly has reported.
        Invalid: if the reason bears personal data.
    """
    _commissioned(one, "What is cancelled stays so, and an assembly that reported is answered.")
    refuse_personal_data([("body.reason", reason)])
    one.state, one.cancelled_reason = "cancelled", reason
    one.version += 1
    await session.flush()
    told = await events.cancelled(session, one, reason, clerk.now)
    await outbox.record(session, SystemCode(one.ics), told, now=clerk.now)
    return one


async def check_decision(
    session: ReadSession,
    decision_id: UUID,
    body_id: UUID,
    field: str,
    *,
    not_before: date | None = None,
) -> decisions.Recorded:
    """Check that a decision is of a body, and may be read by everybody.

    Args:
        field: of the request, which names it.
        not_before: the first day on which it may have been taken.

    Raises:
        DecisionNotFound: if this system has none with that id.
        Invalid: if it is another body's, withheld, or was taken before.
    """
    recorded = await decisions.get(session, decision_id)
    wrong = None
    if recorded.decision.body_id != body_id:
        wrong = "is a decision of another body"
    elif recorded.version.confidential:
        wrong = "is withheld from the public: what rests on it would tell of it"
    elif not_before is not None and recorded.decision.decided_on < not_before:
        wrong = "was taken before the recommendation was made"
    if wrong is not None:
        raise Invalid("This decision does not fit.", fields=(FieldError(field, wrong),))
    return recorded


def refuse_personal_data(texts: list[tuple[str, str]]) -> None:
    """Refuse words that read like personal data: they are published, and travel.

    Raises:
        Invalid: naming the field and the kind, never what was found.
    """
    hits = check(texts)
    if hits:
        raise Invalid(
            "Leave out what reads like personal data: this is published.",
            fields=tuple(FieldError(hit.field, hit.message) for hit in hits),
        )


async def _check(session: ReadSession, data: AssemblyFields, today: date) -> None:
    codes: list[tuple[str, str, str | None]] = [
        ("body.kind", ASSEMBLY_KIND, data.kind),
        ("body.spectrum_level", SPECTRUM, data.spectrum_level),
    ]
    codes += [
        (f"body.categories[{at}]", ASSEMBLY_CATEGORY, code)
        for at, code in enumerate(data.categories)
    ]
    await check_codes(session, codes, on=today)
    receiving = await bodies.get(session, data.receiving_body_id)
    if receiving.valid_to is not None and receiving.valid_to <= data.answer_due_on:
        raise Invalid(
            "The receiving body has to be there to answer.",
            fields=(FieldError("body.receiving_body_id", "ends before the promised day"),),
        )
    refuse_personal_data([("body.title", data.title), ("body.question", data.question)])


def _commissioned(one: Assembly, why: str) -> None:
    if one.state != "commissioned":
        raise AssemblyState(why)


def _whole(values: dict[str, object]) -> AssemblyFields:
    try:
        return AssemblyFields.model_validate(values)
    except ValidationError as error:
        raise Invalid(
            "With this change the commission would not hold together.",
            fields=field_errors(error.errors(include_input=False)),
        ) from None
