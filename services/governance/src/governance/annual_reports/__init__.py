"""Annual reports on involvement (rule 16): what section 14Z58 of the NHS Act 2006 asks a board to
say of how people were involved, and the evidence against the ten principles.

*Data.* Every figure is composed from the record and names the records behind it. People write only
the notes, and say which principle an activity, a finding, an assembly or an answer shows.

*Rules.* A draft is composed anew whenever it is read. Approving it freezes what it says, with a
digest; publishing changes nothing of that, and the database refuses to. A correction is a new
report that names the one that it corrects. A report holds nothing that the public may not read:
decisions that are withheld are a number, and so are unpublished questions, by disclosure rules.
What is withheld or withdrawn later is blanked wherever the report is read, and said to be.
"""
