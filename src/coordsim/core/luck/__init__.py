"""All that is drawn, named by process, week and index. Nothing here knows what a draw is for."""
