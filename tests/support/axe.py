"""axe-core, from npm's own client once a session: what is wrong with a page for who cannot see it,
cannot point, or reads it enlarged.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

PACKAGE = "axe-core@4.10.2"
PATIENCE_S = 90
RUN = """async () => {
  const found = await axe.run({ exclude: [".v-progress-linear"] }, { resultTypes: ["violations"] });
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
}"""


def fetched(folder: Path) -> str:
    """The script, as text. Skips the test where npm is not there or does not reach its registry."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("axe-core comes by npm, which is not installed here")  # optional
    asked = [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
    try:
        done = subprocess.run(
            asked, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not bring {PACKAGE} in {PATIENCE_S} s")  # no network
    if done.returncode:
        why = done.stderr.strip()[-200:]
        pytest.skip(f"npm did not bring {PACKAGE}: {why}")  # no network, or no such package there
    with tarfile.open(folder / done.stdout.split()[-1]) as packed:
        file = packed.extractfile("package/axe.min.js")
        assert file is not None
        return file.read().decode()


def faults(page: Page, script: str) -> list[str]:
    """Serious and critical findings on a page as it stands, each with its first places; but for
    Solara's own bar of progress, which has no name and comes and goes.
    """
    page.evaluate(f"() => {{ if (!window.axe) {{ {script} }} }}")
    found: list[str] = page.evaluate(RUN)
    return found
