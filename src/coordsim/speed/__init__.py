"""How fast the engine is, measured on this machine beside other ways of doing the same work:
``coordsim bench``.

The peers live in the folder ``benchmarks`` of the repository, each a process of its own; an
installed wheel has none of them and measures the engine alone. Every figure is a median with its
quartiles.
"""
