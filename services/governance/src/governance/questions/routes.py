"""Public questions over HTTP: for those who ask, for staff, and as everybody reads them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import day_in_england, utc_now
from common.web.dependencies import Paging, Reading, System, Writing, anonymous
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.confirmations import service as confirmations
from governance.dependencies import Asker, Keys, LinkToken, Manager, PersonalManager
from governance.keys import GovernanceKeys
from governance.questions import assisted, handling, offers, service
from governance.questions.models import PublicQuestion
from governance.questions.schemas import (
    AcceptanceIn,
    AnsweredOut,
    AssistedIn,
    GroupIn,
    OffersOut,
    PublishedQuestionsOut,
    QuestionIn,
    QuestionOut,
    QuestionOwnOut,
    QuestionPersonOut,
    QuestionSentOut,
    RoutingIn,
    State,
    ToldIn,
)
from governance.questions.service import Asked
from governance.senders import service as senders
from governance.senders.schemas import (
    ACKNOWLEDGED,
    AcknowledgedOut,
    AddressIn,
    AnswerIn,
    RefusalIn,
)
from governance.senders.showing import hits_out, person_out

router = Router(prefix="/api/v1/{ics}/governance", tags=["public questions"])
public = Router(
    prefix="/api/v1/{ics}/governance/public-questions", tags=["public questions"],
    dependencies=[anonymous()],
)  # fmt: skip
_OWN = ("reference", "kind", "state", "due_on", "show_name", "ground", "refusal_reason", "answer",
        "answered_by", "erase_on")  # fmt: skip


@public.get("/offer", response_model=OffersOut)
async def read_offer(session: Reading, ics: System) -> OffersOut:
    """List the bodies that take questions, statements or petitions, with the last days for their
    next meetings."""
    return OffersOut(items=await offers.offers(session, utc_now()))


@public.get("/answered", response_model=AnsweredOut)
async def list_answered(session: Reading, ics: System) -> AnsweredOut:
    """Say where answers are published."""
    return await offers.answered(session)


@public.get("/meetings/{meeting_id}", response_model=PublishedQuestionsOut)
async def read_published_questions(
    session: Reading, ics: System, meeting_id: UUID
) -> PublishedQuestionsOut:
    """Give the questions and statements of a meeting with their answers."""
    return await offers.of_meeting(session, meeting_id)


@router.post("/question-requests", response_model=AcknowledgedOut, status_code=202)
async def request_question_link(
    *, session: Writing, ics: System, _: Asker, keys: Keys, data: AddressIn
) -> AcknowledgedOut:
    """Have a link mailed by which a question or statement is written. Nothing but the address is
    kept until it is used; the answer is the same whoever's address it is."""
    await service.request_link(session, ics, keys, data.email, utc_now())
    return ACKNOWLEDGED


@router.get("/question-requests/mine", status_code=204)
async def check_question_link(session: Reading, _: Asker, token: LinkToken) -> Response:
    """Say whether a mailed link is still good, without using it up."""
    await confirmations.require(session, "question", token, utc_now())
    return Response(status_code=204)


@router.post("/questions", response_model=QuestionSentOut, status_code=201)
async def ask_question(
    *, session: Writing, ics: System, _: Asker, keys: Keys, data: QuestionIn
) -> QuestionSentOut:
    """Send a question or statement by a mailed link; it is acknowledged by mail."""
    asked = await service.ask(session, ics, keys, data, utc_now())
    token = keys.token("question", ics, asked.question.id)
    return QuestionSentOut(**_own(asked, keys), link_token=token)


@router.get("/questions/mine", response_model=QuestionOwnOut)
async def read_own_question(
    session: Reading, ics: System, _: Asker, keys: Keys, token: LinkToken
) -> QuestionOwnOut:
    """Give a question to the one who sent it."""
    return QuestionOwnOut(**_own(await service.own(session, ics, keys, token), keys))


@router.delete("/questions/mine", response_model=QuestionOwnOut)
async def withdraw_question(
    session: Writing, ics: System, _: Asker, keys: Keys, token: LinkToken
) -> QuestionOwnOut:
    """Delete what tells who sent a question; one that is not answered yet is taken back."""
    return QuestionOwnOut(**_own(await service.withdraw(session, ics, keys, token), keys))


@router.get("/questions", response_model=PageOut[QuestionOut])
async def list_questions(
    *,
    session: Reading, _: Manager, page: Paging, request: Request, response: Response,
    state: State | None = None,
    meeting_id: UUID | None = None,
    overdue: Annotated[bool, Query(description="Only what should be answered by now.")] = False,
    to_tell: Annotated[
        bool, Query(description="Only what staff are still to tell those for whom they took it.")
    ] = False,
) -> dict[str, Any]:  # fmt: skip
    """List questions and statements, the newest first; without who sent them."""
    today = day_in_england(utc_now())
    found = await handling.list_page(
        session,
        page,
        state=state,
        meeting_id=meeting_id,
        overdue_on=today if overdue else None,
        to_tell=to_tell,
    )
    shown = page_response(found, request, response)
    return {**shown, "items": [_out(one) for one in found.items]}


