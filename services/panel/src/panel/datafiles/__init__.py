"""The answers to a closed survey as files, with the codebook that explains them.

Data: nothing is stored; a file is made of the survey's questions and its responses as it is read.
Rules: staff with `panel:personal` read it, once the survey has closed, since a file that grew would
tell who answered last. A line is one person's answers and nothing else of them: no pseudonym, no
day, nothing that they told about themselves. Lines are in the order of a hash of what they say, so
a file is a function of what was said, whoever said it and in whichever order. Open answers bear a
note of what in them reads like personal data. What a spreadsheet would take for a formula is
disarmed. Events: none.
"""
