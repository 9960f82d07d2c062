"""Serving: one process, uvloop and httptools, our own logs, a clean end."""

from __future__ import annotations

import gc

import uvicorn
from fastapi import FastAPI

from common.settings import ServiceSettings

DRAIN_SECONDS = 10
_GC = (20_000, 20, 20)
"""Collections come after so many objects, not after 700 as Python's own: a request makes some
thousand, nearly none of them in a cycle."""


def serve(app: FastAPI, settings: ServiceSettings) -> None:
    """Serve until SIGTERM or SIGINT; requests under way have 10 s to end."""
    # What was imported and built lives as long as the process: collections need not go through it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_keep_alive=75,
    )
