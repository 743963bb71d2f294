"""What a room's log adds up to: teams, seats, rounds, words. A pure fold, without a clock; the
weeks themselves are played elsewhere.
"""
