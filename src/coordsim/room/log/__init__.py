"""The log on disk: SQLite in a folder of the user's data, or PostgreSQL by its address. Nothing
here knows what a deed means.
"""
