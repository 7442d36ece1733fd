"""The improvement loop: standards, targets, initiatives, evaluation, publication."""
