"""The baseline of point_read: FastAPI and asyncpg by hand, doing what the panel's route does.

It proves the caller by the same token, sets the system in a read-only transaction, reads the same
row and answers with the same model and ETag. It keeps no log, no metrics and no ids.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import asyncpg
import orjson
import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request, Response

from common.crypto.tokens import BadToken, Claims, TokenVerifier
from panel.surveys.schemas import SurveyOut

VERIFIER = TokenVerifier(Path(os.environ["GT_TOKEN_KEYS"]))
COLUMNS = ", ".join(SurveyOut.model_fields)
QUERY = f"SELECT {COLUMNS} FROM surveys WHERE ics = $1 AND id = $2"


async def _connection(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb", encoder=lambda v: orjson.dumps(v).decode(), decoder=orjson.loads,
        schema="pg_catalog",
    )  # fmt: skip


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep a pool as large as the service's."""
    async with asyncpg.create_pool(
        os.environ["GT_DATABASE_URL"],
        min_size=1,
        max_size=int(os.environ["GT_DATABASE_POOL"]),
        init=_connection,
        server_settings={"search_path": "panel,public", "jit": "off"},
    ) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


async def caller(request: Request) -> Claims:
    """Prove the caller."""
    try:
        claims = VERIFIER.verify(request.headers.get("authorization", "").removeprefix("Bearer "))
    except BadToken:
        raise HTTPException(401) from None
    if request.path_params["ics"] != claims.ics or "panel:read" not in claims.scopes:
        raise HTTPException(403)
    return claims


@app.get("/health/live")
async def live() -> dict[str, bool]:
    """Say that it runs."""
    return {"ok": True}


@app.get("/api/v1/{ics}/panel/surveys/{survey_id}")
async def read_survey(
    survey_id: UUID, response: Response, claims: Annotated[Claims, Depends(caller)]
) -> SurveyOut:
    """Give a survey."""
    async with app.state.pool.acquire() as connection:
        await connection.execute(
            f"BEGIN READ ONLY; SELECT set_config('app.ics', '{claims.ics}', true)"
        )
        row = await connection.fetchrow(QUERY, claims.ics, survey_id)
        await connection.execute("COMMIT")
    if row is None:
        raise HTTPException(404)
    response.headers["ETag"] = f'"v{row["version"]}"'
    return SurveyOut.model_validate(dict(row))


if __name__ == "__main__":
    uvicorn.run(
        app, port=int(os.environ["GT_PORT"]), loop="uvloop", http="httptools", access_log=False
    )
