"""Scripts that lie outside the packages, as modules."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def script(path: Path) -> ModuleType:
    """Return a script as a module, loaded once, with its folder on the path as where it is run."""
    name = f"script_{path.parent.name}_{path.stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        sys.modules[name] = made
        sys.path.insert(0, str(path.parent))
        try:
            spec.loader.exec_module(made)
        finally:
            sys.path.remove(str(path.parent))
    return sys.modules[name]
