"""The benchmark plan of a scenario: the best joint plan held steady, found on the simulation
itself, and what is measured by it.
"""
