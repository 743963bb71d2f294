"""How customers respond: individuals by default, or a distribution given from outside."""
