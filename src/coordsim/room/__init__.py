"""The game: a seat for a person. Only events are kept, the rest is played again from scenario, seed
and events. No web.
"""
