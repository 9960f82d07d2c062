"""How the newest findings that match are found, quickly for common words and for rare ones.

A search first looks at the newest few findings. Where these don't hold enough that match, how many
do tells how far back it must go: the words and the weeks until then stand in one index, and what is
in both is fetched. What is too rare for that is looked up in all weeks.

Measured with 1,000,000 findings: a place in an index costs a tenth of a microsecond, a finding
fetched out of the table some four, so nothing is fetched that isn't likely to be considered.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Any, Literal

from sqlalchemy import Integer, bindparam, func, select, true

from common.db.compiled import Compiled
from common.db.engine import ReadSession, raw_connection
from insights.findings.models import Finding
from insights.search.matching import LISTS, TYPES, asked_for, conditions
from insights.search.picking import NEWEST, SAMPLED, Asked, Picked, pick
from insights.search.schemas import FindingQuery
from insights.search.text import words_query

CONSIDERED = 250
"""Findings that a search ranks and counts, at most: the newest of those that match."""
SMALL = 2_000
"""Findings up to which the indexes alone are quickest; of all systems, as Postgres last counted."""
SAMPLE = 2_000
"""Newest findings in which a search first looks, to see how common what it asks for is."""
DOUBT = 2.0
"""Standard deviations by which the sample may have held too many by chance: so far a search goes
further back than the sample tells, and twice in a hundred times only has to look again."""
PASSED, LISTED, DATED, FETCHED = 1.6, 0.3, 0.15, 5.0
"""What one finding costs: passed on the way back, in the lists of its words, in that of its week,
fetched out of the table. Microseconds with 1,000,000 findings; the proportions count."""
READ, FARTHEST = 2_000, 100_000
"""Findings with all the words of a phrase that are read for the phrase itself, about and at most;
and how many of the newest are gone back through for one.

