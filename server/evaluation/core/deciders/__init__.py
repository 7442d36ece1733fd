"""What the loop answers, by subject."""
