"""What the Lab tells of two firms: choices checked, firms simulated once, a run turned into plain
tables.
"""
