"""Arguments of a request, read strictly (OAI-PMH 2.0, sections 3 and 4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from insights.harvest import tokens
from insights.harvest.errors import BadArgument, BadVerb, CannotDisseminateFormat
from insights.harvest.schemas import (
    OAI_DC,
    GetRecord,
    Identify,
    ListMetadataFormats,
    ListRecords,
    ListSets,
    Request,
    Selection,
)
from insights.harvest.sets import is_spec

Arguments = Mapping[str, str]
_PREFIX = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


def read(sent: Sequence[tuple[str, str]]) -> Request:
    """Read a request out of the arguments that were sent.

    Raises:
        BadVerb, BadArgument, BadResumptionToken, CannotDisseminateFormat: as the protocol says.
    """
    if not all(value.isprintable() for _, value in sent):
        raise BadArgument("An argument holds characters that no value has.")
    counts = Counter(name for name, _ in sent)
    if counts["verb"] != 1:
        raise BadVerb("Send one argument verb.")
    given = dict(sent)
    reader = _VERBS.get(given.pop("verb"))
    if reader is None:
        raise BadVerb("The verbs are " + ", ".join(sorted(_VERBS)) + ".")
    if any(number > 1 for number in counts.values()):
        raise BadArgument("An argument was sent more than once.")
    return reader(given)


def _identify(given: Arguments) -> Request:
    _only(given, required=set(), optional=set())
    return Identify()


def _formats(given: Arguments) -> Request:
    _only(given, required=set(), optional={"identifier"})
    return ListMetadataFormats(given.get("identifier"))


def _sets(given: Arguments) -> Request:
    _only(given, required=set(), optional={"resumptionToken"})
    if "resumptionToken" in given:
        tokens.refuse("Sets are listed on one page: there are no tokens for them.")
    return ListSets()


def _record(given: Arguments) -> Request:
    _only(given, required={"identifier", "metadataPrefix"}, optional=set())
    _check_format(given)
    return GetRecord(given["identifier"])


def _records(given: Arguments, *, headers_only: bool) -> Request:
    asked = ListRecords(Selection(), None, headers_only)
    if "resumptionToken" in given:
        _only(given, required={"resumptionToken"}, optional=set())
        resumption = tokens.read(given["resumptionToken"])
        if resumption.verb != asked.verb:
            tokens.refuse("The token is of the other verb.")
        return ListRecords(resumption.selection, resumption, headers_only)
    _only(given, required={"metadataPrefix"}, optional={"from", "until", "set"})
    _check_format(given)
    return ListRecords(_selection(given), None, headers_only)


def _selection(given: Arguments) -> Selection:
    since, until, spec = given.get("from"), given.get("until"), given.get("set")
    if since is not None and until is not None and len(since) != len(until):
        raise BadArgument("from and until must be of the same granularity.")
    begin, end = _moment("from", since), _moment("until", until)
    if begin is not None and end is not None and begin > end:
        raise BadArgument("from must not be later than until.")
    if spec is not None and not is_spec(spec):
        raise BadArgument("set is not a setSpec. ListSets names them.")
    if end is not None and until is not None:
        end += timedelta(days=1) if len(until) == len("YYYY-MM-DD") else timedelta(seconds=1)
    return Selection(begin, end, spec)


def _moment(name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
        if _SECOND.fullmatch(text):
            return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        pass
    raise BadArgument(f"{name} is a day or a second in UTC: YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")


def _check_format(given: Arguments) -> None:
    if _PREFIX.fullmatch(given["metadataPrefix"]) is None:
        raise BadArgument("metadataPrefix has characters that no prefix has.")
    if given["metadataPrefix"] != OAI_DC:
        raise CannotDisseminateFormat(f"The one format is {OAI_DC}.")


def _only(given: Arguments, *, required: set[str], optional: set[str]) -> None:
    if required - given.keys():
        raise BadArgument("Missing: " + ", ".join(sorted(required - given.keys())) + ".")
    if given.keys() - required - optional:
        raise BadArgument("An argument was sent that this verb, or a token, does not go with.")


_VERBS: dict[str, Callable[[Arguments], Request]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _record,
    "ListRecords": lambda given: _records(given, headers_only=False),
    "ListIdentifiers": lambda given: _records(given, headers_only=True),
}
