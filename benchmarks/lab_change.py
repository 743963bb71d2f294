"""From a rule changed in the Lab to the page drawn anew, in a headless Chromium, on a server of its
own whose first pages are not counted.

    python -m benchmarks.lab_change --changes 20

Each change gives firm B rules that no firm had before. A page is drawn when nothing in it moves any
more: the time is that of the frame in which it moved last. Told are also the answer on other
worlds, asked for where the page does not give it unasked; the frames in which something moved; and
in how many changes a sign of waiting was shown.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from statistics import median
from typing import Any

from playwright.sync_api import Error, Page, sync_playwright

CHROMIUM = os.environ.get("COORDSIM_CHROMIUM", "/usr/bin/chromium")
KINDS = ("Paid", "Told", "Conflicts settled by")
PATIENCE_MS = 120_000

# Follows what moves: frames, and signs of waiting.
FOLLOW = """() => {
  const seen = { start: performance.now(), frames: [], waits: 0 };
  const main = document.querySelector("main");
  let asked = false;
  const waiting = () => main.querySelector(".cs-lab-spin");
  window.followed = seen;
  window.following = new MutationObserver(() => {
    if (waiting()) seen.waits += 1;
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => setTimeout(() => {
      asked = false;
      seen.frames.push(performance.now() - seen.start);
    }));
  });
  window.following.observe(main, {
    attributes: true, characterData: true, childList: true, subtree: true,
  });
}"""
QUIET = """() => {
  const seen = window.followed;
  const last = seen.frames.length ? seen.frames[seen.frames.length - 1] : null;
  const quiet = last !== null && performance.now() - seen.start - last > 800;
  return quiet && window.drawnAnew() && !document.querySelector("main .cs-lab-spin");
}"""
READ = "() => { window.following.disconnect(); return window.followed; }"
# A change is answered when what is said of B's rules is what was chosen.
NAMED = """(before) => {
  const words = () => document.querySelector(".cs-lab-firm.cs-lab-side-b h2").innerText;
  const was = words();
  window.drawnAnew = () => words() !== was;
}"""


def changes(page: Page) -> Iterator[tuple[str, str]]:
    """Yield fields of firm B's and their next values: pay and talk, no pair of them twice, and not
    firm A's.
    """
    offered = {
        kind: page.get_by_label(f"Firm B: {kind}").evaluate("e => [...e.options].map(o => o.value)")
        for kind in KINDS[:2]
    }
    now = page.get_by_label("Firm B: Paid").input_value()
    pays = [now, *(one for one in offered["Paid"] if one != now)]
    talk = page.get_by_label("Firm B: Told").input_value()
    for place, pay in enumerate(pays):
        if place:
            yield "Paid", pay
        hers = page.get_by_label("Firm A: Paid").input_value() == pay
        taken = (talk, page.get_by_label("Firm A: Told").input_value() if hers else talk)
        others = [one for one in offered["Told"] if one not in taken]
        for told in others:
            yield "Told", told
            talk = told


def change(page: Page, field: str, value: str) -> dict[str, Any]:
    """Change a rule; return what was seen, with milliseconds to the page drawn and to the answer on
    other worlds.
    """
    page.evaluate(NAMED)
    page.evaluate(FOLLOW)
    page.get_by_label(f"Firm B: {field}").evaluate(
        "(field, value) => { field.value = value; window.followed.start = performance.now();"
        " field.dispatchEvent(new Event('change')); }",
        value,
    )
    page.wait_for_function(QUIET, timeout=PATIENCE_MS)
    seen = page.evaluate(READ)
    button = page.get_by_role("button", name="Was that luck?")
    worlds = 0.0
    if button.count():
        page.evaluate(FOLLOW)
        button.evaluate("e => { window.followed.start = performance.now(); e.click(); }")
        page.wait_for_function(
            "/^In \\d+/.test(document.querySelector('[data-testid=worlds]')?.innerText)",
            timeout=PATIENCE_MS,
        )
        page.wait_for_timeout(100)
        worlds = page.evaluate(READ)["frames"][-1]
    drawn = seen["frames"][-1]
    return {
        "drawn": drawn,
        "with_worlds": drawn + worlds,
        "frames": len(seen["frames"]),
        "waited": seen["waits"] > 0,
    }


def reach(page: Page, url: str) -> None:
    """Open a page of a server that is still starting."""
    for _try in range(PATIENCE_MS // 200):
        try:
            page.goto(url)
            return
        except Error:
            page.wait_for_timeout(200)
    raise TimeoutError(f"no answer from {url}")


def measure(url: str, number: int, width: int) -> dict[str, Any]:
    """Return what some changes took."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": width, "height": 900})
        reach(page, url + "/lab")
        page.get_by_test_id("week").wait_for(timeout=PATIENCE_MS)
        page.get_by_role("slider", name="Week").press("End")
        page.wait_for_timeout(1500)
        seen = []
        for field, value in changes(page):
            seen.append(change(page, field, value))
            if len(seen) > number:
                break
        browser.close()
    counted = seen[1:]  # the first brings code that nobody had needed
    times = {
        f"{name}_ms": round(median(one[name] for one in counted), 1)
        for name in ("drawn", "with_worlds", "frames")
    }
    spread = sorted(round(one["drawn"]) for one in counted)
    return {
        "changes": len(counted),
        **times,
        "waited": sum(one["waited"] for one in counted),
        "drawn_each_ms": spread,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    """Measure and write one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--width", type=int, default=1440)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "coordsim_web.server", "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOME": folder},
        )
        try:
            assert server.stdout is not None
            url = server.stdout.readline().split()[3]
            found = measure(url, options.changes, options.width)
            sys.stdout.write(json.dumps(found) + "\n")
        finally:
            server.terminate()
            server.wait(timeout=10)


if __name__ == "__main__":
    main()
