"""The gateway's API: settings in, application out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI

from common.db.engine import Database
from common.settings import load_settings
from common.web.app import create_app
from common.web.room import Room
from common.web.server import serve
from gateway.dependencies import Parts
from gateway.door import Door
from gateway.embed.ask import pages as embed_ask
from gateway.embed.ask import scripts as embed_ask_scripts
from gateway.embed.polls import pages as embed_polls
from gateway.embed.polls import scripts as poll_scripts
from gateway.embed.proofs import Proofs
from gateway.embed.routes import pages as embed
from gateway.embed.routes import scripts as embed_scripts
from gateway.embed.timing import FormTimes
from gateway.feeds.cache import FeedCache
from gateway.harvest.routes import router as harvest
from gateway.health import BreakerCheck
from gateway.keys.authenticator import KeyAuthenticator
from gateway.keys.routes import router as keys
from gateway.keys.service import ApiKeys
from gateway.limits.buckets import Buckets
from gateway.log.routes import router as log
from gateway.opendata.errors import ManyAreReading
from gateway.opendata.routes import router as open_data
from gateway.pages.address import router as address
from gateway.pages.answer import router as answer
from gateway.pages.answers import router as answers
from gateway.pages.asking import router as asking
from gateway.pages.assemblies import router as assemblies
from gateway.pages.assessments import router as assessments
from gateway.pages.assets import router as assets
from gateway.pages.assurance import router as assurance
from gateway.pages.boards import router as boards
from gateway.pages.briefs import router as briefs
from gateway.pages.bulletins import router as bulletins
from gateway.pages.code import router as code
from gateway.pages.contact import router as contact
from gateway.pages.events import router as events
from gateway.pages.files import router as files
from gateway.pages.household import router as household
from gateway.pages.join import router as join
from gateway.pages.library import router as library
from gateway.pages.log import router as check_log
from gateway.pages.makeup import router as makeup
from gateway.pages.me import router as me
from gateway.pages.meetings import router as meetings
from gateway.pages.minutes import router as minutes
from gateway.pages.notices import router as notices
from gateway.pages.organisations import router as organisations
from gateway.pages.papers import router as papers
from gateway.pages.petitions import router as petitions
from gateway.pages.public import router as public
from gateway.pages.public_questions import router as public_questions
from gateway.pages.receipts import router as receipt_pages
from gateway.pages.reports import router as reports
from gateway.pages.rewards import router as rewards
from gateway.pages.rights import router as rights
from gateway.pages.routing import show_missing_pages
from gateway.pages.stories import router as stories
from gateway.pages.topics import router as topics
from gateway.pages.vouchers import router as vouchers
from gateway.proxy.governance import Governance
from gateway.proxy.lotteries import Lotteries
from gateway.proxy.makeup import Makeup
from gateway.proxy.panel import Panel
from gateway.proxy.rewards import Rewards
from gateway.proxy.tokens import Tokens
from gateway.proxy.upstream import Upstreams
from gateway.receipts.routes import router as receipts
from gateway.reference.documents import Reference
from gateway.reference.routes import document_router as openapi
from gateway.reference.routes import router as docs
from gateway.settings import GatewaySettings
from gateway.sites.register import SiteRegister
from gateway.sites.routes import router as sites
from gateway.systems.service import SystemRegister
from gateway.thread.routes import router as thread

ROUTERS = [
    keys,
    sites,
    thread,
    assets,
    embed_scripts,
    poll_scripts,
    embed,
    embed_polls,
    embed_ask_scripts,
    embed_ask,
    asking,
    petitions,
    answers,
    public_questions,
    join,
    answer,
    code,
    me,
    topics,
    address,
    contact,
    household,
    rewards,
    vouchers,
    makeup,
    events,
    receipts,
    receipt_pages,
    bulletins,
    rights,
    openapi,
    docs,
    log,
    harvest,
    open_data,
    check_log,
    papers,
    assemblies,
    assessments,
    assurance,
    boards,
    meetings,
    minutes,
    briefs,
    files,
    stories,
    library,
    reports,
    organisations,
    notices,
    public,
]
"""The public pages come last: their addresses begin with any system's name."""


def build_app(settings: GatewaySettings) -> FastAPI:
    """Put the gateway together."""
    url = settings.database_url.get_secret_value()
    database = Database(url, schema="gateway", pool_size=settings.database_pool)
    parts = _parts(settings, database)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with parts.upstreams.open():
            yield

    app = create_app(
        settings,
        title="Golden Thread: gateway",
        description="API keys, registered sites and the golden thread.",
        routers=ROUTERS,
        database=database,
        health=[BreakerCheck(one) for one in parts.upstreams.services.values()],
        lifespan=lifespan,
    )
    app.state.parts = parts
    show_missing_pages(app)
    app.add_middleware(Door, parts=parts)
    return app


def _parts(settings: GatewaySettings, database: Database) -> Parts:
    pepper = settings.key_pepper.get_secret_value().encode()
    upstreams, tokens = Upstreams(settings), Tokens(Path(settings.token_keys))
    systems = SystemRegister(database)
    return Parts(
        settings=settings,
        database=database,
        systems=systems,
        sites=SiteRegister(database),
        keys=ApiKeys(pepper),
        authenticator=KeyAuthenticator(database, pepper, cache_seconds=settings.key_cache_seconds),
        tokens=tokens,
        upstreams=upstreams,
        panel=Panel(upstreams, tokens),
        rewards=Rewards(upstreams, tokens),
        makeup=Makeup(upstreams, tokens),
        lotteries=Lotteries(upstreams, tokens),
        governance=Governance(upstreams, tokens),
        feeds=FeedCache(upstreams, systems, seconds=settings.feed_seconds),
        open_files=Room(settings.open_data_readers, ManyAreReading),
        form_times=FormTimes(pepper, shortest=settings.form_seconds),
        reference=Reference(settings.reference_directory, settings.public_url),
        key_limit=Buckets("key", settings.key_rate),
        anonymous_limit=Buckets("network", settings.anonymous_rate),
        form_limit=Buckets("forms", settings.form_rate),
        wide_form_limit=Buckets("forms", settings.wide_form_rate),
        unproved_limit=Buckets("forms", settings.unproved_rate),
        system_limit=Buckets("forms", settings.unproved_system_rate),
        proofs=Proofs(
            pepper,
            difficulty=settings.challenge_difficulty,
            lifetime=timedelta(seconds=settings.challenge_seconds),
        ),
    )


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = load_settings(GatewaySettings)
    serve(build_app(settings), settings)


if __name__ == "__main__":
    main()
