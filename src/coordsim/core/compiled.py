"""Compilation with numba, kept on disk.

Numba looks for changes only in the file of the function that it compiles, not in those of the
functions that one calls or of the tables that it reads. Ours are therefore kept in a folder named
after every module that compiles something and all that it imports, and after numba's settings that
change the code: edit one, and all are compiled anew.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile, mkdtemp
from threading import Lock
from typing import Any, NamedTuple, cast

import numpy as np
from numba import config, njit
from numba.core import event, imputils
from numba.core.caching import (
    CompileResultCacheImpl,
    FunctionCache,
    IndexDataCacheFile,
    UserProvidedCacheLocator,
)
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_lock import global_compiler_lock
from numpy.typing import NDArray

from coordsim.core.compiling import tell
from coordsim.core.sources import PACKAGE, closure, digest
from coordsim.core.turns import Turn

logger = logging.getLogger("coordsim")
CALLS: Any = imputils  # untyped
COMPILING: Any = global_compiler_lock  # untyped
_LOCK = Lock()  # numba's setting is one for all threads
_TURN = Turn()


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _warm(folder: Path) -> bool:
    """Say whether compiled code lies in a folder, which is of use where nothing may be written."""
    try:
        return next(folder.rglob("*.nbi"), None) is not None
    except OSError:
        return False


def sources(package: Path = PACKAGE) -> dict[str, str]:
    """Return name -> source of all that compiled code depends on."""
    return closure(
        lambda name, text: "@compiled" in text and not name.startswith("coordsim.speed"), package
    )


def _home() -> list[Path]:
    try:
        return [Path.home() / ".cache" / "coordsim"]
    except RuntimeError:  # the user has no home directory
        return []


CHANGING = (
    "BOUNDSCHECK",
    "OPT",
    "LOOP_VECTORIZE",
    "SLP_VECTORIZE",
    "DEBUGINFO_DEFAULT",
    "ENABLE_AVX",
)  # numba's settings that change the code and are no part of its own keys


def _settings() -> str:
    return repr([(name, str(getattr(config, name, None))) for name in CHANGING])


@cache
def _folder(given: str, package: Path = PACKAGE) -> str:
    """Return where compiled code is kept: in NUMBA_CACHE_DIR, else beside the sources, else at
    home, else with temporary files. A folder that cannot be written to will do if the code is in
    it.
    """
    name = f"compiled-{digest({**sources(package), 'numba': _settings()})}"
    places = [Path(given)] if given else [package / "core" / "__pycache__", *_home()]
    for place in places:
        if _writable(place / name) or _warm(place / name):
            return str(place / name)
    return mkdtemp(prefix=f"coordsim-{name}-")


DAMAGED = (
    pickle.PickleError,
    EOFError,
    ArithmeticError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ImportError,
)  # what reading damaged bytes as objects may raise


def _opened(seal: bytes, data: bytes) -> Any:
    """Return what was sealed. Raises PickleError where a byte has changed since."""
    if blake2b(data, digest_size=len(seal)).digest() != seal:
        raise pickle.PickleError("its bytes have changed")
    return pickle.loads(data)


class _Sealed(NamedTuple):
    """Bytes that are looked at before they are read again."""

    data: bytes

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened, (blake2b(self.data, digest_size=16).digest(), self.data)


class _File(IndexDataCacheFile):
    """Files of compiled code, sealed: changed machine code would end the process."""

    def _dump(self, thing: Any) -> bytes:
        whole: bytes = super()._dump(thing)
        return pickle.dumps(_Sealed(whole))


class _Place(UserProvidedCacheLocator):
    """The folder of ours, whether or not it can be written to."""

    def ensure_cache_path(self) -> None:
        """Make the folder where that is possible; what is there already can be read."""
        path: str = self.get_cache_path()
        with suppress(OSError):
            Path(path).mkdir(parents=True, exist_ok=True)


_PLACES: list[type[object]] = [_Place]


class _Results(CompileResultCacheImpl):
    _locator_classes = _PLACES


class _Kept(FunctionCache):
    """Compiled code on disk: what is damaged is compiled anew, what finds no room is not kept."""

    _impl_class = _Results

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._cache_file = _File(
            cache_path=self._cache_path,
            filename_base=self._impl.filename_base,
            source_stamp=self._impl.locator.get_source_stamp(),
        )

    def _load_overload(self, sig: Any, context: Any) -> Any:
        try:
            return super()._load_overload(sig, context)
        except DAMAGED as error:
            logger.warning("compiled code in %s is damaged: %r", self.cache_path, error)
            with suppress(OSError):
                self.flush()
            return None

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Read compiled code; what is not there is this process's to compile, or is there once
        another that compiles now is done.
        """
        found = super().load_overload(sig, target_context)
        if found is None and not _TURN.taken:
            self._impl.locator.ensure_cache_path()
            _TURN.take(Path(self.cache_path), lambda: tell(0, _Told.parts))
            found = super().load_overload(sig, target_context)
        return found

    def save_overload(self, signature: Any, data: Any) -> None:
        """Keep compiled code for the next process."""
        try:
            super().save_overload(signature, data)
        except OSError as error:
            logger.warning("compiled code cannot be kept: %s", error)


