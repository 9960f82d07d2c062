"""Asking witnesses over HTTP (C2SP tlog-witness, ``add-checkpoint``)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from governance.witnesses.port import Answer, WitnessUnreachable

PATIENCE = 3.0
"""Seconds for a whole call: a witness that is slower is asked again later."""
LONGEST = 16_384
"""Bytes of an answer; some signature lines need far less."""


class HttpChannel:
    """Asks over one pool of connections. Follows no redirect: a witness is where the file says."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def add_checkpoint(self, address: str, body: bytes) -> Answer:
        """Send a checkpoint with its proof.

        Raises:
            WitnessUnreachable: if there is no answer in time, or too long a one.
        """
        url = f"{address.rstrip('/')}/add-checkpoint"
        try:
            async with self._session.post(url, data=body, allow_redirects=False) as response:
                content = await _read(response)
                return Answer(response.status, response.content_type, content.decode())
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise WitnessUnreachable(type(error).__name__) from None


class HttpMessenger:
    """Opens pools of connections.

    Args:
        patience: seconds for a whole call.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._timeout = aiohttp.ClientTimeout(total=patience)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[HttpChannel]:
        """Open a pool of connections."""
        async with aiohttp.ClientSession(timeout=self._timeout) as session:
            yield HttpChannel(session)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_chunked(LONGEST):
        content += chunk
        if len(content) > LONGEST:
            raise WitnessUnreachable("its answer is too long")
    return bytes(content)
