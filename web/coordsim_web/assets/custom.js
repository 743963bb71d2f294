/* Mends what Solara's page template leaves out, and brings a page back when the server was away. */
(function () {
  "use strict";

  document.documentElement.lang = "en";
  const viewport = document.querySelector('meta[name="viewport"]');
  if (viewport) viewport.content = "width=device-width, initial-scale=1"; // allow zoom

  // Watchdog: while disconnected, ask every half second whether the server is back; then reconnect at once instead of
  // waiting for the next of the growing pauses. A page that never came up, or ten answers without a connection: load anew.
  let mounted = false;
  let lost = false;
  let answered = 0;
  let asking = false;

  setInterval(async function () {
    const debug = window.solara && window.solara.debug;
    if (!debug || asking) return;
    mounted = mounted || debug.viewMounted();
    if (debug.connectionStatus === "connected") {
      answered = 0;
      if (lost && !mounted) location.reload();
      if (mounted) lost = false;
      return;
    }
    asking = true;
    try {
      const answer = await fetch("/healthz", { cache: "no-store" });
      if (answer.ok && lost) {
        answered += 1;
        if (!mounted || answered === 10) location.reload();
        else if (answered % 3 === 1) await debug.kernel().reconnect();
      }
    } catch (unreachable) {
      lost = true;
      answered = 0;
    } finally {
      asking = false;
    }
  }, 500);
})();
