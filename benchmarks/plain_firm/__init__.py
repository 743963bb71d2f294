"""The firm of scenarios ``blind`` and ``base`` as a plain Mesa model: one object per customer,
Python floats and lists, nothing clever.

It is the readable reference of the engine, written from docs/model.md, and what the engine's speed
is measured against. A second opinion there is of

- the market, the plant, supply, the desk, feelings and both kinds of books; cash and the stop of a
  firm that cannot pay; the owner who acts bluntly;
- set-ups carried over, materials covered exactly and orders that are timed;
- inherited plans and the fitted start; even tastes, and clusters of tastes with places for
  variants;
- naive and drawn priors, the other side's levers as seen, records of demand and of sales; traits,
  the best step and the noisy choice, moves of two levers, lessons and drivers tried;
- silo and shared pay at any rates, with a salary; talk none, dashboard and sop.

There is none of other rules of pay and talk, of governance other than plans enacted as decided (so
contested settling and endless hours that are known never matter), the informed owner, the level
filter, shelf lives, life cycles, packages, technologies, phases, shocks, small worlds, classes,
given demand, and shipping that binds. ``numbers.check`` refuses a scenario that asks for them.
"""
