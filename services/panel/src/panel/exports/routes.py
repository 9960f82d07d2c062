"""The export over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Response

from common.clock import utc_now
from common.web.dependencies import Reading, System
from common.web.routing import Router
from panel.answers.held import Held
from panel.assisted.schemas import EnrolmentHeld, LetterCodeHeld
from panel.bounces.schemas import BounceHeld
from panel.corrections.schemas import AddressChangeHeld, ContactCorrectionHeld
from panel.dependencies import Joiner, Keys, ManageToken
from panel.exports import service
from panel.exports.schemas import (
    AccountHeld,
    AnswerHeld,
    AreaHeld,
    ContactHeld,
    ExportOut,
    MailHeld,
    OfflineEntryHeld,
    RewardHeld,
    SignupHeld,
    SurveyHeld,
    VoucherHeld,
)
from panel.members.shown import me_out
from panel.rewards.held import RewardsHeld
from panel.rewards.schemas import MyClaimOut
from panel.rewards.taking_schemas import DetailsTakenHeld
from panel.rewards.voucher_schemas import MyVoucherOut
from panel.selection.shown import entry_out
from panel.surveys.choices import choices
from panel.surveys.pipes import without_answers
from panel.surveys.questions import Matrix, Question, read_questions

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: members"])


@router.get("/me/export")
async def read_export(
    ics: System, session: Reading, keys: Keys, token: ManageToken, response: Response, _: Joiner
) -> ExportOut:
    """Give a member everything that is held of them: their profile, consents with their wording,
    what they were asked and answered, which mails they were sent and what of them counts as a
    contact, which segments they are in, requests to join with their address, and their rewards."""
    now = utc_now()
    export = await service.gather(session, ics, keys, token, now)
    response.headers["Content-Disposition"] = 'attachment; filename="my-panel-data.json"'
    response.headers["Cache-Control"] = "no-store"
    return ExportOut(
        made_at=now,
        ics=ics,
        profile=me_out(export.me),
        surveys=[_survey(held) for held in export.surveys],
        mails=[
            MailHeld(
                kind=mail.kind,
                about_id=mail.about_id,
                state=mail.state,
                held_for=mail.held_for,
                carried_out_as=mail.carried_out_as,
                queued_at=mail.created_at,
                finished_at=mail.finished_at,
            )
            for mail in export.mails
        ],
        mails_that_came_back=[BounceHeld.model_validate(one) for one in export.bounces],
        contacts=[ContactHeld.model_validate(contact) for contact in export.contacts],
        segments=list(export.segments),
        signups=[SignupHeld.model_validate(signup) for signup in export.signups],
        rewards=_rewards(export.rewards, export.voucher_codes),
        enrolment=EnrolmentHeld.model_validate(export.enrolment) if export.enrolment else None,
        area=AreaHeld.model_validate(export.area) if export.area else None,
        household_recorded=export.me.household_told_at is not None,
        letter_codes=[LetterCodeHeld.model_validate(code) for code in export.letter_codes],
        address_changes=[AddressChangeHeld.model_validate(one) for one in export.address_changes],
        contact_corrections=[
            ContactCorrectionHeld.model_validate(one) for one in export.contact_corrections
        ],
        offline_entries=[OfflineEntryHeld.model_validate(one) for one in export.offline_entries],
        payment_details=_account(export.rewards),
        gatherings=list(export.gatherings),
        selections=[entry_out(held) for held in export.pools],
    )


def _rewards(held: RewardsHeld, codes: Mapping[UUID, str]) -> list[RewardHeld]:
    return [
        RewardHeld(
            title=offer.title,
            kind=offer.kind,
            offered_on=offer.offered_on,
            decision=offered.decision,
            cause=offered.cause,
            warning_version=offered.warning_version,
            decided_on=offered.decided_on,
            claims=[MyClaimOut.model_validate(one) for one in held.claims_on(offer.id)],
            vouchers=[
                VoucherHeld(
                    **MyVoucherOut.model_validate(one).model_dump(), code=codes.get(one.voucher_id)
                )
                for one in held.vouchers_on(offer.id)
            ],
        )
        for offer, offered in held.offers
    ]


def _account(held: RewardsHeld) -> AccountHeld | None:
    if held.account is None:
        return None
    return AccountHeld(
        account_name=held.account.name,
        sort_code=held.account.sort_code,
        account_number=held.account.account_number,
        taken=None if held.taken is None else DetailsTakenHeld.model_validate(held.taken),
    )


def _survey(held: Held) -> SurveyHeld:
    given = held.answers or {}
    return SurveyHeld(
        survey_id=held.survey_id,
        title=held.title,
        draft=held.unsent,
        answered_on=held.answered_on,
        anonymous=held.anonymous,
        answered=held.answered,
        answers=[
            AnswerHeld(
                question=without_answers(question.text),
                answer=_words(question, given[str(question.id)]),
            )
            for question in read_questions(held.questions)
            if str(question.id) in given
        ],
    )


def _words(question: Question, answer: Any) -> Any:
    labels = dict(choices(question)) if question.kind != "scale" else {}
    if isinstance(question, Matrix):
        rows = {row.code: row.label for row in question.rows}
        return {rows[row]: labels[code] for row, code in answer.items()}
    if isinstance(answer, list):
        return [labels.get(code, code) for code in answer]
    return labels.get(answer, answer) if isinstance(answer, str) else answer
