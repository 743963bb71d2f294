"""Claims on several processes: the same verdicts, to the last digit, whatever their number."""

from __future__ import annotations

import pytest

from coordsim.evidence.claims.run import chosen, run_claims


@pytest.mark.slow
def test_verdicts_do_not_depend_on_the_processes() -> None:
    told: dict[int, list[tuple[int, int]]] = {1: [], 2: []}
    verdicts = {
        jobs: run_claims(
            chosen(["C46"]),
            firms=2,
            jobs=jobs,
            progress=lambda done, total, jobs=jobs: told[jobs].append((done, total)),
        )
        for jobs in told
    }
    one, two = ([(v.claim.id, v.word, list(v.contrasts)) for v in verdicts[jobs]] for jobs in told)
    assert one == two
    assert told[1] == told[2] == [(1, 2), (2, 2)]


def test_no_process_is_too_few() -> None:
    with pytest.raises(ValueError, match="jobs = 0 is not allowed: at least 1"):
        run_claims([], jobs=0)
