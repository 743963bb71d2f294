"""The week of a firm: the order of its steps, and how it is closed."""
