// early.js keeps what a person does while the program is on its way, and gives it
// to the program in order when that answers. What has waited for as long as a
// person follows it without a break, and what a program that does not come leaves, is
// sent as plain HTML would have sent it. Either way nothing is lost, and nothing is
// done twice: what is sent twice has the same _id, by which the server knows it.
(() => {
  "use strict";
  const tandem = globalThis.tandem;
  const root = () => document.getElementById("tandem-root");
  const patience = 1000; // milliseconds from the first action that is kept

  // HOLD: actions are kept. SEND: what was kept is on its way to the server.
  // LEAVE: the answer to the last of it, leaving, is what comes next. OVER: the program
  // or the browser answers by itself.
  const HOLD = 0, SEND = 1, LEAVE = 2, OVER = 3;
  let mode = tandem.started ? HOLD : OVER;
  let queue = [], leaving = null, timer = 0, made = 0;

  const same = (a, b) => a && a.form === b.form && a.url.href === b.url.href && a.said === b.said;

  // action is what a form that is submitted now asks for.
  const action = (form, by) => {
    const url = new URL((by && by.getAttribute("formaction")) || form.getAttribute("action") || location.href, location.href);
    const body = new URLSearchParams();
    for (const [k, v] of new FormData(form, by || null)) if (typeof v === "string") body.append(k, v);
    const fields = new URLSearchParams(body);
    for (const name of ["_base", "_from", "_id"]) fields.delete(name);
    const said = fields.toString();
    if ((form.getAttribute("method") || "get").toLowerCase() !== "post") {
      url.search = said;
      return { url };
    }
    if (form.tandemBase) body.set("_base", form.tandemBase);
    return { url, form, by, body, said, base: body.get("_base") || "", from: body.get("_from") || tandem.pathOf(location) };
  };

  // take does what is to be done with an action at this point, and reports whether the
  // browser must not do it.
  const take = (item) => {
    const late = mode === LEAVE;
    if (late) {
      if (same(leaving, item)) return true;
      // What is on its way would be given up for this: it is sent again first.
      mode = SEND;
      queue = [leaving];
    }
    if (mode === OVER || !item.body && !item.kept && !queue.length) return false;
    // Of requests that say how something is to be, the last one of a form counts.
    if (item.body?.has("_method")) queue = queue.filter((q, i) => mode === SEND && i === 0 || q.form !== item.form);
    if (item.body && same(queue.at(-1), item)) return true;
    if (item.body?.has("_id") && made++) item.body.set("_id", item.body.get("_id") + "-" + made);
    queue.push(item);
    if (item.form) tandemForm.leaves(item.form);
    root().setAttribute("aria-busy", "true");
    if (late) send();
    else timer ||= setTimeout(release, patience);
    return true;
  };

  // post sends an action, also if the page ends, and returns the page that follows, null
  // if it was refused.
  const post = async (item) => {
    if (!item.body) return "";
    try {
      const res = await fetch(item.url, { method: "POST", body: item.body, keepalive: true, headers: { Accept: "text/html" } });
      return res.ok ? await res.text() : null;
    } catch {
      return null;
    }
  };

  // go leads to the page that an action comes to, as the browser does.
  const go = (item) => {
    mode = LEAVE;
    leaving = item;
    if (!item.body) {
      location.assign(item.url);
      return;
    }
    const form = document.createElement("form");
    form.setAttribute("method", "post");
    form.setAttribute("action", item.url);
    for (const [name, value] of item.body) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.append(input);
    }
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
    form.remove();
  };

  // release sends what was kept without the program: one after the other, and the last
  // one, or the first that was refused, so that its answer is the next page.
  const release = () => {
    if (mode !== HOLD) return;
    mode = SEND;
    clearTimeout(timer);
    send();
  };
  const send = async () => {
    let refused = null, known = null;
    // Whoever acts after an action of their own knows of it. The page that follows it has
    // nothing else that is new if its number is the next one.
    const knowing = (item) => {
      if (known && item.base === known.from) item.body.set("_base", known.to);
    };
    const number = (base) => Number(base?.split(".")[1]);
    while (queue.length > 1 || refused && queue.length) {
      const item = queue[0];
      if (item.body) knowing(item);
      const page = await post(item);
      if (page === null) {
        refused ||= item;
      } else if (item.body) {
        const to = /name="_base" value="([^"]*)"/.exec(page)?.[1];
        known = number(to) === number(item.body.get("_base")) + 1 ? { from: item.base, to } : null;
      }
      queue.shift();
    }
    const item = refused || queue[0];
    if (item?.body && item !== refused) knowing(item);
    queue = [];
    if (item) go(item);
    else mode = OVER;
  };

  // replay gives the program what was kept. It is called when the program answers.
  tandem.replay = () => {
    if (mode !== HOLD) return;
    mode = OVER;
    clearTimeout(timer);
    root().removeAttribute("aria-busy");
    const kept = queue;
    queue = [];
    let taken = 0; // the program knows them as the last of its own
    for (const [i, item] of kept.entries()) {
      if (!item.body) {
        // Where somebody has gone on, there is nothing to go to.
        if (i === kept.length - 1) follow(item.url, item.replace);
        continue;
      }
      const left = action(item.form, item.by).said === item.said;
      switch (tandem.turn(() => tandem.go("submit", tandem.pathOf(item.url), item.said, item.base, item.from, taken))) {
        case "taken":
          taken++;
          if (left) tandem.taken(item.form); // else something has been entered since
          break;
        case "foreign": // not a request of the application's
          queue = kept.slice(i + 1);
          go(item);
          return;
      }
    }
  };

  // A program that does not start, or has ended, keeps nobody waiting.
  tandem.started?.then(release);

  const follow = tandem.follow;
  tandem.follow = (url, replace) => take({ url, replace, kept: true }) || follow(url, replace);

  addEventListener("submit", (e) => {
    const form = e.target;
    if (mode === OVER || e.defaultPrevented || !root().contains(form) || form.enctype === "multipart/form-data") return;
    const item = action(form, e.submitter);
    if (!tandem.local(item.url) || !take(item)) return;
    e.preventDefault();
    e.stopImmediatePropagation();
  }, true);

  // A link that is followed must not take along what was done before it.
  addEventListener("click", (e) => {
    const a = e.target.closest?.("a[href]");
    if (mode === OVER || !a || !root().contains(a) || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    if (a.target && a.target !== "_self" || a.hasAttribute("download")) return;
    const url = new URL(a.href, location.href);
    if (tandem.local(url) && take({ url })) e.preventDefault();
  });

  addEventListener("pagehide", () => {
    for (const item of queue) post(item);
    queue = [];
  });
  addEventListener("pageshow", (e) => {
    if (!e.persisted) return;
    mode = OVER; // it has been left
    root().removeAttribute("aria-busy");
  });

  // What was done before any script of the page ran, except what the browser has
  // answered.
  const recorded = globalThis.tandemEarly || [];
  globalThis.tandemEarly = null;
  for (const e of recorded) tandem.act(e);
})();
