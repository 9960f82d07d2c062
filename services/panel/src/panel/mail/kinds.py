"""Which mails there are, and what a member must have agreed to for each."""

from __future__ import annotations

from enum import StrEnum


class MailKind(StrEnum):
    """A mail's kind; the wording of each is in `panel.mail.wording`."""

    CONFIRM_ADDRESS = "confirm_address"
    """To an address that somebody gave: press the button to join."""
    ALREADY_MEMBER = "already_member"
    """To a member whose address somebody gave: you are a member, here is your own page."""
    WELCOME = "welcome"
    CONFIRM_NEW_ADDRESS = "confirm_new_address"
    """To an address that a member wants to have: press the button to use it."""
    ADDRESS_IN_USE = "address_in_use"
    """To a member whose address somebody wants to have: nothing is changed."""
    ADDRESS_CHANGE_ASKED = "address_change_asked"
    """To the old address: somebody asked for another one."""
    ADDRESS_CHANGED = "address_changed"
    """To the new address: here is the new link to your own page."""
    SURVEY_INVITATION = "survey_invitation"
    SURVEY_REMINDER = "survey_reminder"
    FEEDBACK = "feedback"
    ASSEMBLY_FEEDBACK = "assembly_feedback"
    """What came of it, to those who sat on an assembly."""
    ASSEMBLY_ANSWERS = "assembly_answers"
    """To those who sat on an assembly: what a body answers to what it recommended."""
    ASSEMBLY_CORRECTED = "assembly_corrected"
    """To those who sat on an assembly: the record of a recommendation of theirs was corrected."""
    GATHERING_FEEDBACK = "gathering_feedback"
    """What came of it, to those who came to a gathering."""
    BULLETIN = "bulletin"
    GATHERING_INVITATION = "gathering_invitation"
    GATHERING_LINK = "gathering_link"
    """To a member whose address somebody gave on the page of a gathering: here is your link."""
    GATHERING_PLACE = "gathering_place"
    GATHERING_WAITING = "gathering_waiting"
    GATHERING_OFFER = "gathering_offer"
    GATHERING_REMINDER = "gathering_reminder"
    GATHERING_CHANGED = "gathering_changed"
    GATHERING_CANCELLED = "gathering_cancelled"
    REWARD_OFFER = "reward_offer"
    """To a member who is offered a reward or expense; see `panel.mail.agreeing`."""
    VOUCHER_READY = "voucher_ready"
    """To a member who claimed a voucher: it is on their own page. Has no code."""
    PAYMENT_RETURNED = "payment_returned"
    """To a member whose payment came back from the bank: it waits for another account."""

    @property
    def purpose(self) -> str | None:
        """The purpose of consent without which it is not sent; None where it answers an act of
        the person's own. Feedback belongs to the survey or the draw that it answers."""
        if self is MailKind.BULLETIN:
            return "bulletins"
        if self in ABOUT_GATHERINGS:
            return "events"
        if self in ABOUT_ASSEMBLIES:
            return "assembly_pool"
        about_surveys = {MailKind.SURVEY_INVITATION, MailKind.SURVEY_REMINDER, MailKind.FEEDBACK}
        return "surveys" if self in about_surveys else None


ABOUT_ASSEMBLIES = frozenset(
    {MailKind.ASSEMBLY_FEEDBACK, MailKind.ASSEMBLY_ANSWERS, MailKind.ASSEMBLY_CORRECTED}
)
"""Mails to those who sat on an assembly."""
ABOUT_GATHERINGS = frozenset(
    {MailKind.GATHERING_INVITATION, MailKind.GATHERING_REMINDER, MailKind.GATHERING_FEEDBACK}
)
"""Mails about gatherings to those who agree to be told of them; others answer one's own act."""
