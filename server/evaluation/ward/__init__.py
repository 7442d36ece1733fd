"""The ward's year on pages: plan, do, check, evaluate, review."""
