"""Paper, sound and printers, against a printer made of software and readers that are not ours."""
