"""The voices' pages as data: pure, no framework and no I/O."""
