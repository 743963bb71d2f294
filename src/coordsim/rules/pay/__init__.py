"""Pay rules: one per file, each a frozen object with one verb. They read KPIs; nothing here says
that aligned is better.
"""
