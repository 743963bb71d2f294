"""One market week, the same work done by several programs side by side."""
