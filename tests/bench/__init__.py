"""Benchmarks: ratios against a reference in the same run, never absolute times; each module is a command."""
