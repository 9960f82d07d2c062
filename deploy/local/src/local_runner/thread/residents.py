"""Steps: residents join by the embedded form, confirm by mail, answer, and hear what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from local_runner.thread.context import Walk
from local_runner.thread.errors import BrokenThread
from local_runner.thread.forms import Form
from local_runner.thread.mailbox import Letter

CONFIRM = "/join/confirm"
ANSWER = "/answer"
CONNECTIONS = ("lives", "works", "cared_for")
COMMENTS = (
    "Ring the evening before. Then I can sleep.",
    "The drivers are kind. It is the not knowing.",
    "There is one bus a day from our village.",
    "A text message is enough for me.",
)


@dataclass(frozen=True)
class Resident:
    """One invented person."""

    number: int
    email: str

    def pick(self, offered: list[str]) -> str:
        """Choose one of what a form offers; residents differ in what they choose."""
        return offered[self.number % len(offered)]


def sign_up(walk: Walk) -> list[Resident]:
    """Everybody opens the form that is embedded in their system's own website, and sends it."""
    count = walk.start.residents
    residents = [
        Resident(number, f"resident-{number}-{walk.name}@people.example")
        for number in range(1, count + 1)
    ]
    address = f"/embed/{walk.start.system}/join"
    with walk.browser() as browser:
        forms = [browser.form(browser.open(address).expect(200)) for _ in residents]
        for resident, form in zip(residents, forms, strict=True):
            browser.submit(form, {"email": resident.email}).expect(200)
    walk.journal.say(f"POST {address}: {count} residents left their address, and nothing else")
    return residents


def confirm(walk: Walk, residents: list[Resident]) -> None:
    """Everybody follows the link in their mail, agrees to surveys, and says who they are."""
    walk.journal.hop(
        "mail with a link to confirm has arrived", partial(_letter, walk, residents[-1], CONFIRM)
    )
    for resident in residents:
        with walk.browser() as browser:
            form = browser.form(browser.open(_link(walk, resident, CONFIRM)).expect(200))
            browser.submit(form, _about(resident, form)).expect(201)
    walk.journal.say(f"GET and POST /{{slug}}{CONFIRM}: {len(residents)} residents are members now")


def sign_up_again(walk: Walk, residents: list[Resident]) -> None:
    """A member's address gets the same answer as a new one, so nobody learns who is a member."""
    address = f"/embed/{walk.start.system}/join"
    addresses = (residents[0].email, f"newcomer-{walk.name}@people.example")
    pages = []
    with walk.browser() as browser:
        for email in addresses:
            form = browser.form(browser.open(address).expect(200))
            pages.append(browser.submit(form, {"email": email}).expect(200).response.text)
    if pages[0] != pages[1]:
        raise BrokenThread(f"{address} answers a member's address unlike a new one")
    walk.journal.say("a member's address and a new one get the same answer")


def answer(walk: Walk, residents: list[Resident]) -> None:
    """Everybody answers by the link in their mail; a second time is refused."""
    walk.journal.hop(
        "mail with a personal link to the survey has arrived",
        partial(_letter, walk, residents[-1], ANSWER),
    )
    with walk.browser() as browser:
        for resident in residents:
            form = browser.form(browser.open(_link(walk, resident, ANSWER)).expect(200))
            browser.submit(form, _answers(resident, form)).expect(200, 201)
        walk.journal.say(f"POST /{{slug}}{ANSWER}: {len(residents)} residents have answered")
        second = browser.submit(form, _answers(resident, form))
        second.expect(409)
    walk.journal.say("a second answer by the same link is refused (409)")


def hear_back(walk: Walk, residents: list[Resident], said: str) -> None:
    """Everybody who answered gets mail about what was done."""
    walk.journal.hop(
        "mail about what was done has arrived at a resident who answered",
        partial(_letter_saying, walk, residents[0], said),
    )
    for resident in residents:
        walk.journal.wait(
            f"mail about what was done, to resident {resident.number}",
            partial(_letter_saying, walk, resident, said),
        )
    letter = walk.mailbox.letters(residents[0].email)[-1]
    walk.journal.say(f"“{letter.subject}” has reached {len(residents)} of {len(residents)}")


def _letter(walk: Walk, resident: Resident, part: str) -> Letter | None:
    letters = walk.mailbox.letters(resident.email)
    return next((letter for letter in letters if letter.link(part)), None)


def _link(walk: Walk, resident: Resident, part: str) -> str:
    what = f"mail with a link to {part}, to resident {resident.number}"
    letter = walk.journal.wait(what, partial(_letter, walk, resident, part))
    return letter.link(part) or ""


def _letter_saying(walk: Walk, resident: Resident, said: str) -> Letter | None:
    letters = walk.mailbox.letters(resident.email)
    return next((letter for letter in letters if said in " ".join(letter.text.split())), None)


def _about(resident: Resident, form: Form) -> dict[str, str | list[str]]:
    """Fill in who a resident is: every question that the form asks, and two consents."""
    answers: dict[str, str | list[str]] = {
        name: resident.pick(offered)
        for name, offered in form.choices.items()
        if name == "place" or name.startswith("about_")
    }
    return answers | {
        "connection": resident.pick(list(CONNECTIONS)),
        "minimum_age_met": "yes",
        "consents": ["surveys", "bulletins"],
    }


def _answers(resident: Resident, form: Form) -> dict[str, str | list[str]]:
    """Answer every question of the survey."""
    answers: dict[str, str | list[str]] = {
        name: resident.pick(offered) for name, offered in form.choices.items()
    }
    return answers | {name: COMMENTS[resident.number % len(COMMENTS)] for name in form.texts}
