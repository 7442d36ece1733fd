"""The city's loop on pages: standards, proposals, verification, duties, history."""
