"""The wall: what everybody in the room may see."""
