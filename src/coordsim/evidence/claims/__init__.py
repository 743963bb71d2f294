"""What the sources claim, as experiments: arms on the same worlds, paired contrasts, verdicts."""
