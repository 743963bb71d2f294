"""Registries: what a scenario may name. Whatever stands in the package's folder is found by walking
it, whatever an installed package offers by its entry points; nothing is listed anywhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from numbers import Real
from pkgutil import iter_modules
from threading import RLock
from typing import Any, Protocol

from coordsim.core.spelling import between, plain, shown

LONGEST = 80  # letters of a title
LAST = 1000  # the place of a rule that says nothing of where it stands


class RegistryError(ValueError):
    """Something that cannot be registered or loaded; the message says what, where and why."""


class UnknownError(RegistryError, KeyError):
    """A name under which nothing is registered."""

    __str__ = Exception.__str__  # the sentence; a KeyError would quote it


def missing(value: object, texts: Iterable[str] = (), verbs: Iterable[str] = ()) -> Iterator[str]:
    """Yield in words which texts of a candidate are empty, and which verbs it lacks."""
    for name in texts:
        said = getattr(value, name, None)
        if not isinstance(said, str) or not said.strip():
            yield f"its {name} is {said!r}; needed: a sentence"
    for name in verbs:
        if not callable(getattr(value, name, None)):
            yield f"it has no {name}()"


def beyond(name: str, value: object, low: float, high: float) -> Iterator[str]:
    """Yield in words what is wrong with a number of a candidate."""
    if isinstance(value, bool) or not isinstance(value, Real):
        yield f"{name} = {shown(value)} is not a number; allowed: {between(low, high)}"
    elif not low <= float(value) <= high:
        yield f"{name} = {plain(float(value))} is outside {between(low, high)}"


class Named(Protocol):
    """What everything has that can be registered."""

    @property
    def name(self) -> str:
        """Name as in a scenario."""

    @property
    def title(self) -> str:
        """Name in words."""


@dataclass(frozen=True)
class Origin:
    """Where something was registered."""

    module: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" if self.file else self.module


@dataclass(frozen=True)
class _Entry[R]:
    value: R
    origin: Origin
    order: int


class Registry[R: Named](Mapping[str, R]):
    """Name -> what is registered under it, built-in ones first, in the order that each declares.

    ``what`` says in a sentence what is registered ("pay rule"), ``package`` is the folder of the
    built-in ones, ``group`` the entry points of installed packages, each of which names a module
    that registers something under the entry point's name. ``faults`` returns a sentence for
    everything that is wrong with a candidate.
    """

    def __init__(
        self, what: str, package: str, group: str, faults: Callable[[Any], Iterable[str]]
    ) -> None:
        self.what, self.package, self.group, self._faults = what, package, group, faults
        self._entries: dict[str, _Entry[R]] = {}
        self._offers: dict[str, EntryPoint] | None = None
        self._lock = RLock()

    def register(self, value: R, *, order: int = LAST) -> R:
        """Register and return it; ``order`` is its place among the built-in ones.

        Raises RegistryError for a name that is taken, and for anything without name, title or
        words. The same lines read once more, as in a notebook, replace what they registered.
        """
        caller = sys._getframe(1)
        origin = Origin(
            caller.f_globals.get("__name__", ""),
            caller.f_globals.get("__file__", ""),
            caller.f_lineno,
        )
        self._check(value, origin)
        with self._lock:
            old = self._entries.get(value.name)
            if old is not None and old.origin != origin:
                raise RegistryError(
                    f"the {self.what} {value.name!r} exists twice: in {old.origin} and in {origin};"
                    " give one of them another name"
                )
            self._entries[value.name] = _Entry(value, origin, order)
        return value

    def forget(self, name: str) -> None:
        """Take a name off the registry again, after a trial."""
        self._entries.pop(name, None)

    def _check(self, value: R, origin: Origin) -> None:
        name, title = getattr(value, "name", None), getattr(value, "title", None)
        found = []
        if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
            found.append(
                f"its name is {name!r}; allowed: small letters, digits and _, first a letter, at"
                " most 40"
            )
        if (
            not isinstance(title, str)
            or not 0 < len(title.strip()) <= LONGEST
            or not title.isprintable()
        ):
            found.append(
                f"its title is {shown(title)}; needed: a few words for people, at most {LONGEST}"
                " letters"
            )
        found += [] if found else self._faults(value)
        if found:
            named = f" {name!r}" if isinstance(name, str) else ""
            raise RegistryError(f"{origin}: the {self.what}{named} is refused: {'; '.join(found)}")

    def _known(self) -> dict[str, EntryPoint]:
        """Walk the package once, read which names installed packages offer, and return those."""
        with self._lock:
            if self._offers is None:
                self._offers = {}  # modules that are walked may look in here
                with ExitStack() as undone:  # what was half read is forgotten
                    undone.callback(setattr, self, "_offers", None)
                    self._walk(self._offers)
                    undone.pop_all()
            return self._offers

    def _walk(self, offers: dict[str, EntryPoint]) -> None:
        for module in iter_modules(import_module(self.package).__path__):
            import_module(f"{self.package}.{module.name}")
        for offer in sorted(entry_points(group=self.group), key=lambda one: one.name):
            self._offer(offers, offer)

    def _offer(self, offers: dict[str, EntryPoint], offer: EntryPoint) -> None:
        taken = self._entries.get(offer.name)
        there = str(taken.origin.module) if taken else _told(offers.get(offer.name))
        if there and not (taken and taken.origin.module == offer.module):
            raise RegistryError(
                f"the {self.what} {offer.name!r} exists twice: in {there} and in {_told(offer)};"
                " uninstall one of them"
            )
        offers[offer.name] = offer

    # a registry is itself, whatever it holds
    __eq__, __hash__ = object.__eq__, object.__hash__

    def __getitem__(self, name: str) -> R:
        offers = self._known()
        if name not in self._entries and name in offers:
            self._load(offers[name])
        if name not in self._entries:
            raise UnknownError(
                f"no {self.what} {name!r} is registered, or not any more; allowed:"
                f" {', '.join(self)}"
            )
        return self._entries[name].value

    def _load(self, offer: EntryPoint) -> None:
        """Import what an installed package offers."""
        with self._lock:
            try:
                offer.load()
            except (Exception, SystemExit) as error:
                raise RegistryError(
                    f"the {self.what} {offer.name!r} of {_told(offer)} cannot be loaded: {error!r}"
                ) from error
            if offer.name not in self._entries:
                raise RegistryError(
                    f"the {self.what} {offer.name!r} of {_told(offer)} is not there: the module"
                    " registers nothing of this name"
                )

    @property
    def own(self) -> Mapping[str, R]:
        """The built-in ones."""
        self._known()
        inside = {
            name: entry
            for name, entry in self._entries.items()
            if entry.origin.module.startswith(f"{self.package}.")
        }
        ordered = sorted(inside, key=lambda name: (inside[name].order, name))
        return {name: inside[name].value for name in ordered}

    def origin(self, name: str) -> Origin:
        """Return where something was registered."""
        _ = self[name]
        return self._entries[name].origin

    def __iter__(self) -> Iterator[str]:
        own = list(self.own)
        return iter([*own, *sorted({*self._entries, *self._known()} - set(own))])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, name: object) -> bool:
        return name in self._known() or name in self._entries


def packages_offer() -> bool:
    """Say whether any installed package offers something to a registry of ours."""
    return any(group.startswith("coordsim.") for group in entry_points().groups)


def _told(offer: EntryPoint | None) -> str:
    """Say which package offers something, and in which module."""
    if offer is None:
        return ""
    package = f"{offer.dist.name} {offer.dist.version}" if offer.dist else "an installed package"
    return f"the package {package} ({offer.value})"
