"""Teach: from a ready agenda, a scenario or a file to an open room."""
