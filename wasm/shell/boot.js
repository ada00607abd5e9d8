// boot.js starts the program and stands between it and the page. Until the
// program runs, and if it never does, links and forms do what a browser does
// with them; afterwards it answers them itself.
(() => {
  "use strict";
  const script = document.currentScript;
  const root = () => document.getElementById("tandem-root");
  const local = (url) => url.protocol === location.protocol && url.origin === location.origin && !url.pathname.startsWith("/_tandem/");
  const pathOf = (url) => url.pathname + url.search;

  // What the program sets: go(event, ...data) takes an event, base is what is
  // shown now. navigate.js adds what has to do with addresses, early.js what is done
  // before that.
  const tandem = (globalThis.tandem = { go: null, base: "", busy: false, local, pathOf });
  const go = (...args) => tandem.go && tandem.go(...args);

  // ---- Reports -----------------------------------------------------------

  // report tells the server what went wrong here, in a few words: each thing once, and
  // not without end. It returns the id by which the log has it.
  const reported = new Set();
  tandem.report = (kind, text, id) => {
    if (!id) {
      let sum = 2166136261;
      for (const c of kind + text) sum = Math.imul(sum ^ c.codePointAt(0), 16777619);
      id = (sum >>> 0).toString(16).padStart(8, "0");
    }
    if (!reported.has(id) && reported.size < 20) {
      reported.add(id);
      const told = { kind, id, at: location.pathname, build: script.dataset.build, text: text.slice(0, 2000) };
      navigator.sendBeacon("/_tandem/report", JSON.stringify(told));
    }
    return id;
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
    const fields = tandemForm.encode(form, by);
    if ((form.getAttribute("method") || "get").toLowerCase() !== "post") {
      url.search = fields.toString();
      tandem.follow(url, false);
      return;
    }
    const base = tandemForm.base(form) || tandem.base;
    // The program says whether the request was taken; a form that was refused
    // keeps what was typed.
    switch (tandem.turn(() => go("submit", pathOf(url), fields.toString(), base, pathOf(location), 0))) {
      case "taken":
        tandem.taken(form);
        break;
      case "foreign": // not a request of the application's
        form.submit();
    }
  });
  tandem.taken = (form) => {
    sent = true;
    tandemForm.taken(form);
    form.reset();
  };

  // ---- Actions -----------------------------------------------------------

  document.addEventListener("click", (e) => {
    if (e.target.closest?.('[data-tandem="dismiss"]')) go("dismiss");
    if (e.target.closest?.('a[data-tandem="update"]') && !(e.metaKey || e.ctrlKey || e.shiftKey || e.altKey)) {
      e.preventDefault();
      takeUpdate();
    }
  });

  // An element's attribute data-on-<event> says what is to happen: "submit" and
  // "reset" are about its form, "go /path" follows a link, "set key value" and "take
  // key" change state of the page.
  const act = (e, name) => {
    const el = e.target.closest && e.target.closest("[data-on-" + name + "]");
    if (!el) return;
    const [verb, arg, ...rest] = el.getAttribute("data-on-" + name).split(" ");
    const form = el.form || el.closest("form");
    if (verb === "submit" && form) {
      e.tandemActed = true;
      if (e.type === "keydown") e.preventDefault();
      form.requestSubmit();
    } else if (verb === "reset" && form) {
      form.reset();
    } else if (verb === "set") {
      go("set", arg, rest.join(" "));
    } else if (verb === "take") {
      go("set", arg, el.type === "checkbox" ? String(el.checked) : el.value);
    } else if (verb === "go") {
      e.preventDefault();
      const url = new URL(arg, location.href);
      if (local(url)) tandem.follow(url, true);
    }
  };
  tandem.act = (e) => {
    if (e.type === "keydown") {
      if (!e.isComposing && /^[A-Za-z0-9]+$/.test(e.key || "")) act(e, "keydown-" + e.key.toLowerCase());
    } else {
      act(e, { focusout: "blur", focusin: "focus" }[e.type] || e.type);
    }
  };
  for (const type of ["click", "dblclick", "change", "input", "focusin", "focusout", "keydown"]) {
    // A blur that the program causes by taking the control away is no blur of the
    // person's.
    document.addEventListener(type, (e) => { if (type !== "focusout" || !tandem.busy) tandem.act(e); });
  }

  // ---- Long lists --------------------------------------------------------

  // Of a list that is a window (app.Windowed), the program is told which rows are in
  // sight and which has the focus. Five rows of scrolling change nothing.
  const rowOf = (el) => el.closest?.('[data-tandem-window] [role="row"]');
  const look = (g) => {
    const at = Math.floor(g.scrollTop / g.dataset.height / 5) * 5 - 10;
    go("set", g.dataset.tandemWindow + ".first", String(Math.max(0, at)));
  };
  const toRow = (g, i) => {
    const find = () => g.querySelector('[aria-rowindex="' + (i + 1) + '"]');
    const h = +g.dataset.height;
    let row = find();
    if (!row) {
      g.scrollTop = i * h < g.scrollTop ? i * h : (i + 1) * h - g.clientHeight;
      look(g);
      go("draw");
      row = find();
    }
    row?.focus();
  };
  document.addEventListener("scroll", (e) => { if (e.target.dataset?.tandemWindow) look(e.target); }, true);
  document.addEventListener("keydown", (e) => {
    const row = rowOf(e.target);
    if (!row || row !== e.target || e.ctrlKey || e.altKey || e.metaKey) return;
    const g = row.closest("[data-tandem-window]");
    const at = row.ariaRowIndex - 1, last = g.ariaRowCount - 1, page = Math.max(1, Math.floor(g.clientHeight / g.dataset.height) - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    toRow(g, Math.max(0, Math.min(last, to)));
  });
  document.addEventListener("focusin", (e) => {
    const row = rowOf(e.target);
    if (row) go("set", row.closest("[data-tandem-window]").dataset.tandemWindow + ".active", row.dataset.id);
  });
  // Whose record is deleted leaves the focus to the one that is there now.
  document.addEventListener("focusout", (e) => {
    const row = tandem.busy && rowOf(e.target);
    const g = row && row.closest("[data-tandem-window]");
    if (g) queueMicrotask(() => {
      if (document.activeElement === document.body && !row.isConnected) toRow(g, Math.min(row.ariaRowIndex, +g.ariaRowCount) - 1);
    });
  });

  // ---- The program -------------------------------------------------------

  const start = async () => {
    const program = script.dataset.program;
    if (program) {
      const g = new Go();
      const { instance } = await WebAssembly.instantiateStreaming(fetch(program, { credentials: "same-origin" }), g.importObject);
      await g.run(instance);
    } else {
      // Another script starts the program, and tells when it is over (server/goapp).
      await new Promise((over, failed) => Object.assign(tandem, { over, failed }));
    }
    throw Error(said || "it has returned"); // it runs for ever
  };
  // What the program says last before it ends, is why.
  let said = "";
  const write = globalThis.fs.writeSync;
  globalThis.fs.writeSync = (fd, bytes) => {
    said = (said + new TextDecoder().decode(bytes)).slice(-2000);
    return write(fd, bytes);
  };
  // ended says so where the program has ended or not begun: the server answers from now
  // on. Without the page of the server there is nothing else to see.
  let leaving = false;
  const ended = (err) => {
    if (leaving) return; // the next page asks for the program again
    const began = document.documentElement.dataset.tandem;
    tandem.go = null;
    history.scrollRestoration = "auto";
    document.documentElement.dataset.tandem = "ended";
    console.error("tandem: the program does not run:", err);
    const id = tandem.report(began ? "program ended" : "program did not start", String(err.message || err));
    const box = document.createElement("div");
    box.className = "tandem-notice tandem-problem tandem-ended";
    box.setAttribute("role", "alert");
    const add = (tag, text) => {
      const el = document.createElement(tag);
      el.textContent = text;
      box.append(el, " ");
      return el;
    };
    add("strong", began ? "The application has stopped." : "The application could not start.");
    add("span", root()?.firstChild ? "This page goes on working with the server." : "This page needs it, or a connection.");
    add("small", "Error ").append(Object.assign(document.createElement("code"), { textContent: id }));
    const again = add("a", "Reload from the server");
    again.href = pathOf(location);
    again.dataset.tandem = "reload";
    root()?.before(box);
  };
  // The program tells when it has taken the page over.
  tandem.ready = (handler, user) => {
    tandem.go = handler;
    tandemForm.ready(user);
    tandem.steer();
    document.documentElement.dataset.tandem = "live";
    performance.mark("tandem-live");
    tandem.replay();
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
    leaving = true;
    if (go("unsaved")) e.preventDefault();
  });

  addEventListener("online", () => go("online"));
  addEventListener("offline", () => go("offline"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) go("online"); });

  if (typeof WebAssembly === "object" && script) {
    tandem.started = start().catch(ended);
  }
})();
