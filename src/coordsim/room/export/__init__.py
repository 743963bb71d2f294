"""What a room leaves to research: one folder of plain tables under pseudonyms, with a codebook and
a script that recomputes every figure from the events. The key to the pseudonyms lies apart.
"""
