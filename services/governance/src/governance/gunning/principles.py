"""The four principles against the record: held, partly, or missing, with what is lacking in words.

Source: statutory guidance on working with people and communities (NHS England, July 2022), annex
B5. What is enough information or time no law fixes; the pack shows what there was, and leaves the
judgement to people.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from governance.gunning.record import Cited, Principle, Proof, Ran, Record, midnight, moment
from governance.gunning.schemas import State


def pack(record: Record) -> list[Principle]:
    """Hold the four principles against the record."""
    return [formative(record), information(record), time(record), considered(record)]


def formative(record: Record) -> Principle:
    """Principle 1: held where the proposal's text was on record before involvement began."""
    evidence = [
        moment("proposal", one.assessment_id, one.recorded_at,
               f"Text {one.number} of the proposal was recorded, SHA-256 {one.sha256}.")
        for one in record.texts
    ]  # fmt: skip
    began = record.began_on
    missing = []
    first = min((one.recorded_at for one in record.texts), default=None)
    if began is not None:
        evidence.append(Proof("involvement", None, "Involvement began.", on=began))
    else:
        missing.append("No activity before the decision has a first day on record.")
    if first is None:
        missing.append("No text of the proposal was recorded; assess the duty to involve first.")
    elif first >= record.decided.at:
        missing.append("The proposal was recorded only after the decision.")
    elif began is not None and first >= midnight(began):
        missing.append("The proposal was not recorded before the day on which involvement began.")
    for one in record.activities:
        if not one.called_off and one.starts_on and one.starts_on >= record.decided.day:
            missing.append(f"{_named(one)} began on or after the day of the decision.")
    before = first is not None and first < record.decided.at
    state = _state(bool(before and began and not missing), partly=before)
    return Principle(1, "The proposal was at a formative stage.", state, evidence, missing)


def information(record: Record) -> Principle:
    """Principle 2: held where meeting, paper and activities were published, each in time.

    A decision whose item has no paper on record is not asked for one.
    """
    evidence, missing = [], []
    decided = record.decided.at
    published = [(one, at) for one, at in record.published if at < decided]
    evidence += [moment("meeting", one, at, "The meeting was published.") for one, at in published]
    if not published:
        missing.append("The meeting was not published before the decision.")
    put = [one for one in record.papers if one.published_at < decided]
    evidence += [moment("paper", one.id, one.published_at, f"Version {one.version} of the paper "
                        f"was published, SHA-256 {one.sha256}.") for one in put]  # fmt: skip
    if put and put[0].late:
        missing.append("The paper was published after the day on which it was due.")
    if record.papers and not put:
        missing.append("The paper was published only after the decision.")
    if record.notice_given_on is not None:
        evidence.append(Proof("notice", None, "Notice of the meeting was given.",
                              on=record.notice_given_on))  # fmt: skip
    announced = 0
    for one in record.involvement:
        if not one.public:
            missing.append(f"{_named(one)} is not open for all to read.")
        elif one.announced_at is None:
            missing.append(f"Nothing says when {_named(one, inner=True)} was announced.")
        elif one.starts_on is None or one.announced_at >= midnight(one.starts_on + _DAY):
            missing.append(f"{_named(one)} was not announced by its first day.")
        else:
            announced += 1
            evidence.append(moment("activity", one.id, one.announced_at,
                                   f"{_named(one)} was announced."))  # fmt: skip
    if not record.involvement:
        missing.append("No activity took place before the decision.")
    for finding in record.findings:
        if finding.public and finding.published_at and finding.published_at < decided:
            evidence.append(_published(finding, finding.published_at))
    state = _state(not missing, partly=bool(published or announced or put))
    return Principle(2, "Enough information was given to consider and respond.", state, evidence,
                     missing)  # fmt: skip


def time(record: Record) -> Principle:
    """Principle 3: held where each activity had its days, and began in no pre-election period."""
    evidence, missing = [], []
    dated = 0
    for one in record.involvement:
        if one.starts_on is None or one.ends_on is None or one.ends_on < one.starts_on:
            missing.append(f"{_named(one)} has no first and last day on record.")
            continue
        dated += 1
        evidence += _days(record, one, one.starts_on, one.ends_on)
        if one.ends_on >= record.decided.day:
            missing.append(f"{_named(one)} had not ended before the day of the decision.")
        for period in record.elections:
            if period.begins_on <= one.starts_on <= period.ends_on:
                missing.append(
                    f"{_named(one)} began in a pre-election period ({period.name}), in which "
                    "consultations should generally not be launched."
                )
    if not record.involvement:
        missing.append("No activity took place before the decision.")
    state = _state(bool(dated and not missing), partly=bool(dated))
    return Principle(3, "Enough time was given to consider and respond.", state, evidence, missing)


def considered(record: Record) -> Principle:
    """Principle 4: held where all who took part opened what was heard, published before."""
    decided = record.decided.at
    evidence, missing = [], []
    for member in record.members:
        before = [(what, at) for what, at in member.opened if at < decided]
        evidence += [moment("post", member.post_id, at, f"{member.title} opened {what}.")
                     for what, at in before]  # fmt: skip
        if not before:
            missing.append(f"{member.title} opened neither paper nor analysis before the decision.")
    opened = len({proof.id for proof in evidence})
    if not record.members_known:
        missing.append("Who took part was not recorded; every filled post of the body is asked.")
    in_time = 0
    for finding in record.findings:
        if finding.published_at is not None and finding.published_at < decided:
            in_time += 1
            evidence.append(_published(finding, finding.published_at))
        else:
            missing.append(f"Version {finding.version} of the finding {finding.id} was not "
                           "published before the decision.")  # fmt: skip
    if not record.findings:
        missing.append("The decision relies on no finding.")
    state = _state(bool(record.members) and not missing, partly=bool(opened or in_time))
    return Principle(4, "What people said was conscientiously taken into account.", state,
                     evidence, missing)  # fmt: skip


_DAY = timedelta(1)


def _days(record: Record, one: Ran, first: date, last: date) -> list[Proof]:
    """Count an activity's days, and name the holidays and elections among them."""
    days = [first + _DAY * n for n in range((last - first).days + 1)]
    closed = {day: why for day in days if (why := record.calendar.why_closed(day))}
    evidence = [
        Proof("activity", str(one.id), f"{_named(one)} ran for {len(days)} days, "
              f"{len(days) - len(closed)} of them working days.", on=first),
        *(Proof("holiday", None, f"Among them: {why}.", on=day)
          for day, why in closed.items() if why != "weekend"),
    ]  # fmt: skip
    for period in record.elections:
        if period.begins_on <= last and first <= period.ends_on:
            inside = (min(last, period.ends_on) - max(first, period.begins_on)).days + 1
            evidence.append(
                Proof("pre_election_period", period.code, f"{inside} of its days lie in the "
                      f"pre-election period of {period.name}.",
                      on=max(first, period.begins_on))
            )  # fmt: skip
    return evidence


def _published(finding: Cited, at: datetime) -> Proof:
    name = f"“{finding.title}”" if finding.title else "a finding"
    return moment("finding", finding.id, at, f"Version {finding.version} of {name} was published.")


def _named(one: Ran, *, inner: bool = False) -> str:
    if one.title is not None:
        return f"“{one.title}”"
    return "an activity" if inner else "An activity"


def _state(held: bool, *, partly: bool) -> State:
    if held:
        return "held"
    return "partly" if partly else "missing"