@router.post("/questions/assisted", response_model=QuestionOut, status_code=201)
async def take_question_down(
    *, session: Writing, ics: System, manager: PersonalManager, keys: Keys, data: AssistedIn
) -> QuestionOut:
    """Take down a question or statement that came by telephone, by letter or in person, as of the
    day on which it came. Nothing is mailed: read its reference and the day of the answer out."""
    question = await assisted.enter(session, ics, keys, data, utc_now(), entered_by=manager.subject)
    return _out(question)


@router.get("/questions/{question_id}", response_model=QuestionPersonOut)
async def read_question(
    session: Reading, ics: System, _: PersonalManager, keys: Keys, question_id: UUID
) -> QuestionPersonOut:
    """Give a question as it was sent and who sent it, with the places that read like personal
    data."""
    question = await handling.get(session, question_id)
    sender = senders.sender_of(keys, question)
    return QuestionPersonOut(
        **_out(question).model_dump(), person=person_out(sender), hits=hits_out(sender)
    )


@router.post("/questions/{question_id}/acceptance", response_model=QuestionOut)
async def accept_question(
    session: Writing, ics: System, _: PersonalManager, question_id: UUID, data: AcceptanceIn
) -> QuestionOut:
    """Take a question, in the text that may be published."""
    return _out(await handling.accept(session, question_id, data))


@router.post("/questions/{question_id}/refusal", response_model=QuestionOut)
async def refuse_question(
    *, session: Writing, ics: System, _: Manager, keys: Keys, question_id: UUID, data: RefusalIn
) -> QuestionOut:
    """Refuse a question on a ground of the body's scheme; its sender is told."""
    return _out(await handling.refuse(session, ics, keys, question_id, data=data, now=utc_now()))


@router.post("/questions/{question_id}/routing", response_model=QuestionOut)
async def route_question(
    session: Writing, ics: System, _: Manager, question_id: UUID, data: RoutingIn
) -> QuestionOut:
    """Say which meeting, item or officer answers a question."""
    return _out(await handling.route(session, question_id, data))


@router.post("/questions/{question_id}/group", response_model=QuestionOut)
async def group_question(
    session: Writing, ics: System, _: Manager, question_id: UUID, data: GroupIn
) -> QuestionOut:
    """Let a question be answered together with another."""
    return _out(await handling.group(session, question_id, data.question_id))


@router.post("/questions/{question_id}/answer", response_model=QuestionOut)
async def answer_question(
    session: Writing, ics: System, _: Manager, question_id: UUID, data: AnswerIn
) -> QuestionOut:
    """Answer a question and its group."""
    return _out(await handling.answer(session, question_id, data, utc_now()))


@router.post("/questions/{question_id}/told", response_model=QuestionOut)
async def record_told(
    session: Writing, ics: System, _: Manager, question_id: UUID, data: ToldIn
) -> QuestionOut:
    """Record that staff gave the answer or the refusal to one whose question they took down."""
    return _out(await assisted.told(session, question_id, data.on, utc_now()))


@router.post("/questions/{question_id}/withdrawal", response_model=QuestionOut)
async def take_question_back(
    session: Writing, ics: System, _: PersonalManager, question_id: UUID
) -> QuestionOut:
    """Delete what tells who sent a question, on their word to staff; one that is not answered yet
    is taken back."""
    return _out(await assisted.take_back(session, question_id))


@router.post("/questions/{question_id}/publication", response_model=QuestionOut)
async def publish_question(
    session: Writing, ics: System, _: Manager, keys: Keys, question_id: UUID
) -> QuestionOut:
    """Publish the answer to a question and its group, and mail it to those who asked."""
    return _out(await handling.publish(session, ics, keys, question_id, utc_now()))


def _out(question: PublicQuestion) -> QuestionOut:
    today = day_in_england(utc_now())
    waits = question.state in {"received", "accepted", "answered"}
    own = {name: getattr(question, name) for name in QuestionOut.model_fields if name != "overdue"}
    return QuestionOut(**own, overdue=waits and question.due_on < today)


def _own(asked: Asked, keys: GovernanceKeys) -> dict[str, Any]:
    question = asked.question
    sender = senders.sender_of(keys, question)
    return {
        **{name: getattr(question, name) for name in _OWN},
        "body_name": asked.body.name,
        "held_on": asked.meeting.held_on if asked.meeting else None,
        "text": sender.original if sender else question.text,
        "details_kept": sender is not None,
    }
