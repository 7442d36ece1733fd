"""The hardware: paper, sound and buttons; nothing here has ever heard of a ticket."""
