"""'You said, we did': the answer to those who spoke, for each decision."""
