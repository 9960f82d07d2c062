"""The door for witnesses that fetch checkpoints themselves. Nobody signs in here: what is sent is
kept only if it verifies under a key that the system named."""

from __future__ import annotations

from common.clock import utc_now
from common.web.dependencies import System, Writing, anonymous
from common.web.routing import Router
from governance.witnesses import service
from governance.witnesses.schemas import CosignaturesIn, CosignedOut

router = Router(
    prefix="/api/v1/{ics}/governance/log", tags=["decision log"], dependencies=[anonymous()]
)


@router.post("/cosignatures", response_model=CosignedOut, status_code=201)
async def cosign_checkpoint(*, session: Writing, ics: System, data: CosignaturesIn) -> CosignedOut:
    """Take witnesses' cosignatures of a checkpoint; lines of unknown keys are passed over."""
    lines = "".join(f"{line}\n" for line in data.cosignatures)
    names = await service.accept(session, ics, data.tree_size, lines, utc_now())
    return CosignedOut(tree_size=data.tree_size, witnesses=names)
