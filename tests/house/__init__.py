"""The rules of the house, kept by tests: who may import whom, types, style, names and sizes."""
