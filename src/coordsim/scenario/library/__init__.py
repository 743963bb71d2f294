"""The scenario library: TOML files, and `bad/` with files that must be refused."""
