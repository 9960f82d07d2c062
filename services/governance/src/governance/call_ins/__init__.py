"""Call-in: a decision waits, may be called in by members or by scrutiny, and is looked at again.

*Data.* `call_in` of the terms says within how many working days, by how many members or by which
body, and which committee looks at it. The window is counted from the day on which the decision was
put on record.

*Rules.* Until its last day the decision is not in force. Called in, it is on hold until it is
upheld; sent back, until its body decides again that it stands, or takes another decision instead.
Each step is a new version of the decision.
"""
