"""Public questions and statements (rule 5): asked, checked, taken to a meeting, answered.

*Data.* A question bears no person once its answer is old enough: name and address are sealed, shown
to staff with ``governance:personal`` alone, and deleted on ``erase_on`` or when the asker says so.
What was sent stays sealed beside the text as it was cleared for the public, and goes with them.

*Rules.* The terms of the body say what is taken, how long it may be, how many, and by when
(`governance.schemes`). What comes too late is told so, and is offered the next meeting or a written
answer. Everyone gets an answer, or a refusal with its ground and clause.
"""
