"""Named things that are made when somebody first asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coordsim.core.records import Floats, Ints


class Later[V](Mapping[str, V]):
    """Named things, each made when somebody first asks for it."""

    def __init__(self, names: Sequence[str], make: Callable[[str], V]) -> None:
        self._names, self._make, self._made = dict.fromkeys(names), make, dict[str, V]()

    def __getitem__(self, name: str) -> V:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __reduce__(self) -> tuple[type, tuple[dict[str, V]]]:
        """Travel to other processes with all things made."""
        return dict, (dict(self),)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class Weeks:
    """Arrays (F, K) of every week of some batches, or what makes whole ones (F, T, K), put into one
    when somebody asks; ``order`` (F,) of the firms.
    """

    batches: tuple[tuple[Floats, ...] | Callable[[], Floats], ...]
    order: Ints | None = None

    @cached_property
    def whole(self) -> Floats:
        """All of it, (F, T, K)."""
        parts = [weeks() if callable(weeks) else weekly(weeks) for weeks in self.batches]
        if self.order is None:
            return parts[0]
        whole: Floats = np.concatenate(parts)[self.order]
        return whole


def weekly(arrays: Sequence[Floats]) -> Floats:
    """Put the arrays (F, ...) of every week into one (F, W, ...): week by week first, which is
    quick, then turned.
    """
    return np.ascontiguousarray(np.stack(arrays).swapaxes(0, 1))
