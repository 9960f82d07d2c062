"""Insight and intelligence reports [002]: what was heard in a period, in a place or the system.

*Data.* A report is composed once, from the versions of findings that stood on its day, and kept as
it was said, with a digest. Made again for the same day it says the same, but for what governance
or imports corrected since.

*Rules.* Communities stand one by one and are never added (rule 10). Every count of people passes
disclosure control: a group with any number from 1 to the threshold shows none, the rest are
rounded. What a finding or a decision said is blanked once it may not be read any more.

*Publishing* makes a finding that bears the report's id and no words of its own but a summary: so
search, feeds, harvesting, the thread and visibility all hold for it, with nothing built twice. It
names no community and is left out wherever evidence is weighed (`insights.findings.as_of`): a
report tells of evidence, and is none itself.
"""
