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
    FEEDBACK = "feedback"
    BULLETIN = "bulletin"

    @property
    def purpose(self) -> str | None:
        """The purpose of consent without which it is not sent; None where it answers an act of
        the person's own. Feedback belongs to the survey that it answers."""
        if self is MailKind.BULLETIN:
            return "bulletins"
        about_surveys = self in {MailKind.SURVEY_INVITATION, MailKind.FEEDBACK}
        return "surveys" if about_surveys else None
