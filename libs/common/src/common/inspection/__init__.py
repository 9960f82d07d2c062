"""What a document carries beyond what is seen, whether everybody can read it, and its clean copy.

A PDF, Word, Excel or PowerPoint file is taken apart in a process of its own (`common.bounded`).
What can run, or what only a person can clear, is refused (`refusals`). Who made it, when and with
what is taken out. The barriers that are found are judged by the rules of the day (`rules`).
"""
