"""Bodies, posts, their holders, published meetings and public votes as Popolo data, for anyone
(https://www.popoloproject.com/specs/)."""
