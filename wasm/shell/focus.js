// focus.js gives the focus a place when a patch takes away what has it. A browser
// would forget where the person was, and the next Tab would begin at the top.
(() => {
  "use strict";
  const tandem = globalThis.tandem;
  const stops = "a[href], button, input, select, textarea, summary, [tabindex]";
  const usable = (el) => el.matches(stops) && !el.matches(':disabled, [type="hidden"], [tabindex^="-"]') && (!el.checkVisibility || el.checkVisibility({ visibilityProperty: true }));
  const among = (list) => Array.from(list).find(usable);
  const first = (el) => (usable(el) ? el : among(el.querySelectorAll(stops)));

  // A list may be long: so many places beside an element are looked at.
  const near = 50;
  const beside = (n, next) => {
    const list = [];
    for (let s = n[next]; s && list.length < near; s = s[next]) list.push(s);
    return list;
  };

  // What has the focus before a patch: the element and those around it, each with
  // the ones beside it, the next before the previous.
  const remember = () => {
    const el = document.activeElement;
    const root = document.getElementById("tandem-root");
    if (!el || el === root || !root?.contains(el)) return null;
    const around = [];
    for (let n = el; n !== root; n = n.parentNode) {
      const before = beside(n, "previousElementSibling");
      around.push({ n, at: before.length, beside: beside(n, "nextElementSibling").concat(before) });
    }
    // While an event is answered, the person has done it; otherwise it came from elsewhere.
    return { el, around, root, own: Boolean(globalThis.event) };
  };
  // The way down to what had the focus, from around[level] or what is like it.
  const way = ({ el, around }, level) => ({ tag: el.tagName, steps: around.slice(0, level).reverse().map((a) => a.at) });
  const walk = (from, { steps, tag }) => {
    const el = steps.reduce((n, i) => n && n.children[i], from);
    return el && el.tagName === tag && usable(el) ? el : null;
  };

  const give = (el) => {
    if (!usable(el) && !el.hasAttribute("tabindex")) {
      // Only for now: rows are copied with what they have.
      el.setAttribute("tabindex", "-1");
      el.addEventListener("blur", () => el.removeAttribute("tabindex"), { once: true });
    }
    el.focus();
  };

  // Where somebody was in an element until a new one took the focus.
  const came = new WeakMap();

  const restore = (before) => {
    const { around, root, own } = before;
    const level = around.findLastIndex((a) => !a.n.isConnected); // of the largest part that is gone
    // A list that is a window moves on by rows (boot.js).
    if (level < 0 || around[level + 1]?.n.closest("[data-tandem-window]")) return;
    const gone = around[level];
    const top = around[level + 1]?.n || root;
    if (document.activeElement !== document.body) {
      came.set(top, way(before, level + 1));
      return;
    }
    const back = came.get(top);
    came.delete(top);
    const to = back && walk(top, back);
    if (to) return give(to);
    // The next one like it, or what is beside it. What others have done must not put a
    // button under the person's keys.
    for (const b of gone.beside) {
      const stop = b.isConnected && ((b.tagName === gone.n.tagName && walk(b, way(before, level))) || first(b));
      if (stop) return give(own ? stop : b);
    }
    // Or the field or the heading of the list.
    for (let n = top; ; n = n.parentNode) {
      const place = (own && among(n.querySelectorAll("[autofocus]"))) || n.querySelector("h1, h2, h3, h4, h5, h6");
      if (place) return give(place);
      if (n === root) return give(root.querySelector("main") || root);
    }
  };

  // The program says when it is at work on the page.
  let busy = false;
  let before = null;
  Object.defineProperty(tandem, "busy", {
    get: () => busy,
    set: (on) => {
      if (on) before = remember();
      else if (before) restore(before);
      busy = on;
    },
  });

  // Enter belongs to what had the focus when it went down: what it has brought under
  // the keys must not get the rest of it. One that is held presses a button once.
  let down = null;
  const enter = (e) => {
    if (e.key !== "Enter") return;
    if (e.type === "keydown" && !e.repeat) down = e.target;
    else if (e.target !== down || e.repeat && e.target.closest?.("button, a, input")) e.preventDefault();
  };
  document.addEventListener("keydown", enter, true);
  document.addEventListener("keypress", enter, true);
})();
