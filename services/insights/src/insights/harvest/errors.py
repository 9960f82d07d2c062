"""What can go wrong in a harvest, by the protocol's own codes (OAI-PMH 2.0, section 3.6)."""

from __future__ import annotations


class HarvestError(Exception):
    """A condition of the protocol: told in its own document, with status 200."""

    code = ""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadVerb(HarvestError):
    """The verb is missing, repeated or none of the protocol's."""

    code = "badVerb"


class BadArgument(HarvestError):
    """An argument is missing, repeated, unknown or has no valid value."""

    code = "badArgument"


class BadResumptionToken(HarvestError):
    """The token was not given by this repository, or was altered."""

    code = "badResumptionToken"


class CannotDisseminateFormat(HarvestError):
    """The metadata format is not offered."""

    code = "cannotDisseminateFormat"


class IdDoesNotExist(HarvestError):
    """No item has this identifier."""

    code = "idDoesNotExist"


class NoRecordsMatch(HarvestError):
    """The list would be empty."""

    code = "noRecordsMatch"
