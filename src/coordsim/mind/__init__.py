"""What a role makes of what it knows: expectation, estimates, search, the table of a settlement.
Never the world's luck or traits.
"""
