"""What comes back to a body by itself: decisions under delegation, urgent decisions, reviews.

Each has an item of the forward plan, and the item a place at the next meeting. Where no meeting is
scheduled it waits, and the worker places it when there is one; a meeting that was cancelled, or
went by without it, loses it to the next.
"""
