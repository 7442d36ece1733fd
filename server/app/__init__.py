"""The two verbs: carry out a command, follow an office."""
