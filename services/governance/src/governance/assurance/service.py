"""Assurance (rule 13): gathered from the record as it stands; only principles are entered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import PageRequest
from common.db.tenancy import SystemCode
from common.errors import Conflict, FieldError, Invalid
from governance.assemblies import answering as assemblies
from governance.assurance import repository
from governance.assurance.figures import Taken, figures
from governance.assurance.models import DecisionPrinciple
from governance.assurance.schemas import (
    AskedKind,
    OwedAnswerOut,
    PrincipleIn,
    PublicOverdueOut,
)
from governance.bodies import service as bodies
from governance.decisions import service as decisions
from governance.decisions.service import Clerk
from governance.duty import due, withheld
from governance.duty.schemas import Due, DueOut
from governance.petitions import handling as petitions
from governance.petitions import service as petition_service
from governance.petitions.models import Petition
from governance.questions import handling as questions
from governance.questions.errors import QuestionNotFound
from governance.questions.models import PublicQuestion
from governance.threads import due as due_answers
from governance.vocabularies import service as vocabularies

_DUE: tuple[Due, ...] = ("without_assessment", "unfinished", "outdated", "review",
                         "temporary_change")  # fmt: skip
_MOST_DUE = 200
_NAMED = {"by_level": vocabularies.SPECTRUM, "by_principle": vocabularies.PRINCIPLE}
_MOST_BODIES = 200
_QUESTION_DONE = ("published", "refused", "withdrawn")
_PETITION_WAITS = ("received", "closed")
"""While it is open, people sign it, and nothing is owed."""


class PrincipleShown(Conflict):
    """The decision shows that principle already."""

    code = "principle-shown"
    title = "The decision shows that principle already"


@dataclass(frozen=True)
class Period:
    """From one day to another, seen on a day."""

    since: date
    until: date
    on: date
    feedback_days: int | None

    def check(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.until < self.since:
            raise Invalid(
                "A period ends after it begins.",
                fields=(FieldError("query.until", "must not be before since"),),
            )


async def show_principle(
    session: WriteSession, ics: SystemCode, decision_id: UUID, data: PrincipleIn, clerk: Clerk
) -> DecisionPrinciple:
    """Record that a decision shows one of the principles of its day, for good.

    Raises:
        DecisionNotFound: if this system has none with that id.
        Invalid: if it is no principle on the day of the decision.
        PrincipleShown: if it was recorded already.
    """
    decision = (await decisions.get(session, decision_id)).decision
    named = [("body.principle", vocabularies.PRINCIPLE, data.principle)]
    await vocabularies.check_codes(session, named, on=decision.decided_on)
    row = DecisionPrinciple(ics=ics, decision_id=decision_id, principle=data.principle,
                            reason=data.reason, recorded_at=clerk.now,
                            recorded_by=clerk.subject)  # fmt: skip
    session.add(row)
    try:
        await session.flush()
    except IntegrityError:
        raise PrincipleShown("It was recorded before, with its reason.") from None
    return row


async def principles(
    session: ReadSession, decision_ids: Collection[UUID]
) -> list[DecisionPrinciple]:
    """List the principles that decisions show, with their reasons."""
    return await repository.principles(session, decision_ids)


async def report(session: ReadSession, body_id: UUID, period: Period) -> dict[str, Any]:
    """Report on a body's decisions of a period.

    Raises:
        BodyNotFound: if this system has none with that id.
        Invalid: if the period ends before it begins.
    """
    period.check()
    body = await bodies.get(session, body_id)
    counted = await taken(session, body_id, period)
    rows, in_all = await repository.unused(session, period.until)
    return {
        "body_id": body.id,
        "body_name": body.name,
        "since": period.since,
        "until": period.until,
        "on": period.on,
        "feedback_days": period.feedback_days,
        **await _labelled(session, figures(counted, period.on, period.feedback_days), period.until),
        "recommendations_overdue": [
            {
                "assembly_id": one.id,
                "title": one.title,
                "number": made.number,
                "answer_due_on": one.answer_due_on,
            }
            for one, made in await assemblies.overdue(session, period.on, body_id)
        ],
        "unused": rows,
        "unused_in_all": in_all,
    }


async def duty_due(session: ReadSession, body_id: UUID, period: Period) -> list[DueOut]:
    """List what is due under the duty to involve; of decisions, those of the period. Nothing of a
    decision that is withheld is among it: a committee that gives assurance keeps no record."""
    found = await repository.decisions(session, body_id, period.since, period.until)
    among = due.Among(
        decisions=[decision.id for decision, version in found if not version.confidential],
        not_assessments=await withheld.assessments(session),
    )
    listed: list[DueOut] = []
    for kind in _DUE:
        page = await due.page(
            session, PageRequest(_MOST_DUE), kind, period.on, body_id, among=among
        )
        listed += page.items
    return listed


async def public_overdue(
    session: ReadSession, body_id: UUID, period: Period
) -> list[PublicOverdueOut]:
    """List what the body owes an answer to people who asked it, on the day of the report."""
    asked = await questions.overdue(session, body_id, period.on)
    signed = await petitions.overdue(session, body_id, period.on)
    found = [(one.kind, one) for one in asked] + [("petition", one) for one in signed]
    return [
        PublicOverdueOut.model_validate(
            {
                "id": one.id,
                "kind": kind,
                "reference": one.reference,
                "state": one.state,
                "due_on": one.due_on,
            }
        )
        for kind, one in sorted(found, key=lambda pair: (pair[1].due_on, pair[1].id))
    ]


async def owed_answer(
    session: ReadSession, kind: AskedKind, asked_id: UUID, on: date
) -> OwedAnswerOut:
    """Tell how far the answer to one question, statement or petition is.

    Raises:
        QuestionNotFound, PetitionNotFound: if this system has none of that kind with that id.
    """
    one: PublicQuestion | Petition
    if kind == "petition":
        one = await petition_service.get(session, asked_id)
        words, owing = one.title, one.state in _PETITION_WAITS
    else:
        one = await questions.get(session, asked_id)
        if one.kind != kind:
            raise QuestionNotFound
        words, owing = one.text, one.state not in _QUESTION_DONE
    return OwedAnswerOut(
        id=one.id, kind=kind, reference=one.reference, state=one.state, due_on=one.due_on,
        body_id=one.body_id, asked_on=one.asked_on, words=words, answered_on=one.answered_on,
        overdue=owing and one.due_on < on,
    )  # fmt: skip


async def compare(session: ReadSession, period: Period) -> list[dict[str, Any]]:
    """Put the bodies of the system beside each other, by name.

    Raises:
        Invalid: if the period ends before it begins.
    """
    period.check()
    page = await bodies.list_page(session, PageRequest(_MOST_BODIES), None)
    compared = []
    overdue = await assemblies.overdue(session, period.on)
    owed = Counter(one.receiving_body_id for one, _ in overdue)
    for body in page.items:
        counted = await taken(session, body.id, period)
        found = figures(counted, period.on, period.feedback_days)
        compared.append({
            "body_id": body.id, "body_name": body.name, "decisions": found["decisions"],
            "withheld": found["withheld"], "described": found["described"]["count"],
            "percent": found["described"]["percent"],
            "without_insight": len(found["without_insight"]),
            "feedback_overdue": len(found["feedback_overdue"]),
            "recommendations_overdue": owed[body.id],
        })  # fmt: skip
    return compared


async def _labelled(session: ReadSession, found: dict[str, Any], on: date) -> dict[str, Any]:
    """Add what levels and principles are called; communities are the library's to name."""
    terms = await vocabularies.terms(session, on)
    for name, vocabulary in _NAMED.items():
        labels = {one.code: one.label for one in terms if one.vocabulary == vocabulary}
        for figure in found[name]:
            figure["label"] = labels.get(figure["code"])
    return found


