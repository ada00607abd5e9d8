// form.js keeps what a person has entered until it is sent: a form keeps the base of
// the moment when its first control was touched, and what the others said then;
// what others write meanwhile appears beside a touched control; and a draft of the form
// survives a reload.
(() => {
  "use strict";
  const DRAFTS = "tandem-draft"; // in sessionStorage, of the page that is shown
  const root = () => document.getElementById("tandem-root");
  const page = () => location.pathname + location.search;
  // The names of a form's fields go before its own.
  const elements = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "elements").get;
  const controls = (form) => Array.from(elements.call(form)).filter((c) => c.matches("input, textarea, select"));
  const hidden = (form, name) => controls(form).find((c) => c.type === "hidden" && c.name === name)?.value || "";

  // ---- Controls ----------------------------------------------------------

  const ticks = (c) => c.type === "checkbox" || c.type === "radio";
  const chosen = (c, by) => JSON.stringify(Array.from(c.options).filter(by).map((o) => o.value));
  // get returns what a control says, preset what the page has it say, now what the
  // record has: that differs in a form that was refused.
  const get = (c) => ticks(c) ? c.checked : c.localName === "select" ? chosen(c, (o) => o.selected) : c.value;
  const preset = (c) => {
    if (ticks(c)) return c.defaultChecked;
    if (c.localName !== "select") return c.defaultValue;
    const preset = chosen(c, (o) => o.defaultSelected);
    return preset !== "[]" || c.multiple ? preset : JSON.stringify([c.options[0]?.value ?? ""]);
  };
  const now = (c) => {
    const text = c.dataset.tandemNow;
    return text === undefined ? preset(c) : ticks(c) ? text === c.value : c.localName === "select" ? JSON.stringify([text]) : text;
  };
  const set = (c, v) => {
    if (ticks(c)) c.checked = v;
    else if (c.localName !== "select") c.value = v;
    else for (const o of c.options) if (o.selected !== JSON.parse(v).includes(o.value)) o.selected = !o.selected;
  };
  const touched = (c) => c.tandemTouched === true ||
    c.type === "radio" && controls(c.form).some((o) => o.type === "radio" && o.name === c.name && o.tandemTouched === true);

  // ---- Forms that are being filled in ------------------------------------

  const open = new Set();
  const begin = (form, base) => {
    if (form.tandemBase) return;
    form.tandemBase = base;
    form.tandemFirst = new Map(controls(form).map((c) => [c, touched(c) ? now(c) : get(c)]));
    open.add(form);
  };

  // catchUp is called before a control is touched. What it shows may be newer than the
  // form's base: to put that back must not pass for having left it alone. Unless others
  // have written what is touched already, the form may as well begin here.
  const catchUp = (control) => {
    const form = control.form, first = form.tandemFirst;
    if (!first || first.get(control) === now(control)) return;
    const all = Array.from(first.keys()).filter((c) => c.form === form);
    if (all.some((c) => touched(c) && first.get(c) !== now(c))) return;
    form.tandemBase = globalThis.tandem.base || form.tandemBase;
    for (const c of all) if (!touched(c)) first.set(c, c === control ? now(c) : get(c));
  };

  const touch = (e) => {
    const control = e.target;
    if (!control || !("form" in control)) return;
    if (control.form && !touched(control)) catchUp(control);
    control.tandemTouched = true;
    if (!control.form) return;
    begin(control.form, globalThis.tandem.base || hidden(control.form, "_base"));
    newer(control);
    save();
  };
  document.addEventListener("input", touch, true);
  document.addEventListener("change", touch, true);

  // end makes the form one that nobody has touched.
  const end = (form) => {
    form.tandemBase = "";
    form.tandemFirst = null;
    open.delete(form);
    for (const c of controls(form)) {
      c.tandemTouched = false;
      tell(c, null);
    }
  };
  document.addEventListener("reset", (e) => setTimeout(() => {
    end(e.target);
    save();
  }, 0));

  // encode returns what the form sends: what nobody has touched, as it was when the
  // form was begun.
  const encode = (form, submitter) => {
    const others = [];
    for (const [c, first] of form.tandemFirst || []) if (c.form === form && !touched(c)) others.push([c, get(c), first]);
    const put = (i) => { for (const o of others) if (get(o[0]) !== o[i]) set(o[0], o[i]); };
    put(2);
    const fields = new URLSearchParams();
    for (const [k, v] of new FormData(form, submitter || null)) {
      if (typeof v === "string" && k !== "_base" && k !== "_from" && k !== "_id") fields.append(k, v);
    }
    put(1);
    return fields;
  };

  // ---- Newer values ------------------------------------------------------

  // newer shows what others have written into a field since the form was begun,
  // beside its control that a person has touched.
  const newer = (c) => {
    const first = c.form?.tandemFirst?.get(c);
    if (first === undefined || c.type === "hidden" || c.type === "password" || !touched(c)) return;
    const value = now(c);
    tell(c, value === first || value === get(c) ? null : value);
  };

  const words = (c, v) => {
    if (ticks(c)) return v ? "ticked" : "not ticked";
    if (c.localName === "select") v = Array.from(c.options).filter((o) => JSON.parse(v).includes(o.value)).map((o) => o.label).join(", ");
    return v === "" ? "empty" : "“" + v + "”";
  };

  // tell says the value beside the control; null says nothing.
  const tell = (c, value) => {
    let out = c.tandemNewer;
    if (out && out.tandemSays === value) return;
    if (value === null) {
      if (out) out.textContent = out.tandemSays = "";
      if (out?.tandemMade) out.remove();
      c.tandemNewer = null;
      return;
    }
    const says = () => {
      if (c.tandemNewer !== out) return;
      const take = document.createElement("button");
      take.type = "button";
      take.textContent = "Use it";
      take.addEventListener("click", () => {
        set(c, value);
        c.tandemTouched = false;
        tell(c, null);
        if (!controls(c.form).some(touched)) end(c.form);
        c.focus();
        save();
      });
      out.replaceChildren("Changed meanwhile, it is now " + words(c, value) + ". ", take);
    };
    out ||= c.id && root().querySelector("output.tandem-newer[for=" + CSS.escape(c.id) + "]");
    c.tandemNewer = out;
    if (out) {
      out.tandemSays = value;
      says();
      return;
    }
    // A reader announces what changes in an element that it knows.
    out = c.tandemNewer = document.createElement("output");
    out.className = "tandem-newer";
    out.tandemMade = true;
    out.tandemSays = value;
    c.after(out);
    setTimeout(says, 50);
  };

  // ---- Drafts ------------------------------------------------------------

  let user = /"user":"([^"]*)"/.exec(document.getElementById("tandem-state")?.textContent)?.[1];
  const keeps = (c) => c.name && !c.name.startsWith("_") && !/^(hidden|password|file)$/.test(c.type) &&
    c.autocomplete !== "off" && c.form.getAttribute("autocomplete") !== "off";
  let waiting = [];  // drafts of this page whose forms are not there yet
  let sent = [];     // drafts of forms that were sent, but are not stored yet
  try {
    const kept = JSON.parse(sessionStorage.getItem(DRAFTS));
    // The page of somebody else does not get it.
    if (kept?.at === page() && (user === undefined || kept.user === user)) waiting = kept.forms;
  } catch { /* nothing is kept */ }

  // keys returns the forms of the page by what they send, and where.
  const keys = () => {
    const all = new Map();
    for (const form of root()?.querySelectorAll("form[method=post]") || []) {
      const action = form.getAttribute("action") + " " + hidden(form, "_method");
      for (let i = 0; ; i++) {
        if (all.has(action + " " + i)) continue;
        all.set(action + " " + i, form);
        form.tandemKey ||= action + " " + i;
        break;
      }
    }
    return all;
  };

  const draft = (form) => {
    const fields = [];
    for (const [c, first] of form.tandemFirst) {
      if (c.form === form && keeps(c)) fields.push([c.name, first, touched(c) ? get(c) : null]);
    }
    if (!fields.some((f) => f[2] !== null && f[2] !== f[1])) return [];
    if (!form.tandemKey) keys();
    return [[form.tandemKey, form.tandemBase, fields]];
  };

  let at = page();
  const save = () => {
    if (at !== page()) {
      at = page();
      waiting = [];
    }
    const forms = [...waiting, ...sent];
    for (const form of open) {
      if (!form.isConnected) open.delete(form);
      else forms.push(...draft(form));
    }
    try {
      if (forms.length) sessionStorage.setItem(DRAFTS, JSON.stringify({ user, at, forms }));
      else sessionStorage.removeItem(DRAFTS);
    } catch { /* full or forbidden: there are no drafts */ }
  };
  addEventListener("pagehide", save);

  const restore = () => {
    if (!waiting.length) return;
    const all = keys();
    waiting = waiting.filter(([key, base, fields]) => {
      const form = all.get(key);
      if (!form) return true;
      if (form.tandemBase) return false;
      const rest = controls(form).filter(keeps), found = [];
      for (const [name, first, value] of fields) {
        const i = rest.findIndex((c) => c.name === name);
        if (i < 0) continue;
        const [c] = rest.splice(i, 1);
        found.push([c, first]);
        if (value === null) continue;
        set(c, value);
        c.tandemTouched = true;
      }
      begin(form, base);
      for (const [c, first] of found) form.tandemFirst.set(c, first);
      return false;
    });
  };

  // A form that is sent without the program comes back with what was entered.
  const leaves = (form) => {
    open.delete(form);
    save();
  };
  addEventListener("submit", (e) => { if (!e.defaultPrevented) leaves(e.target); });

  // A link to a control, in the summary of what is wrong, leads to no other page.
  document.addEventListener("click", (e) => {
    const to = e.target.closest?.(".tandem-errors a[href^='#']")?.getAttribute("href");
    const control = to && document.getElementById(to.slice(1));
    if (!control) return;
    e.preventDefault();
    control.focus();
  }, true);

  globalThis.tandemForm = {
    encode,
    newer,
    leaves,
    base: (form) => form.tandemBase || "",
    // taken is told that the program has the request, stored that it is kept.
    taken: (form) => {
      if (form.tandemFirst) sent.push(...draft(form));
      end(form);
    },
    stored: () => {
      if (!sent.length) return;
      sent = [];
      save();
    },
    // ready is told that the program has the page.
    ready: (who) => {
      user ||= who || undefined;
      // What was typed before this script ran, or comes back refused, belongs to
      // the page as it came.
      for (const c of root().querySelectorAll("input, textarea, select")) {
        if (!c.form || !(c.tandemTouched || c.ariaInvalid === "true" || c.dataset.tandemNow !== undefined)) continue;
        if (c.dataset.tandemNow !== undefined) c.tandemTouched = true;
        begin(c.form, hidden(c.form, "_base"));
      }
      restore();
      for (const form of open) for (const c of form.tandemFirst.keys()) newer(c);
      if (!waiting.length) return;
      // The page is still to come, from the device or the server.
      const watch = new MutationObserver(() => {
        if (at === page()) restore();
        else waiting = [];
        if (!waiting.length) watch.disconnect();
      });
      watch.observe(root(), { childList: true, subtree: true });
    },
  };
  restore();
})();
