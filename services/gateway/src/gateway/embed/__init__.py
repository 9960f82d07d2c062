"""The sign-up form as other websites show it, in a frame."""
