"""One file per technology, none knows another: only server.main and server.cli plug them in."""
