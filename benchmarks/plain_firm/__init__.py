"""The firm of scenario ``base`` as a plain Mesa model: one object per customer, Python floats and
lists, nothing clever.

It is the readable reference of the engine and what the engine's speed is measured against. Only
what ``base`` uses is here: pay is *silo* or *shared*, talk is *none*, *dashboard* or *sop*, plans
are enacted as decided. No packages, technologies, phases, shocks, small world, given demand;
shipping never binds.
"""
