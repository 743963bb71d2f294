"""Governance rules: who settles it when the two plans do not fit."""
