"""Pure views: the loop in, frozen dataclasses out."""
