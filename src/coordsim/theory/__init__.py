"""Closed forms from the literature, one idea per file.

They are the yardsticks of `coordsim validate`: each function gives the exact answer that the
ordinary engine has to reach when it is set up as the textbook case. Nothing here simulates, draws
luck or knows the engine. Import the module you need, for example `from coordsim.theory import
newsvendor`; this package itself imports nothing.
"""
