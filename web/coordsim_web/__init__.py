"""The pages of coordsim: a Solara application served by one process, with everything it needs
bundled.
"""
