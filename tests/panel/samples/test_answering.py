"""Made-up answers are such as somebody could have sent."""

from __future__ import annotations

from uuid import UUID

import numpy as np
from pydantic import TypeAdapter

from panel.answers.checking import checked
from panel.samples.answering import Respondents
from panel.surveys.questions import Question


def test_nobody_sends_a_survey_without_any_answer() -> None:
    question = {
        "id": str(UUID(int=1)),
        "kind": "free_text",
        "text": "What would you keep?",
        "max_length": 100,
    }
    questions = [TypeAdapter[Question](Question).validate_python(question)]
    people = Respondents(questions, ["The bus."], np.random.default_rng(1))
    for _ in range(200):
        assert checked(questions, people.answers())
