/* Mends what Solara's page template leaves out, and brings a page back when the server was away. */
(function () {
  "use strict";

  // The language the server speaks on this page (see texts/__init__.py); the Lab speaks English.
  const wanted = [new URLSearchParams(location.search).get("lang"), ...navigator.languages];
  const spoken = wanted.map((one) => (one || "").toLowerCase().split("-")[0]);
  const ours = spoken.find((one) => one === "en" || one === "de") || "en";
  document.documentElement.lang = location.pathname.startsWith("/lab") ? "en" : ours;
  const viewport = document.querySelector('meta[name="viewport"]');
  if (viewport) viewport.content = "width=device-width, initial-scale=1"; // allow zoom

  // Another page begins at its top, as it does where a browser loads it.
  const push = history.pushState;
  history.pushState = function (...told) {
    const before = location.pathname;
    push.apply(this, told);
    if (location.pathname !== before) window.scrollTo(0, 0);
  };

  // Watchdog: while disconnected, ask every half second whether the server is back; then reconnect
  // at once instead of waiting for the next of the growing pauses. A page that never came up, or
  // ten answers without a connection: load anew.
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

/* The focus is never lost: where an update of the page takes away what has it, or shuts it, the
   nearest thing around it that is still there and has something to reach gets it, and Tab goes on
   from there. Not a neighbour of it: whoever presses twice should not do another thing. */
(function () {
  "use strict";
  const REACHED = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  let around = [];
  let waiting = false;

  document.addEventListener("focusin", (event) => {
    around = [];
    for (let one = event.target; one && one !== document.body; one = one.parentElement) {
      around.push(one);
      if (one.tagName === "MAIN") break;
    }
  });
  document.addEventListener("pointerdown", () => { around = []; });

  /* Whether it was taken: who leaves of their own accord, as to the browser's bar, is let go. */
  function lost() {
    const [held] = around;
    const taken = held && (!held.isConnected || held.disabled || !held.getClientRects().length);
    return taken && document.activeElement === document.body && document.hasFocus();
  }

  function mend() {
    waiting = false;
    if (!lost()) return;
    const able = (one) => one.isConnected && one.getClientRects().length > 0;
    const found = around.slice(1).find((one) => able(one) && one.querySelector(REACHED));
    const place = found || document.querySelector("main");
    if (!place) return;
    if (!place.hasAttribute("tabindex")) {
      place.tabIndex = -1;
      place.addEventListener("blur", () => place.removeAttribute("tabindex"), { once: true });
    }
    place.focus({ preventScroll: true });
  }

  new MutationObserver(() => {
    if (waiting || !around.length) return;
    waiting = true;
    // The browser itself lets go of what was shut when it next draws.
    requestAnimationFrame(() => requestAnimationFrame(mend));
  }).observe(document.documentElement, { attributes: true, childList: true, subtree: true });
})();

/* What the parts of pages share. Solara's Vue components take neither mixins nor imports, so it
   stands here, as `window.coordsim`. */
window.coordsim = {
  /* A number as it was sent, which is as it is read; always with `digits` after the point where
     that is said; a dash where there is none. In the form of the page's language. */
  say(value, digits) {
    if (value === null || value === undefined) return "–";
    const few = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    const all = { maximumSignificantDigits: 15 };
    const form = digits === undefined ? all : few;
    return value.toLocaleString(document.documentElement.lang, form).replace("-", "−");
  },

  /* A pattern with its {names} filled in; {name:one|other} is the first of two where the value is
     one (see texts/__init__.py). */
  fill(pattern, values) {
    return pattern.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (_whole, name, one, other) =>
      other === undefined ? values[name] : String(values[name]) === "1" ? one : other
    );
  },

  /* Data of a section of the Lab: the week shown, what is told of A, of B and of both. */
  start() {
    return { week: window.coordsimWeek || 0, playing: false, a: null, b: null, both: null };
  },

  /* Let a section follow the week, and what is told under its name. */
  follow(section, name) {
    section.heard = (event) => {
      section.week = event.detail;
      section.playing = !!window.coordsimPlaying;
    };
    section.read = () => {
      Object.entries(window.coordsimTold || {}).forEach(([side, story]) => {
        section[side] = story[name] || null;
      });
    };
    section.read();
    window.addEventListener("coordsim-week", section.heard);
    window.addEventListener("coordsim-told", section.read);
  },

  leave(section) {
    window.removeEventListener("coordsim-week", section.heard);
    window.removeEventListener("coordsim-told", section.read);
  },

  /* Take in what is told, each side a JSON text; what is the same as before stays the same thing.
     Frozen: Vue would look for changes in each of its numbers. */
  tell(texts) {
    const before = window.coordsimTold || {};
    const told = Object.entries(texts).map(([side, text]) => {
      const same = before[side] && before[side].text === text;
      const story = same ? before[side] : { text, ...JSON.parse(text) };
      Object.values(story).forEach(Object.freeze);
      return [side, story];
    });
    window.coordsimTold = Object.fromEntries(told);
    window.dispatchEvent(new CustomEvent("coordsim-told"));
  },

  jump(week) {
    window.dispatchEvent(new CustomEvent("coordsim-jump", { detail: week }));
  },

  /* The address of a page as it was last left in this tab. */
  place(path) {
    return path + (sessionStorage.getItem(`coordsim ${path}`) || "");
  },

  /* Show where a visitor is in the address, without a step back in the browser's history. */
  here(path, search) {
    if (window.location.pathname !== path) return;
    sessionStorage.setItem(`coordsim ${path}`, search);
    window.history.replaceState(window.history.state, "", path + search);
  },

  /* Let a visitor keep a blob, or what an address holds, as a file. */
  save(content, name) {
    const link = document.createElement("a");
    link.href = typeof content === "string" ? content : URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  },

  /* Copy a text; whether it could be. Browsers give the clipboard to pages of this machine and to
     https only: others get the older way. */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (refused) {
      const before = document.activeElement;
      const area = document.body.appendChild(document.createElement("textarea"));
      area.value = text;
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      if (before) before.focus();
      return done;
    }
  },

  /* The value of a colour's variable: what is drawn on a canvas knows no variables. */
  colour(variable) {
    const name = variable.slice("var(".length, -1);
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  },

  /* ECharts as Solara bundles it, fetched once, when somebody draws. */
  echarts() {
    const file = `${window.solara.cdn}/echarts@5.4.0/dist/echarts.common.min.js`;
    this.fetched = this.fetched || new Promise((take, fail) => {
      window.requirejs([file], take, fail);
    });
    return this.fetched;
  },

  /* How every chart looks. */
  style() {
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.querySelector(".cs-root")).fontFamily },
    };
  },

  /* The axes of a chart over weeks; `labels` are the weeks that are named, counted from 1. */
  axes(weeks, labels) {
    const quiet = this.colour("var(--cs-ink-3)");
    const line = this.colour("var(--cs-line-2)");
    const label = { color: quiet, fontSize: 12 };
    return {
      xAxis: {
        type: "category",
        data: Array.from({ length: weeks }, (_, week) => week + 1),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: quiet } },
        axisLabel: {
          ...label,
          interval: (place) => labels.includes(place + 1),
          formatter: (week) => (Number(week) === 1 ? "week 1" : week),
        },
      },
      yAxis: {
        type: "value",
        splitNumber: 3,
        splitLine: { lineStyle: { color: line } },
        axisLabel: { ...label, formatter: (value) => this.say(value) },
      },
    };
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
  const watch = new ResizeObserver(() => {
    root.scrollPaddingBottom = `${bar.offsetHeight + 12}px`;
  });
  watch.observe(bar);
  return () => {
    watch.disconnect();
    root.scrollPaddingBottom = "";
  };
};

