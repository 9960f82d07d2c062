"""The approved minutes of a published meeting, as a document for everybody: who came, what was
resolved, and where each resolution stands in the decision log. Draft minutes are never shown."""
