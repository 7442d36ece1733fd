"""The rules of the double PDCA loop: pure, no I/O, no clock, no framework."""