/* The games that this browser kept while it was they that brought a game back: they are only taken
   over or forgotten now. */
window.coordsim.games = {
  key: "coordsim games",

  list() {
    try {
      const kept = JSON.parse(window.localStorage.getItem(this.key));
      return Array.isArray(kept) ? kept.filter((game) => game && game.token) : [];
    } catch (unreadable) {
      return [];
    }
  },

  forget(token) {
    const others = this.list().filter((game) => game.token !== token);
    if (others.length) window.localStorage.setItem(this.key, JSON.stringify(others));
    else window.localStorage.removeItem(this.key);
  },
};

/* What the page of this address has told the server, by kind, until the server has answered: a page
   that is drawn anew finds it and sends it again. */
window.coordsim.untold = {
  key: (kind) => `coordsim ${kind} ${window.location.pathname}`,

  /* Keep what is told, with a name by which the server answers it. */
  keep(kind, what) {
    const named = { ...what, tap: `${Date.now()} ${Math.random()}` };
    sessionStorage.setItem(this.key(kind), JSON.stringify(named));
    return named;
  },

  find(kind) { return JSON.parse(sessionStorage.getItem(this.key(kind))); },

  forget(kind) { sessionStorage.removeItem(this.key(kind)); },
};

/* The seats that this browser has taken, the latest first: a room's code and a seat's token. */
window.coordsim.seats = {
  key: "coordsim seats",
  most: 20,

  list() {
    try {
      const kept = JSON.parse(window.localStorage.getItem(this.key));
      return Array.isArray(kept) ? kept.filter((one) => one && one.code && one.token) : [];
    } catch (unreadable) {
      return [];
    }
  },

  find(code) {
    const found = this.list().find((one) => one.code === code);
    return found ? found.token : "";
  },

  keep(code, token) {
    const others = this.list().filter((one) => one.code !== code);
    try {
      const seats = [{ code, token }, ...others].slice(0, this.most);
      window.localStorage.setItem(this.key, JSON.stringify(seats));
    } catch (refused) {
      console.warn("this browser keeps nothing: the seat is found by its address only");
    }
  },

  forget(token) {
    const others = this.list().filter((one) => one.token !== token);
    window.localStorage.setItem(this.key, JSON.stringify(others));
  },
};
