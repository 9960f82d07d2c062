"""Administration of API keys. Needs the scope gateway:manage."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy import event
from starlette.types import Receive, Scope, Send

from common.db.engine import WriteSession
from common.web.conditional import etag
from common.web.dependencies import Paging, Principal, Reading, System, Writing, requires
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from gateway.dependencies import GatewayParts, Parts
from gateway.keys import repository
from gateway.keys.models import ApiKey
from gateway.keys.schemas import KeyIn, KeyOut, MintedKeyOut, RotationIn
from gateway.keys.service import MintedKey

router = Router(prefix="/api/v1/{ics}/gateway/keys", tags=["keys"])
Manager = Annotated[Principal, requires("gateway:manage")]


class ShownOnce(Response):
    """An answer with a secret. What is kept of it for a repeated request leaves the secret out."""

    media_type = "application/json"

    def __init__(self, minted: MintedKey) -> None:
        plain = KeyOut.model_validate(minted.row)
        whole = MintedKeyOut(**plain.model_dump(), secret=minted.text.text)
        super().__init__(
            plain.model_dump_json(),
            status_code=201,
            headers={
                "ETag": etag(minted.row.version),
                "Location": f"/api/v1/{minted.row.ics}/gateway/keys/{minted.row.id}",
                "Cache-Control": "no-store",
            },
        )
        self._whole = Response(
            whole.model_dump_json(), 201, media_type=self.media_type, headers=dict(self._extra())
        )

    def _extra(self) -> list[tuple[str, str]]:
        return [
            (k, v) for k, v in self.headers.items() if k not in {"content-length", "content-type"}
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the whole answer, secret included."""
        await self._whole(scope, receive, send)


def _forget_after_commit(session: WriteSession, parts: Parts) -> None:
    """Let this process ask about every key again, once the change can be seen."""
    event.listen(
        session.sync_session, "after_commit", lambda _: parts.authenticator.forget(), once=True
    )


@router.post("", status_code=201, response_model=MintedKeyOut)
async def create_key(
    key: KeyIn, ics: System, session: Writing, parts: GatewayParts, _: Manager
) -> Response:
    """Make a key. Its secret is in this answer and can never be shown again.

    Repeated with the same Idempotency-Key, the answer is the same but for the secret.
    """
    minted = await parts.keys.create(
        session,
        ics,
        name=key.name,
        scopes=key.scopes,
        organisation_id=key.organisation_id,
        expires_at=key.expires_at,
    )
    return ShownOnce(minted)


@router.get("", response_model=PageOut[KeyOut])
async def list_keys(
    session: Reading, page: Paging, request: Request, response: Response, ics: System, _: Manager
) -> dict[str, Any]:
    """List this system's keys, oldest first, those that ended included."""
    return page_response(await repository.page(session, page), request, response)


@router.get("/{key_id}", response_model=KeyOut)
async def read_key(
    key_id: UUID, session: Reading, parts: GatewayParts, response: Response, ics: System, _: Manager
) -> ApiKey:
    """Read a key, without its secret."""
    row = await parts.keys.get(session, key_id)
    response.headers["ETag"] = etag(row.version)
    return row


@router.post("/{key_id}/rotate", status_code=201, response_model=MintedKeyOut)
async def rotate_key(
    key_id: UUID,
    rotation: RotationIn,
    ics: System,
    session: Writing,
    parts: GatewayParts,
    _: Manager,
) -> Response:
    """Make a key's successor with the same rights. The old one works until the overlap ends."""
    overlap = timedelta(hours=rotation.overlap_hours)
    _forget_after_commit(session, parts)
    minted = await parts.keys.rotate(session, ics, key_id, overlap=overlap)
    return ShownOnce(minted)


@router.post("/{key_id}/revoke", response_model=KeyOut)
async def revoke_key(
    key_id: UUID, session: Writing, parts: GatewayParts, response: Response, ics: System, _: Manager
) -> ApiKey:
    """End a key. It stops working within seconds everywhere, and nothing brings it back."""
    _forget_after_commit(session, parts)
    row = await parts.keys.revoke(session, key_id)
    response.headers["ETag"] = etag(row.version)
    return row
