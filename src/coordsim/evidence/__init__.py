"""Whether the engine may be believed: theory, patterns, claims. Changes nothing that a run
gives.
"""
