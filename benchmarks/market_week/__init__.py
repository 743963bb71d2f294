"""One market week, the same work done by six programs side by side."""
