"""Everything that shows that Machiai keeps its promises. Start with README.md."""
