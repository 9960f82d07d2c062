"""Bodies: boards and committees, their terms of reference, posts and holders, all dated."""
