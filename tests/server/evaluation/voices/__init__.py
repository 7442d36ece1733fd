"""The tests of the survey and of the register of voices."""
