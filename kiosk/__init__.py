"""The ticket machine in the entrance: touch, take a number."""
