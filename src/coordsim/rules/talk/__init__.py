"""Talk rules: which groups of facts travel, how often, how late, how exactly, at what cost."""
