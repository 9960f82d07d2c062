"""What can go wrong with rewards and expenses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from common.errors import Conflict, FieldError, Forbidden, NotFound


class OfferNotFound(NotFound):
    """There is no such offer, or it was not made to this member."""

    code = "offer-not-found"
    title = "There is no such offer"

    def __init__(self) -> None:
        super().__init__("No such offer was made here, or not to this member.")


class ClaimNotFound(NotFound):
    """There is no such claim, or it is another member's."""

    code = "claim-not-found"
    title = "There is no such claim"

    def __init__(self) -> None:
        super().__init__("There is no such claim here. GET /rewards/claims lists them.")


class BatchNotFound(NotFound):
    """There is no such batch of payments."""

    code = "batch-not-found"
    title = "There is no such batch"

    def __init__(self) -> None:
        super().__init__("There is no such batch here. GET /rewards/batches lists them.")


class NobodyToReward(NotFound):
    """Somebody who is named is no member, or has left."""

    code = "nobody-to-reward"
    title = "There is no such member"

    def __init__(self) -> None:
        super().__init__("Not everybody who was named is a member who has not left.")


class AlreadyOffered(Conflict):
    """Somebody has this kind for this activity on these days already."""

    code = "reward-already-offered"
    title = "This was offered to some of them before"

    def __init__(self, places: Iterable[int]) -> None:
        super().__init__(
            "A second offer of the same kind, for the same activity and days, would let them claim "
            "twice. Leave them out, or send leave_out_offered: true, and it is made to the others.",
            fields=tuple(
                FieldError(f"body.member_ids[{place}]", "has this offer already")
                for place in places
            ),
        )


class EverybodyHasIt(Conflict):
    """Nobody is left who does not have the offer."""

    code = "reward-offered-to-all"
    title = "All of them have this offer already"

    def __init__(self) -> None:
        super().__init__(
            "The same kind was offered to each of them for this activity on one of these days. "
            "GET /rewards/offers lists what was made."
        )


class WarningNotAcknowledged(Conflict):
    """Nothing is accepted or given away before the benefits warning in force was read."""

    code = "benefits-warning-not-acknowledged"
    title = "Read the warning about benefits first"

    def __init__(self) -> None:
        super().__init__(
            "Accepting money can change benefits. Read the warning that GET /me/rewards gives (to "
            "read it out: GET /rewards/kinds), and send its version as warning_version."
        )


class NothingInForce(Conflict):
    """The system's data have no warning, or no terms, in force on this day."""

    code = "rewards-not-set-up"
    title = "This system's rewards are not set up"

    def __init__(self, what: str) -> None:
        super().__init__(f"The system file has no {what} in force today. Ask its operator.")


class DecisionStands(Conflict):
    """A claim was made, so the decision on the offer can't be changed any more."""

    code = "decision-stands"
    title = "A claim was already made"

    def __init__(self) -> None:
        super().__init__("There is a claim on this offer. Withdraw it first, while it is open.")


class NotAccepted(Conflict):
    """The offer was declined, or nothing was decided yet."""

    code = "offer-not-accepted"
    title = "The offer has not been accepted"

    def __init__(self) -> None:
        super().__init__("Accept the offer, or give it to a cause, before claiming it.")


class CapReached(Conflict):
    """What was claimed on this offer already comes to its cap."""

    code = "reward-cap-reached"
    title = "No more can be claimed on this offer"

    def __init__(self) -> None:
        super().__init__("The claims on this offer come to the most that its kind allows.")


class ClaimMoved(Conflict):
    """The claim is in a state that does not allow this."""

    code = "claim-not-in-that-state"
    title = "The claim is not in a state for this"

    def __init__(self, state: str) -> None:
        super().__init__(f"The claim is {state}, which does not allow this. Read it again.")


class EvidenceNotSeen(Conflict):
    """The kind needs evidence, and nobody says to have seen it."""

    code = "evidence-not-seen"
    title = "This claim needs evidence"

    def __init__(self) -> None:
        super().__init__("See the receipt or invoice, and then approve with evidence_seen true.")


class SamePerson(Forbidden):
    """Whoever entered a claim may not decide on it."""

    code = "four-eyes"
    title = "Somebody else must decide on this claim"

    def __init__(self) -> None:
        super().__init__("You entered this claim. Ask a colleague with another key to decide.")


class NothingToPay(Conflict):
    """No claim is approved that can be paid and is in no batch yet."""

    code = "nothing-to-pay"
    title = "There is nothing to pay"

    def __init__(self) -> None:
        super().__init__(
            "No approved claim is waiting whose member gave payment details, or whose cause is in "
            "force. Details that staff took down wait until a second person has entered them."
        )


class BatchSettled(Conflict):
    """The batch is settled: the payment details in it are gone."""

    code = "batch-settled"
    title = "The batch is settled"

    def __init__(self) -> None:
        super().__init__("What became of it is entered, so its payment details were deleted.")


class BatchNotSettled(Conflict):
    """The batch is not settled yet."""

    code = "batch-not-settled"
    title = "The batch is not settled yet"

    def __init__(self) -> None:
        super().__init__("Enter what became of the batch first, with what was returned in it.")


class BatchIncomplete(Conflict):
    """Somebody in the batch was erased since, so it can't be made again as it was."""

    code = "batch-incomplete"
    title = "The batch cannot be made again"

    def __init__(self) -> None:
        super().__init__(
            "Somebody in it was erased since, and a file without their line would be another file. "
            "Use the copy that was made before."
        )


class VoucherNotFound(NotFound):
    """There is no such voucher in anybody's hands, or it is another member's."""

    code = "voucher-not-found"
    title = "There is no such voucher"

    def __init__(self) -> None:
        super().__init__("No such voucher was handed out here, or not to this member.")


class VoucherShown(Conflict):
    """The code was shown to its member before, and is shown once."""

    code = "voucher-shown-before"
    title = "The code was shown before"

    def __init__(self) -> None:
        super().__init__(
            "A code is shown once. If it was not noted down, ask the panel's team to read it out."
        )


class VoucherExpired(Conflict):
    """The voucher has expired, and its code was deleted."""

    code = "voucher-expired"
    title = "The voucher has expired"

    def __init__(self) -> None:
        super().__init__("The last day on which it could be spent is over.")


class NothingToHandOut(Conflict):
    """No approved claim waits for a voucher."""

    code = "nothing-to-hand-out"
    title = "Nobody waits for a voucher"

    def __init__(self) -> None:
        super().__init__("No approved claim waits for a voucher, or none of those that are named.")


class OutOfVouchers(Conflict):
    """The stock has no voucher that any of the waiting claims could be given."""

    code = "out-of-vouchers"
    title = "The stock of vouchers is used up"

    def __init__(self, value_pence: int, good_on: date) -> None:
        pounds, pence = divmod(value_pence, 100)
        super().__init__(
            f"There are not enough vouchers of £{pounds}.{pence:02} in stock that can be spent "
            f"until {good_on.isoformat()} at least. Load more with POST /rewards/vouchers."
        )
