"""The flows that say what a run was. Its hash is taken over these and the levers in force, and over
nothing else, so that a new KPI and its flows leave every hash as it is.

The list is fixed on purpose: written out and not made from the tables of KPIs, accounts, causes and
levers. Whoever changes it changes the hash of every run, and says so in ``CHANGELOG.md`` under
*Results change*.
"""

from __future__ import annotations

_MARKET = (
    "visits",
    "put_off",
    "priced_out",
    "demand",
    "units",
    "switched",
    "again",
    "waiting",
    "left",
    "defective",
)
_WORKS = (
    "range",
    "launched",
    "launch_weeks",
    "launched_late",
    "wanted",
    "made",
    "setups",
    "setup_hours",
    "hours_available",
    "hours_used",
    "overtime_hours",
    "open_hours",
    "broken_hours",
    "ordered",
    "stock",
    "in_process",
    "scrapped",
)
_SERVICE = (
    "booked",
    "shipped",
    "sent",
    "backlog",
    "late",
    "cancelled",
    "contacts",
    "unanswered",
    "answer_hours",
)
_PEOPLE = (
    "satisfaction",
    "reputation",
    "trust",
    "frustration",
    "conflicts",
    "told",
    "expected",
    "report_over",
    "forecast_over",
    "belief_miss",
    "marketing_pay",
    "operations_pay",
)
_CAUSES = (
    "cause:put off by choice",
    "cause:not ready",
    "cause:not told",
    "cause:materials",
    "cause:set-ups",
    "cause:hours",
    "cause:breakdowns",
    "cause:forecast error",
    "cause:promise",
)
_BOOKS = (
    "account:revenue",
    "account:materials",
    "account:sourcing",
    "account:labour",
    "account:overtime",
    "account:set-ups",
    "account:holding",
    "account:parts holding",
    "account:range overhead",
    "account:launches",
    "account:quality",
    "account:returns",
    "account:service staff",
    "account:shipping",
    "account:late orders",
    "account:backorders",
    "account:write-offs",
    "account:advertising",
    "account:hiring",
    "account:meetings",
    "account:systems",
    "account:fixed",
    "profit",
)
HASHED = (*_MARKET, *_WORKS, *_SERVICE, *_PEOPLE, *_CAUSES, *_BOOKS)
HASHED_LEVERS = (
    "price",
    "promotion_depth",
    "promotion_every",
    "advertising",
    "range",
    "build",
    "promise",
    "service_promise",
    "launch_margin",
    "hours",
    "overtime",
    "cycle",
    "safety",
    "quality",
    "staff",
    "sourcing",
)
