"""What the gateway's own routes ask for, besides what every service's routes do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from common.db.engine import Database
from common.web.room import Room
from gateway.embed.proofs import Proofs
from gateway.embed.timing import FormTimes
from gateway.feeds.cache import FeedCache
from gateway.keys.authenticator import KeyAuthenticator
from gateway.keys.service import ApiKeys
from gateway.limits.buckets import Buckets
from gateway.proxy.governance import Governance
from gateway.proxy.lotteries import Lotteries
from gateway.proxy.makeup import Makeup
from gateway.proxy.panel import Panel
from gateway.proxy.rewards import Rewards
from gateway.proxy.tokens import Tokens
from gateway.proxy.upstream import Upstreams
from gateway.reference.documents import Reference
from gateway.settings import GatewaySettings
from gateway.sites.register import SiteRegister
from gateway.systems.service import SystemRegister


@dataclass(frozen=True)
class Parts:
    """The gateway's parts, put together once by ``main.py``."""

    settings: GatewaySettings
    database: Database
    systems: SystemRegister
    sites: SiteRegister
    keys: ApiKeys
    authenticator: KeyAuthenticator
    tokens: Tokens
    upstreams: Upstreams
    panel: Panel
    rewards: Rewards
    makeup: Makeup
    lotteries: Lotteries
    governance: Governance
    feeds: FeedCache
    open_files: Room
    form_times: FormTimes
    reference: Reference
    key_limit: Buckets
    anonymous_limit: Buckets
    form_limit: Buckets
    wide_form_limit: Buckets
    unproved_limit: Buckets
    system_limit: Buckets
    """Forms without a proof of work, by system."""
    proofs: Proofs


def _parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.parts)


GatewayParts = Annotated[Parts, Depends(_parts)]
