"""The console: everything that the trainer may see and do in a room."""
