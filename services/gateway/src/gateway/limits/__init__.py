"""Rate limits: token buckets and the headers that tell callers about them."""
