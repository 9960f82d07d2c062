"""Open polls: one question on other websites, which anybody may answer.

Who answers is unknown, may not be a member, and may answer again: nothing is kept of them, only a
count for each option. So a poll stands for nobody but those who pressed the button. It is not
weighted, says so wherever it is shown, and is never put together with what members answered.

Its figures are published under disclosure control, and anew only when so many more have answered
that no two releases differ by a count that would be suppressed. Whoever votes often enough could
still work out a release: a poll is no place for a question that could harm somebody.
"""
