"""The figures for staff: how the office does, against its targets and against itself."""
