"""What can go wrong with correcting an address or a contact."""

from __future__ import annotations

from common.errors import Conflict, DomainError, FieldError, Invalid, TooManyRequests


class AddressLinkGone(DomainError):
    """The link of a change of address was good once, and is no longer."""

    status = 410
    code = "address-link-gone"
    title = "This link is no longer good"


class AddressLinkUsed(AddressLinkGone):
    """The link was used: the address is changed."""

    code = "address-link-used"
    title = "Your address is changed already"

    def __init__(self) -> None:
        super().__init__(
            "This link was used before. There is nothing more to do: we write to the new address."
        )


class AddressLinkExpired(AddressLinkGone):
    """The link is too old."""

    code = "address-link-expired"
    title = "This link is too old"

    def __init__(self) -> None:
        super().__init__(
            "A link works for 48 hours. Open your own page by a link that we sent you before, and "
            "ask for the change again."
        )


class AddressLinkReplaced(AddressLinkGone):
    """A later request, or the member, ended this one."""

    code = "address-link-replaced"
    title = "This change was stopped"

    def __init__(self) -> None:
        super().__init__(
            "The change was stopped, or asked for again later. Use the link in the newest email, "
            "or ask for the change again on your own page."
        )


class AddressTaken(Conflict):
    """Since the link was sent, somebody joined with the address."""

    code = "address-taken"
    title = "This address has a membership already"

    def __init__(self) -> None:
        super().__init__(
            "Since you asked, someone joined with this address. Nothing was changed. Leave one of "
            "the two memberships, and ask again."
        )


class SameAddress(Invalid):
    """The new address is the one that the member has."""

    code = "same-address"
    title = "We write to this address already"

    def __init__(self) -> None:
        super().__init__(
            "If our emails came back and the address works now, say so on your own page.",
            fields=(FieldError("body.email", "is the address that we have of you"),),
        )


class TooManyChanges(TooManyRequests):
    """A change of address was asked for too often within a day."""

    code = "too-many-address-changes"
    title = "You asked for this too often today"

    def __init__(self) -> None:
        super().__init__("Use the link in the newest email, or ask again tomorrow.")


class NoContact(Conflict):
    """The member is reached by email: nothing else is kept that could be corrected."""

    code = "no-contact"
    title = "There is no contact to correct"

    def __init__(self) -> None:
        super().__init__(
            "This member is reached by email, and we keep neither a name nor a telephone number "
            "nor a postal address of them."
        )