async def taken(session: ReadSession, body_id: UUID | None, period: Period) -> list[Taken]:
    """List a body's decisions of a period, or those of every body, by reference."""
    found = await repository.decisions(session, body_id, period.since, period.until)
    ids = [decision.id for decision, _ in found]
    relied = await repository.relied(session, ids)
    heard = relied.findings | relied.heard
    answered = await repository.answered(session, ids)
    due_days = await due_answers.days(
        session,
        [
            (decision.id, decision.body_id, decision.decided_on)
            for decision, version in found
            if decision.id not in answered and decision.id in heard
        ],
    )
    shown: dict[UUID, set[str]] = defaultdict(set)
    for one in await repository.principles(session, ids):
        shown[one.decision_id].add(one.principle)
    return [
        Taken(
            id=decision.id,
            reference=decision.reference,
            title=version.title,
            decided_on=decision.decided_on,
            withheld=version.confidential,
            described=bool((version.involvement_statement or "").strip()),
            heard=decision.id in heard,
            answered=decision.id in answered,
            levels=frozenset(relied.levels.get(decision.id, ())),
            communities=frozenset(relied.communities.get(decision.id, ())),
            principles=frozenset(shown.get(decision.id, ())),
            body_id=decision.body_id,
            meeting_id=decision.meeting_id,
            outcome=version.outcome,
            due_on=due_days.get(decision.id),
            kind=version.kind_of_activity,
            not_done=version.not_done,
        )
        for decision, version in found
    ]
