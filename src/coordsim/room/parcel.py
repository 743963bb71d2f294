"""Records of arrays as bytes and back, without running anything that the bytes say: what came of
rounds is kept beside the log, so that a long session opens quickly.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from coordsim.core.records import Decision, FirmState, Known, Week

RECORDS: Mapping[str, type] = {
    record.__name__: record for record in (Decision, FirmState, Known, Week)
}
LENGTH = 8  # bytes that say how long the table of contents is
QUICK = 1  # how hard to compress


class ParcelError(ValueError):
    """Bytes that are no parcel of this version."""


def pack(value: Any) -> bytes:
    """Return a value of records, mappings, tuples, arrays and plain numbers as bytes."""
    arrays: list[np.ndarray] = []
    tree = _lay(value, arrays)
    shapes = [(array.dtype.str, array.shape) for array in arrays]
    contents = json.dumps([tree, shapes], allow_nan=False).encode()
    body = b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)
    return zlib.compress(len(contents).to_bytes(LENGTH, "big") + contents + body, QUICK)


def unpack(parcel: bytes) -> Any:
    """Return what was packed. Raises ParcelError when it cannot be read."""
    try:
        raw = zlib.decompress(parcel)
        end = LENGTH + int.from_bytes(raw[:LENGTH], "big")
        tree, shapes = json.loads(raw[LENGTH:end])
        arrays = []
        for kind, shape in shapes:
            dtype = np.dtype(kind)
            size = int(np.prod(shape, dtype=np.int64))
            array = np.frombuffer(raw, dtype, size, end).reshape(shape).copy()
            arrays.append(array)
            end += array.nbytes
        return _raise(tree, arrays)
    except (zlib.error, ValueError, TypeError, KeyError, IndexError) as error:
        raise ParcelError(f"what was kept cannot be read: {error}") from None


def _lay(value: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return {"array": len(arrays) - 1}
    if isinstance(value, Mapping):
        return {"map": {key: _lay(item, arrays) for key, item in value.items()}}
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: _lay(getattr(value, one.name), arrays) for one in fields(value)}
        return {"record": type(value).__name__, "fields": named}
    if isinstance(value, tuple | list):
        return [_lay(item, arrays) for item in value]
    return value


def _raise(tree: Any, arrays: list[np.ndarray]) -> Any:
    if isinstance(tree, list):
        return tuple(_raise(item, arrays) for item in tree)
    if not isinstance(tree, dict):
        return tree
    if "array" in tree:
        return arrays[tree["array"]]
    if "map" in tree:
        return {key: _raise(item, arrays) for key, item in tree["map"].items()}
    named = {key: _raise(item, arrays) for key, item in tree["fields"].items()}
    return RECORDS[tree["record"]](**named)
