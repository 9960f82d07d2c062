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
    SURVEY_INVITATION = "survey_invitation"
    SURVEY_REMINDER = "survey_reminder"
    FEEDBACK = "feedback"
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

    @property
    def purpose(self) -> str | None:
        """The purpose of consent without which it is not sent; None where it answers an act of
        the person's own. Feedback belongs to the survey that it answers."""
        if self is MailKind.BULLETIN:
            return "bulletins"
        if self in {MailKind.GATHERING_INVITATION, MailKind.GATHERING_REMINDER}:
            return "events"
        about_surveys = {MailKind.SURVEY_INVITATION, MailKind.SURVEY_REMINDER, MailKind.FEEDBACK}
        return "surveys" if self in about_surveys else None
