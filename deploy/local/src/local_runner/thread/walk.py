"""The whole walk, step by step."""

from __future__ import annotations

from local_runner.thread import comments, decisions, findings, minutes, residents, survey
from local_runner.thread.chain import Chain, appear, follow_both_ways
from local_runner.thread.context import Start, Walk
from local_runner.thread.journal import Journal


def walk_the_thread(start: Start, journal: Journal) -> None:
    """Walk from a resident's first word to the answer that they get, and back along the thread.

    Raises:
        BrokenThread: at the first link that is missing.
    """
    walk = Walk(start, journal)
    body_id = minutes.find_body(walk)
    with journal.step("Residents sign up through the form on their system's website") as step:
        people = residents.sign_up(walk)
        step.notes.append(f"{len(people)} residents")
    with journal.step("They confirm by the link in their mail"):
        residents.confirm(walk, people)
        residents.sign_up_again(walk, people)
    with journal.step("The involvement team opens a survey"):
        asked = survey.open_survey(walk)
        residents.be_asked(walk, people, asked.opened)
        *speakers, silent = people
    with journal.step("Residents answer by their personal links"):
        residents.answer(walk, speakers)
    with journal.step("The survey closes, and its results become a draft finding") as step:
        closed = survey.close_survey(walk, asked.id)
        heard = findings.receive_draft(walk, asked.activity_id, closed)
        step.notes.append(str(heard["reference"]))
    with journal.step("The finding is published"):
        heard = findings.publish(walk, heard, walk.involvement_team)
        findings.appears_in_feed(walk, heard)
    with journal.step(
        "A file of Friends and Family Test comments is imported and searched"
    ) as step:
        count = comments.import_comments(walk)
        step.notes.append(f"{count} comments")
    with journal.step("The minutes of a meeting are imported, checked and recorded") as step:
        decision_ids = minutes.record_minutes(walk, body_id)
        step.notes.append(f"{len(decision_ids)} decisions")
    with journal.step("A decision cites the findings") as step:
        decision = decisions.choose(walk, decision_ids)
        step.notes.append(str(decision["reference"]))
        decisions.describe_involvement(walk, decision)
        deposited = findings.deposit(walk, count)
        decisions.refuse_unpublished(walk, decision, deposited)
        deposited = findings.publish(walk, deposited, walk.partner)
        decisions.cite(walk, decision, heard)
        decisions.cite(walk, decision, deposited)
    with journal.step("“You said, we did” is published, and residents hear of it"):
        feedback = decisions.publish_feedback(walk, decision)
        chain = Chain(
            survey=("surveys", asked.id),
            activity=("activities", asked.activity_id),
            finding=("findings", str(heard["id"])),
            decision=("decisions", str(decision["id"])),
            feedback=("feedback", feedback.id),
        )
        appear(walk, chain, feedback.published)
        residents.hear_back(walk, speakers, feedback.words, feedback.published)
        residents.is_left_alone(walk, silent, feedback.words)
    with journal.step("The thread of the decision is followed both ways"):
        follow_both_ways(walk, chain)
