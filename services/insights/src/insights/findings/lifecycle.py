"""The life of a finding, as pure steps: draft → submitted → published → superseded or withdrawn.

What is approved under an embargo waits between submitted and published (`embargoed`).

Every change of content is a new version. A change to a published finding is a *pending* version:
the published one stays in force, unchanged, until the pending one is published in its turn.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from enum import StrEnum

from insights.findings.errors import NotInThatState


class State(StrEnum):
    """Where a finding, or one version of it, stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    EMBARGOED = "embargoed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


_UNPUBLISHED = frozenset({State.DRAFT, State.SUBMITTED, State.EMBARGOED})
"""Where a finding stands before its first publication."""


@dataclass(frozen=True)
class Standing:
    """Where a finding stands.

    ``version`` is the one in force: the published one, or before the first publication the
    newest. ``pending`` is a newer version in work, with its own state.
    """

    state: State
    version: int
    latest: int
    published: int | None = None
    pending: int | None = None
    pending_state: State | None = None

    @property
    def working(self) -> tuple[int, State] | None:
        """Give the version that is being worked on, and its state; None where there is none."""
        if self.pending is not None and self.pending_state is not None:
            return self.pending, self.pending_state
        if self.state in _UNPUBLISHED:
            return self.version, self.state
        return None


BEGINNING = Standing(state=State.DRAFT, version=1, latest=1)


def edit(standing: Standing) -> Standing:
    """Take a change of content: a new version, in draft; an embargoed one waits no more."""
    new = standing.latest + 1
    if standing.state in _UNPUBLISHED:
        return replace(standing, state=State.DRAFT, version=new, latest=new)
    if standing.state is State.PUBLISHED:
        return replace(standing, latest=new, pending=new, pending_state=State.DRAFT)
    raise NotInThatState("changed", standing.state)


def submit(standing: Standing) -> Standing:
    """Hand the draft in, to be checked and published."""
    return _move(standing, {State.DRAFT}, State.SUBMITTED, "submitted")


def send_back(standing: Standing) -> Standing:
    """Hand what was submitted, or waits for the end of its embargo, back to its author."""
    return _move(standing, {State.SUBMITTED, State.EMBARGOED}, State.DRAFT, "sent back")


def hold(standing: Standing) -> Standing:
    """Approve what was submitted: it waits for the end of its embargo."""
    return _move(standing, {State.SUBMITTED}, State.EMBARGOED, "published")


def publish(standing: Standing) -> Standing:
    """Put what was submitted in force."""
    return _in_force(standing, State.SUBMITTED)


def let_out(standing: Standing) -> Standing:
    """Put what waited for the end of its embargo in force."""
    return _in_force(standing, State.EMBARGOED)


def _in_force(standing: Standing, before: State) -> Standing:
    if standing.working is None or standing.working[1] is not before:
        raise NotInThatState("published", _shown(standing))
    version = standing.working[0]
    return replace(
        standing,
        state=State.PUBLISHED,
        version=version,
        published=version,
        pending=None,
        pending_state=None,
    )


def supersede(standing: Standing) -> Standing:
    """Let another finding stand in for this one; what was pending is dropped."""
    if standing.state is not State.PUBLISHED:
        raise NotInThatState("superseded", standing.state)
    return replace(standing, state=State.SUPERSEDED, pending=None, pending_state=None)


def withdraw(standing: Standing) -> Standing:
    """Take a finding back for good; what was pending is dropped."""
    if standing.state is State.WITHDRAWN:
        raise NotInThatState("withdrawn", standing.state)
    return replace(standing, state=State.WITHDRAWN, pending=None, pending_state=None)


def _move(standing: Standing, before: Set[State], after: State, done: str) -> Standing:
    if standing.working is None or standing.working[1] not in before:
        raise NotInThatState(done, _shown(standing))
    if standing.pending is not None:
        return replace(standing, pending_state=after)
    return replace(standing, state=after)


def _shown(standing: Standing) -> str:
    return standing.working[1] if standing.working else standing.state
