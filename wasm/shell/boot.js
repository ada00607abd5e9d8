// boot.js starts the program and stands between it and the page. Until the
// program runs, and if it never does, links and forms do what a browser does
// with them; afterwards it answers them itself.
(() => {
  "use strict";
  const script = document.currentScript;
  const root = () => document.getElementById("tandem-root");
  const local = (url) => url.origin === location.origin && !url.pathname.startsWith("/_tandem/");
  const pathOf = (url) => url.pathname + url.search;

  // What the program sets: go(event, ...data) takes an event, base is what is
  // shown now.
  const tandem = (globalThis.tandem = { go: null, base: "", busy: false });
  const go = (...args) => tandem.go && tandem.go(...args);

  // ---- Reports -----------------------------------------------------------

  // report tells the server what went wrong here, in a few words.
  tandem.report = (kind, text) => {
    const told = { kind, at: location.pathname, build: script.dataset.build, text: text.slice(0, 2000) };
    navigator.sendBeacon("/_tandem/report", JSON.stringify(told));
  };
  // differs is told where the page of the server differs from the view. Who
  // develops sees it; otherwise the page is put right in silence, and the server
  // gets one report.
  let differences = [];
  tandem.differs = (message) => {
    if ("dev" in script.dataset) {
      console.error("tandem: the page of the server is not what the view makes of it. " + message);
    } else if (differences.push(message) === 1) {
      setTimeout(() => {
        tandem.report("adoption", differences.join("\n"));
        differences = [];
      });
    }
  };

  // ---- Forms -------------------------------------------------------------

  // A form keeps the base of the moment when its first control was touched,
  // however much the page changes until it is sent.
  const hidden = (form, name) => {
    for (const c of form.querySelectorAll('input[type="hidden"]')) if (c.name === name) return c.value;
    return "";
  };
  const touch = (e) => {
    const control = e.target;
    if (!control || !("form" in control)) return;
    control.tandemTouched = true;
    const form = control.form;
    if (form && !form.tandemBase) form.tandemBase = tandem.base || hidden(form, "_base");
  };
  document.addEventListener("input", touch, true);
  document.addEventListener("change", touch, true);

  const untouch = (form) => {
    form.tandemBase = "";
    for (const c of form.elements) c.tandemTouched = false;
  };
  document.addEventListener("reset", (e) => setTimeout(() => untouch(e.target), 0));

  const encode = (form, submitter) => {
    const fields = new URLSearchParams();
    const data = new FormData(form, submitter || null);
    for (const [k, v] of data) if (typeof v === "string" && k !== "_base" && k !== "_from" && k !== "_id") fields.append(k, v);
    return fields;
  };

  // The second click of a double click would send what the first has sent already,
  // or meet the button that has moved under the pointer.
  let sent = false;
  document.addEventListener("click", (e) => {
    if (e.detail < 2) sent = false;
    else if (sent && e.target.closest("button, input")?.type === "submit") e.preventDefault();
  }, true);

  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!tandem.go || e.defaultPrevented || !root().contains(form)) return;
    const by = e.submitter;
    const url = new URL((by && by.getAttribute("formaction")) || form.getAttribute("action") || location.href, location.href);
    if (!local(url) || form.enctype === "multipart/form-data") return;
    e.preventDefault();
    const fields = encode(form, by);
    if ((form.getAttribute("method") || "get").toLowerCase() !== "post") {
      url.search = fields.toString();
      follow(url, false);
      return;
    }
    const base = form.tandemBase || tandem.base;
    // The program says whether the request was taken; a form that was refused
    // keeps what was typed.
    switch (go("submit", pathOf(url), fields.toString(), base, pathOf(location))) {
      case "taken":
        sent = true;
        untouch(form);
        form.reset();
        break;
      case "foreign": // not a request of the application's
        form.submit();
    }
  });

  // ---- Links and actions -------------------------------------------------

  const follow = (url, replace) => {
    // What the program does not answer, the server may.
    if (!go("show", pathOf(url))) {
      location.assign(url);
      return;
    }
    if (pathOf(url) !== pathOf(location) || url.hash !== location.hash) {
      history[replace ? "replaceState" : "pushState"](null, "", url);
    }
    if (url.hash) document.querySelector(url.hash)?.scrollIntoView();
    else if (!replace) scrollTo(0, 0);
  };

  document.addEventListener("click", (e) => {
    if (e.target.closest && e.target.closest('[data-tandem="dismiss"]')) {
      go("dismiss");
      return;
    }
    const a = e.target.closest && e.target.closest("a[href]");
    if (!a || e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    if (a.dataset.tandem === "update") {
      e.preventDefault();
      takeUpdate();
      return;
    }
    if (!tandem.go || a.target && a.target !== "_self" || a.hasAttribute("download")) return;
    const url = new URL(a.href, location.href);
    if (!local(url)) return;
    e.preventDefault();
    follow(url, false);
  });
  addEventListener("popstate", () => go("show", pathOf(location)));

  // An element's attribute data-on-<event> says what is to happen: "submit" and
  // "reset" are about its form, "go /path" follows a link.
  const act = (e, name) => {
    const el = e.target.closest && e.target.closest("[data-on-" + name + "]");
    if (!el) return;
    const [verb, arg] = el.getAttribute("data-on-" + name).split(" ");
    const form = el.form || el.closest("form");
    if (verb === "submit" && form) {
      e.tandemActed = true;
      if (e.type === "keydown") e.preventDefault();
      form.requestSubmit();
    } else if (verb === "reset" && form) {
      form.reset();
    } else if (verb === "go") {
      e.preventDefault();
      const url = new URL(arg, location.href);
      if (local(url)) follow(url, true);
    }
  };
  for (const type of ["click", "dblclick", "change", "input"]) {
    document.addEventListener(type, (e) => act(e, type));
  }
  // A blur that the program causes by taking the control away is no blur of the
  // person's.
  document.addEventListener("focusout", (e) => { if (!tandem.busy) act(e, "blur"); });
  document.addEventListener("focusin", (e) => act(e, "focus"));
  document.addEventListener("keydown", (e) => {
    if (!e.isComposing && /^[A-Za-z0-9]+$/.test(e.key || "")) act(e, "keydown-" + e.key.toLowerCase());
  });

  // ---- The program -------------------------------------------------------

  const start = async () => {
    const g = new Go();
    const { instance } = await WebAssembly.instantiateStreaming(fetch(script.dataset.program, { credentials: "same-origin" }), g.importObject);
    await g.run(instance);
    tandem.go = null; // it has ended; the server answers from now on
    root()?.setAttribute("data-tandem-ended", "");
  };
  // Clicks that come before the program is ready go to the server, which is
  // right as well. It tells when it has taken the page over.
  tandem.ready = (handler) => {
    tandem.go = handler;
    // What was typed before this script ran, or comes back refused, belongs to the
    // page as it came.
    for (const c of root().querySelectorAll("input, textarea, select")) {
      if ((c.tandemTouched || c.ariaInvalid === "true") && c.form && !c.form.tandemBase) c.form.tandemBase = hidden(c.form, "_base");
    }
    document.documentElement.dataset.tandem = "live";
    performance.mark("tandem-live");
    if (script.dataset.program && "serviceWorker" in navigator) watchUpdates();
  };

  // ---- New versions ------------------------------------------------------

  let waiting = null;
  const watchUpdates = async () => {
    try {
      const reg = await navigator.serviceWorker.register("/worker.js", { scope: "/", updateViaCache: "none" });
      const offer = () => {
        if (reg.waiting && navigator.serviceWorker.controller) {
          waiting = reg.waiting;
          go("update");
        }
      };
      offer();
      reg.addEventListener("updatefound", () => reg.installing?.addEventListener("statechange", offer));
      addEventListener("online", () => reg.update().catch(() => {}));
    } catch (err) {
      console.debug("tandem: no service worker:", err);
    }
  };
  const takeUpdate = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting?.postMessage("take-over");
  };

  // A click on the page's edge, a closed tab: what is not stored would be lost.
  addEventListener("beforeunload", (e) => {
    if (go("unsaved")) e.preventDefault();
  });

  addEventListener("online", () => go("online"));
  addEventListener("offline", () => go("offline"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) go("online"); });

  // Without a program, another script starts one (server/goapp).
  if (typeof WebAssembly === "object" && script?.dataset.program) {
    start().catch((err) => console.error("tandem: the program did not start:", err));
  }
})();
