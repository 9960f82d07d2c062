"""What goes out around a meeting: agenda and papers before it; its record and votes after it."""
