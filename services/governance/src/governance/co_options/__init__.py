"""Members whom a body co-opts, on a ground that its terms name; by the chair, to reach a quorum."""
