"""From scenarios and seeds to a world, through its weeks, to tables. Nothing here compares rules or
draws figures.
"""
