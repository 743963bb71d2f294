"""Questions put to many runs of one scenario: attribution, replays, the best plan. No figures, no
pages.
"""
