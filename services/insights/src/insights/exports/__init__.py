"""The library as files: CSV, JSON Lines and Parquet, streamed, and what of it is open to everybody.

Data: nothing is stored; a file is made as it is read, out of one cursor, in memory that stays the
same however long it is. Rules: a file holds what search shows the same reader and nothing else
(`search.matching`, `feedback.matching`). Open data are published findings that are public *and*
bear a licence which the vocabulary says is open, and public activities where the system's file
names a licence for its register. Each row says its identifier, version, licence and whom to name.
Quotations are in no file: who was quoted agreed to be shown with the finding. What a spreadsheet
would take for a formula is disarmed. A file that breaks off can be told from a whole one: its
answer is never ended, and Parquet has no footer. Events: none.
"""
