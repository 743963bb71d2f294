"""The order of a week and its closing. Nothing else knows that order."""
