"""The screen of the clerk at the counter."""
