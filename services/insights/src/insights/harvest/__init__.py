"""Harvesting what is public: OAI-PMH 2.0, and the changes since a position.

Data: the entries of the feed (`insights.feeds`), each with the datestamp taken while its place in
line was held, and the sets that it belongs to (`harvest_members`).
Rules: an item is a finding; its record is its newest entry as of the position at which the list
began. Deletions are persistent. A harvester that begins its next harvest at the response date of
the former one's first page misses nothing.
Source: OAI-PMH 2.0, protocol document of 2015-01-08.
"""
