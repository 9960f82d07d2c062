"""What becomes of rewards when a member goes.

Who leaves: what is not decided on is cancelled; what was approved is still paid, if payment details
that can be paid are held or a cause has it, and cancelled if not, as vouchers are that were not
handed out. Details and claims go as soon as nothing is owed, and codes of vouchers at once.
Who is erased: everything of theirs goes at once, what is owed too. In both cases the ledger's entry
of what was paid stays, which names nobody.
"""

from __future__ import annotations

from uuid import UUID

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.rewards import repository, voucher_repository


async def leave(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Cancel or keep what a member claimed, who has left; their row is locked and says so."""
    await repository.lock(session, ics)
    payee = await repository.find_payee(session, ics, member_id)
    await repository.cancel_unpaid(
        session, ics, member_id, even_approved=payee is None or not payee.can_be_paid
    )
    await voucher_repository.forget_codes_of(session, ics, member_id)
    await repository.forget_settled(session, ics)


async def erase(session: WriteSession, ics: SystemCode) -> None:
    """Wait until no batch is being made and no voucher handed out, before a member's row goes with
    all that hangs on it."""
    await repository.lock(session, ics)
