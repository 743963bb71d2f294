"""The generated parts of README.md and docs/: one module for each kind of part."""
