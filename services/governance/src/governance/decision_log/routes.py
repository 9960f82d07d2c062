"""The decision log over HTTP, for anybody: the files of C2SP tlog-tiles, and proofs.

The gateway serves the files under ``/log/{ics}/``.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Annotated

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.web.conditional import not_modified
from common.web.dependencies import Reading, System, anonymous
from common.web.routing import Router
from governance.decision_log import service
from governance.decision_log.errors import NotInTheLog
from governance.decision_log.schemas import ConsistencyOut, InclusionOut, LogOut, WitnessOut
from governance.decision_log.tiles import read_path
from governance.witnesses import service as witnesses

router = Router(
    prefix="/api/v1/{ics}/governance/log", tags=["decision log"], dependencies=[anonymous()]
)

IMMUTABLE = "public, max-age=31536000, immutable"
Size = Annotated[int | None, Query(ge=1, le=2**53, description="Size; the checkpoint's if unset.")]


@router.get("", response_model=LogOut)
async def describe_log(session: Reading, ics: System, response: Response) -> LogOut:
    """Give the log's name, keys and last checkpoint, and who cosigned it.

    Keep the keys: they are what you trust.
    """
    shown = await witnesses.shown(session, utc_now())
    found = shown.checkpoint
    response.headers["Cache-Control"] = "no-cache"
    return LogOut(
        origin=found.note.split("\n", 1)[0],
        tree_size=found.tree_size,
        root_hash=_text(found.root_hash),
        verifier_keys=found.verifier_keys,
        checkpoint=shown.note,
        witnesses=[
            WitnessOut(
                title=one.title,
                verifier_key=one.verifier_key,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                cosigned_at=cosigned.cosigned_at if cosigned else None,
            )
            for one in shown.witnesses
            for cosigned in [shown.cosigned.get(one.verifier_key)]
        ],
    )


@router.get("/checkpoint", response_class=Response)
async def read_checkpoint(session: Reading, ics: System, request: Request) -> Response:
    """Give the last signed checkpoint, as a signed note, with its witnesses' cosignatures.

    A new one waits some seconds for its witnesses.
    """
    note = (await witnesses.shown(session, utc_now())).note
    tag = f'"{hashlib.sha256(note.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    held = not_modified(request, tag)
    if held is not None:
        return Response(status_code=304, headers=headers)
    return Response(note, headers=headers, media_type="text/plain; charset=utf-8")


@router.get("/tile/{path:path}", response_class=Response)
async def read_tile(session: Reading, ics: System, path: str) -> Response:
    """Give a tile of hashes (``tile/0/x001/x234/067``) or a bundle of entries (``tile/entries/…``).

    What is not full yet is asked for by its width, ``….p/17``. What was given never changes.
    """
    address = read_path(f"tile/{path}")
    if address is None:
        raise NotInTheLog
    content = await service.read_tile(session, address)
    headers = {"Cache-Control": IMMUTABLE}
    return Response(content, headers=headers, media_type="application/octet-stream")


@router.get("/proofs/inclusion", response_model=InclusionOut)
async def prove_inclusion(
    *,
    session: Reading,
    ics: System,
    leaf_index: Annotated[int, Query(ge=0, le=2**53, description="The leaf's place, from 0.")],
    tree_size: Size = None,
) -> InclusionOut:
    """Prove that a leaf is in the log."""
    proof = await service.prove_inclusion(session, leaf_index, tree_size)
    return InclusionOut(
        leaf_index=leaf_index,
        tree_size=proof.tree_size,
        leaf_hash=_text(await service.leaf_hash(session, leaf_index)),
        root_hash=_text(proof.root_hash),
        hashes=[_text(one) for one in proof.hashes],
    )


@router.get("/proofs/consistency", response_model=ConsistencyOut)
async def prove_consistency(
    *,
    session: Reading,
    ics: System,
    old_size: Annotated[int, Query(ge=1, le=2**53, description="Size that you have kept.")],
    new_size: Size = None,
) -> ConsistencyOut:
    """Prove that the log only grew between two sizes."""
    proof = await service.prove_consistency(session, old_size, new_size)
    return ConsistencyOut(
        old_size=old_size,
        new_size=proof.tree_size,
        root_hash=_text(proof.root_hash),
        hashes=[_text(one) for one in proof.hashes],
    )


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