def _in_turn(compile_one: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a function that compiles and then lets the next process do so."""

    def compile_and_end(sig: Any) -> Any:
        with COMPILING:
            inner = _TURN.taken  # the one that takes this in is being compiled
            try:
                return compile_one(sig)
            finally:
                if not inner:
                    _TURN.end()

    return compile_and_end


def home(function: Any) -> Path:
    """Return the folder in which the code of a compiled function is kept."""
    return Path(function.stats.cache_path).parent


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a function at its first call. Divisions by zero give infinities, as in numpy; other
    threads go on while it runs.
    """
    settings: Any = config
    with _LOCK:
        given = settings.CACHE_DIR  # NUMBA_CACHE_DIR
        settings.CACHE_DIR = _folder(given)
        try:
            dispatcher: Any = njit(error_model="numpy", nogil=True)(function)
            if not settings.DISABLE_JIT:
                dispatcher._cache = _Kept(function)
                dispatcher.compile = _in_turn(dispatcher.compile)
            return cast(F, dispatcher)
        finally:
            settings.CACHE_DIR = given


class _Part(CompilerBase):
    """Compiles a function for others to take in: neither optimised nor turned into machine code
    nor wrapped for Python, all of which is done once, by the entry that takes it in.
    """

    def define_pipelines(self) -> list[Any]:
        """Compile without wrappers, into a library that waits to be linked."""
        flags = self.state.flags
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
        library = self.state.targetctx.codegen().create_library(self.state.func_id.func_qualname)
        library.enable_object_caching()

        def wait() -> None:
            library._finalize_dynamic_globals()
            library._verify_declare_only_symbols()
            library._finalized = True

        library._optimize_final_module = lambda: None
        library._finalize_final_module = wait
        self.state.library = library
        passes: Any = DefaultPassBuilder
        return [passes.define_nopython_pipeline(self.state)]


class _Told(event.Listener):
    """Tells of each part of ours that has been compiled."""

    parts = done = 0

    def on_start(self, event: Any) -> None:
        """Nothing has been compiled yet."""

    def on_end(self, event: Any) -> None:
        """Tell how many there are now."""
        if event.data["dispatcher"].py_func.__module__.startswith(PACKAGE.name):
            _Told.done += 1
            tell(min(_Told.done, _Told.parts), _Told.parts)


event.register("numba:compile", _Told())


def part[F: Callable[..., Any]](function: F) -> F:
    """Compile a function into whatever compiled function calls it; plain Python calls it by
    ``called``.

    A part makes no arrays, so it need not count who holds those that it is lent: whoever made them
    keeps them while it runs.
    """
    compiler: Any = njit
    dispatcher = compiler(error_model="numpy", _nrt=False, pipeline_class=_Part)(function)
    _Told.parts += 1
    if vars(config)["DISABLE_JIT"]:
        return cast(F, dispatcher)
    add = dispatcher.add_overload

    def add_part(compiled: Any) -> None:
        entry = ["a part is called by called() from plain Python"].index  # refuses what it is given
        taken_in = _lending(CALLS.user_function(compiled.fndesc, [compiled.library]))
        dispatcher.targetctx.insert_func_defn([(taken_in, entry, taken_in.signature)])
        add(compiled._replace(entry_point=entry))

    dispatcher.add_overload = add_part
    return cast(F, dispatcher)


def _lending(call: Any) -> Any:
    """Return the call of a part for callers who count: arrays in what it returns are lent."""

    def lend(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        value = call(context, builder, signature, given)
        return CALLS.impl_ret_borrowed(context, builder, signature.return_type, value)

    lent: Any = lend
    lent.signature, lent.libs = call.signature, call.libs
    return lent


def called[F: Callable[..., Any]](function: F) -> F:
    """Return a part as a function that plain Python can call."""
    plain = getattr(function, "py_func", function)
    return cast(F, njit(error_model="numpy")(plain))


def records(values: NDArray[np.void]) -> NDArray[np.void]:
    """Return records whose fields plain Python can name too, where NUMBA_DISABLE_JIT has switched
    compilation off.
    """
    settings: Any = config
    return values.view(np.recarray) if settings.DISABLE_JIT else values
