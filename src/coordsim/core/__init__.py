"""What everything speaks of: records, sockets, levers, facts, KPIs, parameters, luck. Nothing here
knows how a week goes.
"""
