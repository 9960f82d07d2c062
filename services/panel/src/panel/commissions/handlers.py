"""What the panel does when bodies commission assemblies."""

from __future__ import annotations

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.envelope import Event
from common.events.governance import AssemblyAmended, AssemblyCancelled, AssemblyCommissioned
from panel.commissions import service


async def keep_commission(
    event: Event[AssemblyCommissioned] | Event[AssemblyAmended], session: WriteSession
) -> None:
    """From now on a selection may be made for it, as it stands now."""
    await service.note(session, SystemCode(event.ics), event.data)


async def end_commission(event: Event[AssemblyCancelled], session: WriteSession) -> None:
    """From now on nobody is drawn for it."""
    await service.end(session, SystemCode(event.ics), event.data)
