"""One firm, written as scalar code and compiled: its records, its week, its managers."""
