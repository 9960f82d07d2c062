"""The export on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from common.web.schemas import Model
from panel.assisted.schemas import EnrolmentHeld, LetterCodeHeld
from panel.bounces.schemas import BounceHeld
from panel.corrections.schemas import AddressChangeHeld, ContactCorrectionHeld
from panel.gatherings.schemas import BookingHeld
from panel.members.schemas import MeOut
from panel.rewards.schemas import MyClaimOut
from panel.rewards.taking_schemas import DetailsTakenHeld
from panel.rewards.voucher_schemas import MyVoucherOut
from panel.selection.schemas import EntryOut


class AnswerHeld(Model):
    """What a member answered to one question."""

    question: str
    answer: Any
    """The option's label or labels, the value on the scale, or the text."""


class SurveyHeld(Model):
    """A survey that a member was asked to answer, and what they answered."""

    survey_id: UUID
    title: str
    draft: bool
    """Answers were begun and not sent. They are sealed under the link of the invitation, which
    opens them; the panel does not."""
    answered_on: date | None
    """Null where they have not answered, and in an anonymous survey."""
    anonymous: bool
    """Then nobody can tell which answers are theirs."""
    answered: bool
    answers: list[AnswerHeld]


class MailHeld(Model):
    """A mail to a member, as it is remembered: not what it said."""

    kind: str
    about_id: UUID | None
    state: str
    held_for: str | None
    """Why it was held and not sent; null of most."""
    carried_out_as: str | None
    queued_at: datetime
    finished_at: datetime | None


class ContactHeld(Model):
    """A contact that counts towards how often a member may be written to."""

    kind: str
    about_id: UUID
    contacted_on: date


class SignupHeld(Model):
    """A request to join with the member's address."""

    language: str
    expires_at: datetime
    """When it is deleted."""


class VoucherHeld(MyVoucherOut):
    """A voucher that a member was handed."""

    code: str | None
    """Null until they were shown it on their page of rewards, and once it has expired."""


class RewardHeld(Model):
    """A reward that a member was offered, what they decided, and what they claimed."""

    title: str
    kind: str
    offered_on: date
    decision: str
    cause: str | None
    warning_version: str | None
    decided_on: date | None
    claims: list[MyClaimOut]
    vouchers: list[VoucherHeld]


class AccountHeld(Model):
    """Where a member is paid."""

    account_name: str
    sort_code: str
    account_number: str
    taken: DetailsTakenHeld | None
    """How staff took it down; null where the member entered it."""


class AreaHeld(Model):
    """Where a member is, as their postcode told; the postcode is not kept."""

    lsoa: str
    decile: int | None
    """Of deprivation, 1 the most deprived; null outside of England, or where it is not known."""
    release: str
    """Of the postcode directory."""
    index: str | None
    """Of deprivation, such as imd2025; null where the decile was not known to be of one."""


class OfflineEntryHeld(Model):
    """That staff entered their answers to a survey."""

    survey_id: UUID
    means: str
    witness: str
    """Reference of who took the answers."""
    entered_on: date


class ExportOut(Model):
    """Everything that the panel holds of a member."""

    made_at: datetime
    ics: str
    profile: MeOut
    surveys: list[SurveyHeld]
    mails: list[MailHeld]
    mails_that_came_back: list[BounceHeld]
    contacts: list[ContactHeld]
    segments: list[str]
    """Names of the groups of members that they are in at present, worked out from the above."""
    signups: list[SignupHeld]
    rewards: list[RewardHeld]
    payment_details: AccountHeld | None
    selections: list[EntryOut]
    """Draws for assemblies in whose pool they are: values, salt, probability."""
    gatherings: list[BookingHeld]
    """Events at which they asked for a place, and what they said that they need there."""
    enrolment: EnrolmentHeld | None
    """How they were enrolled; null of who joined by email."""
    letter_codes: list[LetterCodeHeld]
    address_changes: list[AddressChangeHeld]
    """Changes of their address that were asked for; not the addresses."""
    contact_corrections: list[ContactCorrectionHeld]
    offline_entries: list[OfflineEntryHeld]
    """Surveys whose answers staff entered for them."""
    area: AreaHeld | None
    """The census area that a postcode told; null of who gave none."""
    household_recorded: bool
    """Whether they told their household, for the draw of an assembly. What is kept of it is a keyed
    token that tells no address."""
