"""The server: the office's core, its log, and everything shared over HTTP."""
