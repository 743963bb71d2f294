"""Pages of rooms, without what draws them: each page is a view of a room's log."""