The index knows words, not their order. Where twice as many have the words, older ones are left, and
the answer says that there may be more."""

# A prepared statement would come to be planned once for all words; what is quick for a common
# word takes seconds for a rare one.
_BEGIN = (
    "SELECT reltuples, set_config('plan_cache_mode', 'force_custom_plan', true)"
    " FROM pg_class WHERE oid = 'insights.findings'::regclass"
)
_IN_INDEX = ("words", *LISTS.values())
"""What can be asked for that the index of words knows."""
_PASSED = (
    NEWEST.with_only_columns(Finding.published_at)
    .offset(bindparam("passed", type_=Integer))
    .limit(1)
    .subquery("passed")
)
# Postgres takes passing a finding, and reading its words, for nearly free: from here on the
# transaction reads findings by the places that the index of words gives.
_DAY = Compiled(select(_PASSED.c.published_at, func.set_config("enable_indexscan", "off", true())))
# To find another day they are passed by their index again: by the other way that takes a second.
_AGAIN = Compiled(select(func.set_config("enable_indexscan", "on", true())))


@dataclass(frozen=True)
class Considered:
    """What a search considered, and whether that is all there is."""

    picked: Picked
    cut: bool = False
    """Whether older findings were not looked at although fewer than `CONSIDERED` were found."""

    @property
    def is_least(self) -> bool:
        """Tell whether there may be more that match."""
        return self.cut or self.picked.total == CONSIDERED


async def considered(session: ReadSession, asked: Asked) -> Considered:
    """Rank and count the newest findings that match, `CONSIDERED` at most.

    A measure of relevance needs every finding's words, and a common word stands in half of a
    library: hence the bound.

    Raises:
        Invalid: if the page's cursor is of another order.
    """
    library = await library_size(session)
    if library <= SMALL:
        return Considered(await _all(session, asked))
    found = await _newest(session, asked, SAMPLE)
    if found.total == CONSIDERED:
        return Considered(found)
    holding, most = await _holding(session, asked.query, found.total, library)
    way, back = quickest(found.total, holding, library, most)
    if way == "all":
        return Considered(await _all(session, asked))
    found, whole = await _back(session, asked, way, back)
    while found.total < CONSIDERED and not whole and back != most:
        back = farther(back, found.total, library, most)
        await _AGAIN.one(session)
        found, whole = await _back(session, asked, "since", back)
    return Considered(found, cut=not whole and found.total < CONSIDERED)


def quickest(
    found: int, holding: int, library: float, most: int | None
) -> tuple[Literal["pass", "since", "all"], int | None]:
    """Give the quickest way to enough that match, and how many of the newest it goes back through.

    The ways: to pass one after another, to look words and weeks up together, or the words alone.

    Args:
        found: how many of the sample match.
        holding: how many of the sample have what the index knows of what is asked.
        library: how many findings there are.
        most: how many may be gone back through, at most; None: all.
    """
    if not found:
        return ("all", None) if most is None else ("since", most)
    back = int(SAMPLE * CONSIDERED / found * (1 + DOUBT / sqrt(found)))
    if most is not None:
        back = min(back, most)
    elif back >= library:
        return "all", None
    share = holding / SAMPLE
    passing = PASSED * back
    since = DATED * back + share * (LISTED + FETCHED) * back
    alone = share * (LISTED + FETCHED) * library
    if most is None and alone <= min(passing, since):
        return "all", None
    return ("pass", back) if passing <= since else ("since", back)


def farther(back: int | None, found: int, library: float, most: int | None) -> int | None:
    """Give through how many of the newest to go back where fewer held too few; None: all.

    Args:
        back: through how many the search went, and ``found`` how many of them match.
        library: how many findings there are.
        most: how many may be gone back through, at most; None: all.
    """
    if back is None or most is not None:
        return most
    wider = int(DOUBT * back * CONSIDERED / max(found, 1))
    return wider if wider < library else None


async def _back(
    session: ReadSession, asked: Asked, way: str, back: int | None
) -> tuple[Picked, bool]:
    """Consider so many of the newest, and tell whether these are all that there are."""
    if back is None:
        return await _all(session, asked), True
    if way == "pass":
        return await _newest(session, asked, back), False
    passed = await _DAY.one(session, {"passed": back})
    if passed is None:
        return await _all(session, asked), True
    return await pick(session, asked, CONSIDERED, "since", passed["published_at"]), False


async def _newest(session: ReadSession, asked: Asked, number: int) -> Picked:
    return await pick(session, asked, CONSIDERED, "newest", number)


async def _all(session: ReadSession, asked: Asked) -> Picked:
    return await pick(session, asked, CONSIDERED, "all", None)


async def _holding(
    session: ReadSession, query: FindingQuery, found: int, library: float
) -> tuple[int, int | None]:
    """Give how many of the sample have what the index knows of what is asked, and in how many of
    the newest findings a phrase is looked for; None: in all."""
    asked = asked_for(query)
    known = tuple(name for name in _IN_INDEX if name in asked)
    phrase = query.words is not None and '"' in query.words
    if not phrase and len(known) == len(asked):
        return found, None
    if not known:
        return SAMPLE, None
    sample = await _in_index(known).one(session, asked | {"newest": SAMPLE})
    holding = int(sample[0])
    if not phrase or holding * library <= 2 * READ * SAMPLE:
        return holding, None
    return holding, min(SAMPLE * READ // holding, FARTHEST)


@lru_cache(maxsize=32)
def _in_index(known: tuple[str, ...]) -> Compiled:
    """Count what the index would find of the sample; it knows words, not their order."""
    values: dict[str, Any] = {name: bindparam(name, type_=TYPES[name]) for name in known}
    having = conditions({name: values[name] for name in known if name != "words"}, SAMPLED)
    if "words" in values:
        words = func.insights.in_any_order(words_query(values["words"]))
        having.append(SAMPLED.search.op("@@")(words))
    return Compiled(select(func.count()).where(*having))


async def library_size(session: ReadSession) -> float:
    """Give how many findings there are, of all systems, as Postgres last counted.

    From here on the transaction's statements are planned for the words that they are asked with.
    """
    connection = await raw_connection(session)
    return float(await connection.fetchval(_BEGIN) or 0)
