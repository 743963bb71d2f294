"""What the page Play offers, and what it checks before a game is told of it."""
