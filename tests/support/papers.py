"""Numbers of the papers' own examples, for tests of the closed forms."""

from __future__ import annotations

from coordsim.theory import lead_time, variety

SNYDER = {"mean": 50.0, "sd": 8.0, "overage": 0.18, "underage": 0.70}
PROFIT = {"mean": 1000.0, "sd": 300.0, "price": 100.0, "cost": 40.0, "salvage": 20.0}
BASE_STOCK = (50.0, 8.0, 4)  # mean, sd, lead time
LOT = {"demand": 1300.0, "setup": 8.0, "holding": 0.225}
UTILITIES = (1.0, 0.5, 0.0, -0.5)
TRADE = variety.Trade(potential=20000, half=4, root_cost=1500, variant_cost=200)
MARKET = lead_time.Market(
    potential=18, price_effect=2, lead_time_effect=1, capacity=10, unit_cost=3, service=0.95
)
BONUS = {"alpha": 1.0, "beta": 0.5, "gamma": 2.0}
BATCHES = {"demand": 80.0, "rate": 100.0, "setup": 0.1}  # Karmarkar 1987: a set-up in periods
