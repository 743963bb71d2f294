"""Learn: one person alone in a room."""
