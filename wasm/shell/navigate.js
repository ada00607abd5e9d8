// navigate.js is between the program and the window's addresses. It gives the
// program the links that it can answer and leaves the others to the browser, and
// does what a browser does when it goes to another document: an entry in the
// history, the scroll position of each, focus, the title read out, and a sign
// that something is on its way.
(() => {
  "use strict";
  const tandem = globalThis.tandem;
  const { local, pathOf } = tandem;
  const root = document.getElementById("tandem-root");
  const build = document.currentScript?.dataset.build;
  const go = (...args) => tandem.go && tandem.go(...args);
  const jump = (left, top) => scrollTo({ left, top, behavior: "instant" });

  // The path and query of the page that is shown, or will be with the next frame.
  let shown = pathOf(location);
  // Each way to a page has a number; what arrives for an older one is too late.
  let turns = 0;

  // ---- Entries of the history --------------------------------------------

  // An entry has an id in its state. Of the entries that were left, the scroll
  // position is kept, and the link by which.
  const KEY = "tandem-entries", MOST = 100;
  let kept = {}, entry = null, at = [0, 0];
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY)) || {};
  } catch {}
  const newEntry = () => "e" + Date.now().toString(36) + Math.random().toString(36).slice(2, 6);
  const enterEntry = () => {
    entry = history.state?.tandem;
    if (!entry) history.replaceState({ ...history.state, tandem: (entry = newEntry()) }, "");
  };
  const remember = (link, x = scrollX, y = scrollY) => {
    if (!entry) return;
    delete kept[entry]; // the newest is last
    kept[entry] = [x, y, link];
    const ids = Object.keys(kept);
    if (ids.length > MOST) delete kept[ids[0]];
  };
  addEventListener("scroll", () => { at = [scrollX, scrollY]; }, { passive: true });
  addEventListener("pagehide", () => {
    remember();
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {}
  });

  // Where to scroll to once the page is there, unless the person is quicker.
  let goal = null;
  const restore = (waits) => {
    if (!goal || waits && goal[1] + innerHeight > document.scrollingElement.scrollHeight) return;
    jump(goal[0], goal[1]);
    goal = null;
  };
  for (const type of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(type, () => { goal = null; }, { capture: true, passive: true });
  }
  // A document that was loaded again is scrolled by the browser, but not in an
  // entry of ours, nor if it came empty.
  if (["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type)) {
    goal = kept[history.state?.tandem] || null;
    if (root?.firstChild) {
      if (history.scrollRestoration === "manual") restore();
      goal = null;
    }
  }

  // ---- What a new page needs ----------------------------------------------

  const region = document.createElement("div");
  region.setAttribute("role", "status");
  region.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap";

  // focus goes to an element that is no control, for who reads the page from
  // there; it looks as before.
  const focus = (el) => {
    if (el.tabIndex < 0 && !el.hasAttribute("tabindex")) {
      el.tabIndex = -1;
      el.dataset.tandemHere = "";
      el.addEventListener("blur", () => {
        el.removeAttribute("tabindex");
        delete el.dataset.tandemHere;
      }, { once: true });
    }
    el.focus({ preventScroll: true });
  };

  // land does for the page that is shown now what a browser does for a new
  // document. By touch, a control would open the keyboard, which a document does not.
  const land = (way) => {
    const saved = way.traverse && kept[entry];
    goal = null;
    if (saved) {
      goal = saved;
      restore();
    } else if (way.hash) {
      // The browser's own way makes it the target, too, but drops the state.
      location.replace(way.hash);
      history.replaceState({ tandem: entry }, "");
    } else if (!way.replace) {
      jump(0, 0);
    }
    const moved = way.from !== location.pathname;
    const active = document.activeElement;
    if ((saved || !way.hash) && (moved || !way.replace && (!active || active === document.body))) {
      const find = (selector) => (root.hidden ? document : root).querySelector(selector);
      const link = saved && saved[2] && [...root.querySelectorAll("a[href]")].find((a) => a.getAttribute("href") === saved[2]);
      const el = link || !matchMedia("(pointer: coarse)").matches && find("[autofocus]") || find("h1") || find("main");
      if (el) focus(el);
    }
    if (moved || way.title !== document.title) {
      region.textContent = "";
      setTimeout(() => { region.textContent = document.title; }, 50);
    }
  };

  // ---- Turning the page ------------------------------------------------------

  // Where the application's style sheets ask for transitions between documents,
  // its pages get them, too. The picture of the old page costs a frame or two;
  // should it take longer, the new page does not wait for it.
  const asks = (sheet) => {
    try {
      for (const rule of sheet.cssRules) {
        if (rule.navigation === "auto" || rule.cssRules && (!rule.media || matchMedia(rule.media.mediaText).matches) && asks(rule)) return true;
      }
    } catch {} // a sheet of another origin
    return false;
  };
  const animates = () => document.startViewTransition && !document.hidden && !matchMedia("(prefers-reduced-motion: reduce)").matches && [...document.styleSheets].some(asks);

  // While it runs, the page takes no clicks: they end it, and go where they were
  // meant to.
  let transition = null, struck = null;
  addEventListener("pointerdown", () => {
    struck = transition;
    transition?.skipTransition();
  }, true);
  addEventListener("click", (e) => {
    if (!struck || e.target !== document.documentElement) return;
    const el = document.elementFromPoint(e.clientX, e.clientY);
    struck = null;
    if (!el || el === e.target) return;
    e.stopPropagation();
    el.closest("a, button, input, select, textarea, [tabindex]")?.focus();
    el.dispatchEvent(new e.constructor(e.type, e));
  }, true);

  let current = null; // the way whose page is being drawn
  const draw = (way) => {
    const turn = turns;
    let done = false;
    const apply = () => {
      if (done) return;
      done = true;
      current = way;
      go("draw");
      current = null;
      if (turn === turns && !way.refresh) land(way);
    };
    if (way.replace || way.plain || way.from === location.pathname || !animates()) {
      apply();
      return;
    }
    const running = (transition = document.startViewTransition(apply));
    running.ready.catch(() => {});
    running.finished.finally(() => { if (transition === running) transition = null; });
    setTimeout(() => {
      if (done) return;
      running.skipTransition();
      apply();
    }, 100);
  };
  const push = (tandem.push = (url, link) => {
    remember(link);
    entry = newEntry();
    history.pushState({ tandem: entry }, "", pathOf(url));
  });

  // enter goes to the page that the program has made ready.
  const enter = (url, way) => {
    Object.assign(way, { from: shown.split("?")[0], hash: url.hash, title: document.title });
    if (!way.traverse && !way.refresh) {
      if (way.replace || pathOf(url) === pathOf(location)) {
        history.replaceState(history.state, "", pathOf(url));
      } else {
        push(url, way.link);
      }
    }
    shown = pathOf(url);
    draw(way);
  };

  // answer has the program answer for an address, or fetches from the server what
  // it lacks; false means that neither is possible.
  const answer = (url, way) => {
    turns++;
    if (go("show", pathOf(url))) enter(url, way);
    else if (go("lacks", pathOf(url))) bring(url, way);
    else return false;
    return true;
  };

  tandem.follow = (url, replace) => {
    if (url.hash && pathOf(url) === shown) location[replace ? "replace" : "assign"](url);
    else if (!answer(url, { replace })) location.assign(url);
  };

  // turn sends a form by f; the page to which that leads is a new entry.
  tandem.turn = (f) => {
    const way = { from: location.pathname, title: document.title, submit: true };
    turns++;
    current = way;
    const answer = f();
    current = null;
    if (way.pushed) land(way);
    return answer;
  };

  // drawn is told what is shown now: what a request has as its base, the title, the
  // address, whether the first pull is on its way, and whether the page has to be
  // fetched, since the clone has not what it shows.
  let fetched = "";
  tandem.drawn = (base, title, uri, waits, lacks) => {
    tandem.base = base;
    if (document.title !== title) document.title = title;
    const url = new URL(uri, location.href);
    if (local(url) && (pathOf(url) !== pathOf(location) || current?.submit && url.hash)) {
      if (current?.submit) {
        push(url);
        current.pushed = true;
      } else {
        history.replaceState(history.state, "", pathOf(url));
      }
      if (current) current.hash = url.hash;
      shown = pathOf(url);
    }
    pulling = waits;
    progress();
    restore(waits);
    if (lacks && fetched !== uri + base) {
      fetched = uri + base;
      bring(url, { refresh: true, replace: true });
    }
  };
  // leave goes to an address that only the server answers.
  tandem.leave = (uri) => {
    const url = new URL(uri, location.href);
    if (pathOf(url) === pathOf(location)) return false;
    location.assign(url);
    return true;
  };

  // ---- Pages from the server ---------------------------------------------------

  // Pages that were fetched before they are wanted, by path and query.
  const FRESH = 15000, AHEAD = 10; // milliseconds, pages
  const pages = new Map();
  const load = (url) => {
    const key = pathOf(url);
    const page = pages.get(key);
    if (page && performance.now() - page.since < FRESH) return page.state;
    const state = fetch(key, { headers: { Accept: "text/html" } }).then(async (res) => {
      if (!res.ok) return "";
      const doc = new DOMParser().parseFromString(await res.text(), "text/html");
      if (doc.querySelector("script[data-build]")?.dataset.build !== build) return "";
      return doc.getElementById("tandem-state")?.textContent || "";
    }).catch(() => "");
    pages.set(key, { state, since: performance.now() });
    if (pages.size > AHEAD) pages.delete(pages.keys().next().value);
    return state;
  };

  let bringing = 0, pulling = false;
  const bring = async (url, way) => {
    const turn = turns;
    if (way.refresh) pages.delete(pathOf(url));
    bringing++;
    progress();
    const state = await load(url);
    pages.delete(pathOf(url));
    bringing--;
    progress();
    if (turn !== turns || !tandem.go) return;
    if (state && go("take", state)) enter(url, way);
    else if (way.traverse) location.reload();
    else if (!way.refresh) location.assign(url);
  };

  // ---- The bar at the top ----------------------------------------------------------

  const sheet = [
    "#tandem-progress { position: fixed; inset: 0 0 auto; height: 3px; z-index: 2147483647; pointer-events: none; background: var(--tandem-progress, #1f6feb); transform: scaleX(0); transform-origin: left; opacity: 0 }",
    "#tandem-progress:dir(rtl) { transform-origin: right }",
    "#tandem-progress.is-on { transform: scaleX(.9); opacity: 1; transition: transform 8s cubic-bezier(.05, .6, .1, 1) }",
    "#tandem-progress.is-done { transform: none; transition: transform .15s, opacity .2s .15s }",
    "@media (prefers-reduced-motion: reduce) { #tandem-progress.is-on { transform: none; opacity: .6; transition: none } #tandem-progress.is-done { transition: none } }",
    "@media (forced-colors: active) { #tandem-progress { background: Highlight; forced-color-adjust: none } }",
    "@media print { #tandem-progress { display: none } }",
    "[data-tandem-here] { outline: none !important }",
    "::view-transition { pointer-events: none }",
  ].join("");
  const bar = document.createElement("div");
  bar.id = "tandem-progress";
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-label", "Loading");
  bar.setAttribute("aria-hidden", "true");
  // Most of what waits is here before anybody would see it.
  const PATIENCE = 150; // milliseconds
  let late = 0;
  const progress = () => {
    if (bringing || pulling) {
      late ||= setTimeout(() => {
        bar.className = "is-on";
        bar.removeAttribute("aria-hidden");
      }, PATIENCE);
    } else if (late) {
      clearTimeout(late);
      late = 0;
      bar.className = bar.className && "is-done";
      bar.setAttribute("aria-hidden", "true");
    }
  };

  // ---- Links -------------------------------------------------------------------------

  // linkOf returns the link of an event if it leads to an address of this origin, in
  // this window; what it leads to is then url.
  const linkOf = (e) => {
    const a = e.target.closest?.("a[href], area[href]");
    const says = (name) => a.getAttribute(name) || "";
    if (!a || a.dataset.tandem === "reload" || a.hasAttribute("download") || !["", "_self"].includes(says("target").toLowerCase()) || says("rel").toLowerCase().split(/\s+/).includes("external")) return {};
    try {
      const url = new URL(says("href"), document.baseURI);
      return local(url) ? { url, href: says("href") } : {};
    } catch {
      return {};
    }
  };

  document.addEventListener("click", (e) => {
    if (!tandem.go || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const { url, href } = linkOf(e);
    if (!url) return;
    if (pathOf(url) === pathOf(location) && url.href.includes("#")) {
      // The browser makes an entry of its own for a part of the page.
      remember(href);
      entry = null;
    } else if (answer(url, { link: href })) {
      e.preventDefault();
    }
  });

  // What a link needs that the clone lacks is fetched when it is likely to be
  // followed.
  let soon = 0;
  const ahead = (e) => {
    clearTimeout(soon);
    if (!tandem.go || tandem.busy || navigator.connection?.saveData) return;
    const { url } = linkOf(e);
    if (!url || pathOf(url) === pathOf(location) || pages.has(pathOf(url))) return;
    soon = setTimeout(() => {
      if (go("lacks", pathOf(url))) load(url);
    }, e.type === "mouseover" ? 65 : 0);
  };
  for (const type of ["mouseover", "focusin", "touchstart"]) document.addEventListener(type, ahead, { passive: true });

  // Back, forward, and what the browser has done with a link to a part of the page.
  const traversed = (e) => {
    const here = pathOf(location);
    const id = history.state?.tandem;
    if (!tandem.go) {
      if (here !== shown) location.reload();
      return;
    }
    if (here === shown && id && id === entry) return;
    if (e.type === "hashchange") remember("", ...at); // the browser has scrolled already
    else remember();
    enterEntry();
    if (here !== shown) {
      if (!answer(new URL(location.href), { traverse: true, plain: e.hasUAVisualTransition })) location.reload();
    } else if (id) {
      turns++;
      goal = kept[id] || null;
      restore();
    }
  };
  addEventListener("popstate", traversed);
  addEventListener("hashchange", traversed);

  // steer takes over from the browser.
  tandem.steer = () => {
    history.scrollRestoration = "manual";
    at = [scrollX, scrollY];
    enterEntry();
    document.body.append(region, bar);
    try {
      const css = new CSSStyleSheet();
      css.replaceSync(sheet);
      document.adoptedStyleSheets.push(css);
    } catch {} // an older browser has no bar
  };
})();
