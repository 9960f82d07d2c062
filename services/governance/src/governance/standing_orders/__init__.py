"""Standing orders: how a body's terms of reference let it amend, delegate, hurry and be called in.

Every figure is the body's own and is dated with the terms. What the terms do not provide for does
not happen: no delegation, no urgent decision, no call-in. Amendments are moved by common practice
where nothing else is said.
"""
