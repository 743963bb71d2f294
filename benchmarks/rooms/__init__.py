"""Many pages of one room's server at once, without browsers: what a class of 100 or 200 costs it.
Run ``python -m benchmarks.rooms`` from the root of the repository.
"""
