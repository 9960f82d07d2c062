"""Public pages in the NHS design, without JavaScript."""
