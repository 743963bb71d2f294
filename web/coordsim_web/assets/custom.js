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

/* What the parts of Play share: how they write values, and what happens when a window changes its width. */
(function () {
  "use strict";
  const SHARE = /^share/;

  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  /* A unit in words; short: without "a week". */
  function unit(text, short, value) {
    if (text === "1" || text === "0-1") return "";
    if (SHARE.test(text)) return short ? "" : text.replace(/^share ?/, "");
    const words = value === 1 ? text.replace(/^(week|unit|variant)s\b/, "$1") : text;
    return short ? words.replace(/\/week$/, "") : words.replace("/unit/week", " a unit and week").replace("/", " a ");
  }

  /* A value of a unit with the digits that matter, a dash where there is none. */
  function say(value, of) {
    if (value === null || value === undefined) return "–";
    if (SHARE.test(of)) return `${(100 * value).toFixed(Math.abs(value) < 0.0995 && Math.round(1000 * value) % 10 ? 1 : 0)}%`;
    const size = Math.abs(value);
    const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
    return Number(value.toFixed(digits)).toLocaleString("en").replace("-", "−");
  }

  /* A fact's value; the error of a forecast goes either way. */
  function sayFact(fact, value) {
    return fact.name === "surprise" && value !== null ? `±${say(value, fact.unit)}` : say(value, fact.unit);
  }

  function money(value) {
    return window.coordsim.say(value, value !== null && Math.abs(value) >= 100 ? 0 : 1);
  }

  /* Let a section know in `narrow` whether it stands on a phone; call the answer when it leaves. */
  function watchWidth(section) {
    const look = () => { section.narrow = window.innerWidth < 600; };
    look();
    window.addEventListener("resize", look);
    return () => window.removeEventListener("resize", look);
  }

  Object.assign(window.coordsim, { play: { capital, name: capital, unit, say, sayFact, money }, watchWidth });
})();
