"""What was taken back stays taken back after the restore of an older backup."""
