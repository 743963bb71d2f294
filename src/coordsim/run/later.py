"""Named things that are made when somebody first asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence


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
