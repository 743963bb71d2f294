"""After the reveal: all that a room's debrief tells, as typed records. No pages, no words."""
