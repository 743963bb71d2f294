"""Programs that coordsim is measured against, and what measures them; run with ``coordsim
bench``.
"""
