"""Waiting rises without limit as a server gets busy. All arguments are scalars. Case A16.

Sources: Kingman 1961, The Single Server Queue in Heavy Traffic (an approximation, exact for M/G/1:
Pollaczek-Khinchine); Little 1961, A Proof for the Queuing Formula L = lambda W.
"""

from __future__ import annotations

from coordsim.theory import _checks


def waiting_time(
    utilisation: float, service_scv: float, arrival_scv: float = 1.0, service_time: float = 1.0
) -> float:
    """Mean wait in the queue, before service, in the unit of service_time (Kingman):
    rho / (1 - rho) x (ca^2 + cs^2) / 2 x service_time.

    utilisation rho: share, in [0, 1); service_scv, arrival_scv: squared coefficients of variation,
    >= 0. With arrival_scv = 1 (Poisson arrivals) it is the exact M/G/1 wait. Raises ValueError if
    an argument is out of its range (service_time has to be above 0).
    """
    if not 0 <= utilisation < 1:
        raise _checks.refuse("utilisation", utilisation, "at least 0 and below 1")
    _checks.not_negative(service_scv=service_scv, arrival_scv=arrival_scv)
    _checks.positive(service_time=service_time)
    return utilisation / (1 - utilisation) * (arrival_scv + service_scv) / 2 * service_time


def number_in_system(rate: float, time_in_system: float) -> float:
    """Little's law: mean number present = rate (units/period) x mean time each spends there
    (periods).

    Holds for the queue alone too, with the waiting time. Raises ValueError if an argument is
    negative.
    """
    _checks.not_negative(rate=rate, time_in_system=time_in_system)
    return rate * time_in_system
