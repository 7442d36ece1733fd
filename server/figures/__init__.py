"""The managers' figures: how the office does, against its targets and against itself."""
