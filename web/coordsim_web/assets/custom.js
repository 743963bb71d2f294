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

/* What the parts of the Lab share. Solara's Vue components take neither mixins nor imports, so it stands here, as `window.coordsim`. */
window.coordsim = {
  /* A number as a reader wants it, a dash where there is none. */
  say(value, digits) {
    if (value === null || value === undefined) return "–";
    return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−");
  },

  /* Data of a section: the week shown; on a phone it starts folded. */
  start() {
    const narrow = window.innerWidth <= 600;
    return { week: window.coordsimWeek || 0, playing: false, narrow, folded: narrow, open: {} };
  },

  /* Let a section follow the week, and unfold when somebody asks for it by its id. */
  follow(section, id) {
    section.heard = {
      "coordsim-week": (event) => {
        section.week = event.detail;
        section.playing = !!window.coordsimPlaying;
      },
      "coordsim-open": (event) => { if (event.detail === id) section.folded = false; },
    };
    Object.entries(section.heard).forEach(([name, hear]) => window.addEventListener(name, hear));
  },

  leave(section) {
    Object.entries(section.heard).forEach(([name, hear]) => window.removeEventListener(name, hear));
  },

  jump(week) {
    window.dispatchEvent(new CustomEvent("coordsim-jump", { detail: week }));
  },

  /* Round ticks from at most `low` to at least `high`, about `count` of them. */
  ticks(low, high, count) {
    const rough = (high - low) / count || 1;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 2.5, 5, 10].find((one) => one * power >= rough);
    const ticks = [];
    for (let value = Math.floor(low / step) * step; value < high + step * 0.999; value += step) ticks.push(Number(value.toPrecision(10)));
    return { ticks, step };
  },
};

/* Whether a section stands on a phone, in its `narrow`; call the answer when it leaves. */
window.coordsim.watchWidth = function (section) {
  const look = () => { section.narrow = window.innerWidth < 600; };
  look();
  window.addEventListener("resize", look);
  return () => window.removeEventListener("resize", look);
};

/* What is scrolled to, as by the keyboard, stays clear of a bar that sticks to the bottom; call
   the answer when the bar leaves. */
window.coordsim.keepClear = function (bar) {
  const root = document.documentElement.style;
  const watch = new ResizeObserver(() => { root.scrollPaddingBottom = `${bar.offsetHeight + 12}px`; });
  watch.observe(bar);
  return () => {
    watch.disconnect();
    root.scrollPaddingBottom = "";
  };
};

/* The games that this browser keeps, the latest first: what their visitor chose and handed in, and
   the plan that stands on the form. Nothing of it is known to a seat only by being here. */
window.coordsim.games = {
  key: "coordsim games",
  most: 12,

  list() {
    try {
      const kept = JSON.parse(window.localStorage.getItem(this.key));
      return Array.isArray(kept) ? kept.filter((game) => game && game.token) : [];
    } catch (unreadable) {
      return [];
    }
  },

  write(games) {
    try {
      window.localStorage.setItem(this.key, JSON.stringify(games.slice(0, this.most)));
      return true;
    } catch (refused) {
      return false;
    }
  },

  find(token) {
    return this.list().find((game) => game.token === token);
  },

  /* Whether it could be kept. */
  keep(game) {
    const before = this.find(game.token) || {};
    const others = this.list().filter((other) => other.token !== game.token);
    return this.write([{ ...before, ...game }, ...others]);
  },

  forget(token) {
    this.write(this.list().filter((game) => game.token !== token));
  },
};
