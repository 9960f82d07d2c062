"""The baseline of the gateway's benchmarks: Starlette saying hello. Run with GT_PORT set."""

from __future__ import annotations

import os

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

FEED = b"<feed>" + b"x" * 20_000 + b"</feed>"


async def hello(_: Request) -> Response:
    """Say hello."""
    return PlainTextResponse("Hello, world!")


async def feed(_: Request) -> Response:
    """Stand for the insights library."""
    return Response(FEED, media_type="application/atom+xml", headers={"ETag": '"v1"'})


app = Starlette(
    routes=[
        Route("/health/live", hello),
        Route("/api/v1/QE1/panel/hello", hello),
        Route("/api/v1/QE1/insights/feeds/findings.atom", feed),
    ]
)

if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(os.environ["GT_PORT"]),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=75,
    )
