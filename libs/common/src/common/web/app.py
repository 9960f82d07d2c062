"""The application factory: everything that the HTTP edges of all services have in common."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib import import_module
from pathlib import Path

from fastapi import APIRouter, FastAPI

from common.crypto.tokens import TokenVerifier
from common.db.engine import Database
from common.observability import logging
from common.settings import ServiceSettings
from common.web import directory, documentation, health, problems
from common.web.health import DatabaseCheck, HealthCheck, MigrationsCheck
from common.web.middleware import Edge
from common.web.principal import Authenticator, token_authenticator
from common.web.routing import Route

__all__ = ["HealthCheck", "create_app"]

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    settings: ServiceSettings,
    *,
    title: str,
    routers: Sequence[APIRouter],
    database: Database,
    health: Sequence[HealthCheck] = (),
    lifespan: Lifespan | None = None,
    authenticate: Authenticator | None = None,
    description: str = "",
) -> FastAPI:
    """Make a service's application.

    It gives problem details, request ids, traces, logs, ``/health/live``, ``/health/ready`` and
    ``/metrics``, and proves callers by the gateway's tokens. It closes ``database`` at its end.

    Args:
        settings: the service's settings; their ``service`` names the package whose
            ``SCHEMA_REVISION`` the database must stand at.
        title: what the service is, for its OpenAPI document.
        routers: made by `common.web.routing.Router`.
        database: as the role <service>_app; found again as ``app.state.database``.
        health: checks of the service's own, beside those of the database and its migrations.
        lifespan: what the service opens at its start and closes at its end.
        authenticate: how callers are proved, where it isn't by the gateway's tokens.
        description: a paragraph for the OpenAPI document.
    """
    logging.configure(settings, type(settings).service)
    checks = _checks(settings, database)

    @asynccontextmanager
    async def span(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.dispose)
            if lifespan is not None:
                await stack.enter_async_context(lifespan(app))
            yield

    app = FastAPI(
        title=title,
        description=description,
        version=_version(settings),
        lifespan=span,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # Measured by our own edge; the framework's looks for providers at every request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = settings
    app.state.database = database
    app.state.authenticate = authenticate or token_authenticator(
        TokenVerifier(Path(settings.token_keys))
    )
    problems.install(app)
    documentation.install(app)
    _install_health(app, [*checks, *health])
    for router in routers:
        _add_routes(app, router)
    directory.install(app)
    app.add_middleware(Edge)
    return app


_install_health = health.install


def _add_routes(app: FastAPI, router: APIRouter) -> None:
    """Add routes one by one: an included router would be matched, and its layers run, twice."""
    takes_head = {
        route.path
        for route in router.routes
        if isinstance(route, Route) and "HEAD" in (route.methods or ())
    }
    for route in router.routes:
        if isinstance(route, Route):
            known = route.path in takes_head
            app.router.routes.append(route.joined(app, head_by_another=known))
        else:
            raise TypeError("routes are made by common.web.routing.Router")


def _checks(settings: ServiceSettings, database: Database) -> list[HealthCheck]:
    """Give what an API needs to serve. The event log is not among it: while that is away, the
    outbox keeps what is recorded, so only the worker, which carries it, is not ready then."""
    revision: str = import_module(type(settings).service).SCHEMA_REVISION
    return [DatabaseCheck(database), MigrationsCheck(database, revision)]


def _version(settings: ServiceSettings) -> str:
    return str(getattr(import_module(type(settings).service), "__version__", "0.1.0"))
