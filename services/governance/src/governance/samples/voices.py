"""Questions and petitions of a made-up past, by made-up people under example.org.

They go the way that everybody's go: an address is confirmed by the link of a mail. The mails are
called off in the transaction that makes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import orjson

from common.past import Step, moment
from governance.mail.service import COLUMN
from governance.petitions import handling as petitions_handled
from governance.petitions import service as petitions
from governance.petitions import signing
from governance.petitions.schemas import OpeningIn, PetitionIn, SignatureIn
from governance.questions import handling as questions_handled
from governance.questions import service as questions
from governance.questions.schemas import AcceptanceIn, QuestionIn
from governance.samples import repository
from governance.samples.ground import Ground
from governance.samples.schemas import PastPetition, PastQuestion
from governance.senders.schemas import AnswerIn
from governance.vocabularies import service as vocabularies

_DAYS_OF_SIGNING = 14


class Question:
    """One question or statement, step by step."""

    def __init__(self, ground: Ground, past: PastQuestion, number: int) -> None:
        self._ground, self._past, self._number = ground, past, number
        self._id: UUID | None = None

    def steps(self) -> Iterator[Step]:
        """Give everything that happened to the question."""
        past, of = self._past, f"question {self._number}"
        yield Step(of, moment(past.asked_on, 13), self._ask)
        if past.accepted_on is not None:
            yield Step(of, moment(past.accepted_on, 14), self._accept)
        if past.answered_on is not None:
            yield Step(of, moment(past.answered_on, 15), self._answer)

    async def _ask(self, now: datetime) -> None:
        ground, past = self._ground, self._past
        session, ics, keys = ground.session, ground.ics, ground.keys
        address = f"sample-question-{self._number}@example.org"
        await questions.request_link(session, ics, keys, address, now)
        said = QuestionIn(
            token=await _mailed_token(ground),
            body_id=ground.body(past.body),
            meeting_id=None if past.meeting is None else ground.meeting(past.meeting),
            kind=past.kind,
            text=past.text,
            name=past.name,
            show_name=past.show_name,
        )
        self._id = (await questions.ask(session, ics, keys, said, now)).question.id

    async def _accept(self, now: datetime) -> None:
        said = AcceptanceIn(text=self._past.text)
        await questions_handled.accept(self._ground.session, _known(self._id), said)

    async def _answer(self, now: datetime) -> None:
        ground, past = self._ground, self._past
        said = AnswerIn.model_validate(
            {
                "answer": past.answer,
                "answered_by": past.answered_by,
                "decision_id": ground.decision(past.decision),
            }
        )
        await questions_handled.answer(ground.session, _known(self._id), said, now)
        await questions_handled.publish(
            ground.session, ground.ics, ground.keys, _known(self._id), now
        )


class Petition:
    """One petition, step by step."""

    def __init__(self, ground: Ground, past: PastPetition, number: int) -> None:
        self._ground, self._past, self._number = ground, past, number
        self._id: UUID | None = None

    def steps(self) -> Iterator[Step]:
        """Give everything that happened to the petition."""
        past, of = self._past, f"petition {self._number}"
        yield Step(of, moment(past.started_on, 13), self._start)
        yield Step(of, moment(past.opened_on, 14), self._open)
        for signer in range(past.signatures):
            on = past.opened_on + timedelta(days=1 + signer % _DAYS_OF_SIGNING)
            yield Step(of, moment(on, 15), partial(self._sign, signer=signer))
        if past.answered_on is not None:
            yield Step(of, moment(past.answered_on, 16), self._answer)

    async def _start(self, now: datetime) -> None:
        ground, past = self._ground, self._past
        session, ics, keys = ground.session, ground.ics, ground.keys
        address = f"sample-petition-{self._number}@example.org"
        await petitions.request_link(session, ics, keys, address, now)
        said = PetitionIn(
            token=await _mailed_token(ground),
            body_id=ground.body(past.body),
            title=past.title,
            text=past.text,
            name=past.name,
            show_name=past.show_name,
        )
        self._id = (await petitions.start(session, ics, keys, said, now)).petition.id

    async def _open(self, now: datetime) -> None:
        ground, past = self._ground, self._past
        said = OpeningIn(title=past.title, text=past.text)
        await petitions_handled.open_(
            ground.session, ground.ics, ground.keys, _known(self._id), data=said, now=now
        )

    async def _sign(self, now: datetime, signer: int) -> None:
        ground, petition_id = self._ground, _known(self._id)
        session, ics, keys = ground.session, ground.ics, ground.keys
        address = f"sample-signer-{self._number}-{signer}@example.org"
        await signing.request_link(session, ics, keys, petition_id, email=address, now=now)
        said = SignatureIn(token=await _mailed_token(ground))
        await signing.sign(session, ics, keys, said, now)

    async def _answer(self, now: datetime) -> None:
        ground, past = self._ground, self._past
        petition = await petitions.get(ground.session, _known(self._id))
        threshold, _ = await vocabularies.disclosure(ground.session, ground.ics)
        petitions_handled.count(petition, threshold, now)
        said = AnswerIn.model_validate(
            {
                "answer": past.answer,
                "answered_by": past.answered_by,
                "decision_id": ground.decision(past.decision),
            }
        )
        await petitions_handled.answer(
            ground.session, ground.ics, ground.keys, petition.id, data=said, now=now
        )


async def _mailed_token(ground: Ground) -> str:
    """Read the token from the mail that was queued last, as its receiver would."""
    mail = await repository.newest_mail(ground.session)
    if mail.sealed is None:
        raise TypeError("a mail that waits has content")
    content = orjson.loads(ground.keys.open(mail.sealed, ground.ics, COLUMN, mail.id))
    token: str = parse_qs(urlsplit(content["path"]).query)["token"][0]
    return token


def _known(id_: UUID | None) -> UUID:
    if id_ is None:
        raise TypeError("it was not begun")
    return id_
