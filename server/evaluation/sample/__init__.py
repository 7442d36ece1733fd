"""The demo's improvement loop as data: last year's whole loop, and this year's as far as it has come."""
