// Runs in the page of the browser tests, after patch.js.
(function () {
  "use strict";
  let el = null, patches = null;
  const warned = [];

  function bytes(base64) {
    return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  }

  // show begins with a new root that holds the markup.
  function show(markup) {
    if (el) el.remove();
    el = document.createElement("div");
    el.innerHTML = markup;
    document.body.append(el);
    bind(el);
  }

  function bind(root) {
    el = root;
    warned.length = 0;
    patches = globalThis.tandemPatch.root(el, (message) => warned.push(message));
  }

  function run(words, text) {
    return apply(bytes(words), bytes(text));
  }

  function apply(w, t) {
    patches.words(w.length).set(w);
    patches.text(t.length).set(t);
    return patches.apply(w.length / 4, t.length);
  }

  function plain(root) {
    const copy = root.cloneNode(true);
    for (const field of copy.querySelectorAll("input[type=hidden][name^=_]")) {
      if (field.name !== "_method") field.remove();
    }
    const comments = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
    const list = [];
    while (comments.nextNode()) list.push(comments.currentNode);
    for (const c of list) c.remove();
    copy.normalize();
    return copy;
  }

  // state is what controls hold beside their attributes.
  function state(root) {
    return JSON.stringify(Array.from(root.querySelectorAll("input, textarea, option"), (c) =>
      [c.localName, c.name, c.localName === "option" ? c.selected : c.value, c.checked]));
  }

  // compare returns "" if the root means the same as the markup.
  function compare(markup) {
    const want = document.createElement("div");
    want.innerHTML = markup;
    const w = plain(want), g = plain(el);
    if (!w.isEqualNode(g)) return "want " + w.innerHTML + "\nhave " + g.innerHTML;
    for (const field of el.querySelectorAll("input[type=hidden][name^=_]")) field.setAttribute("data-skip", "");
    const ws = state(plain(want));
    const live = Array.from(el.querySelectorAll("input, textarea, option")).filter((c) => {
      const skip = c.hasAttribute("data-skip") && c.name !== "_method";
      c.removeAttribute("data-skip");
      return !skip;
    });
    const gs = JSON.stringify(live.map((c) => [c.localName, c.name, c.localName === "option" ? c.selected : c.value, c.checked]));
    if (ws !== gs) return "controls: want " + ws + "\nhave " + gs;
    return "";
  }

  // replay runs histories: lists of steps that each have words, text, the
  // markup that is wanted, and for a fresh start the markup that is there.
  function replay(histories) {
    let flushes = 0;
    for (const [h, history] of histories.entries()) {
      for (const [s, step] of history.entries()) {
        const at = "history " + h + " step " + s + ": ";
        if (step.have !== undefined) show(step.have);
        try {
          const failed = run(step.words, step.text);
          if (failed) return at + failed;
        } catch (e) {
          return at + e.stack;
        }
        const differs = compare(step.want);
        if (differs) return at + differs;
        if (warned.length) return at + warned.join("\n");
        flushes++;
      }
    }
    return "ok " + flushes;
  }

  const urls = ["href", "src", "action", "formaction", "poster", "cite", "data", "background", "manifest", "xlink:href"];

  // hostile runs a program in a new root and compares what it makes with what
  // the element written holds: count trees, each in an element of its own. It
  // returns what is wrong.
  async function hostile(count) {
    const [words, text] = await Promise.all(["words", "text"].map(async (part) =>
      new Uint8Array(await (await fetch(location.origin + "/corpus/" + part)).arrayBuffer())));
    const written = document.getElementById("written");
    if (globalThis.pwned) return "a script ran in the page";
    written.remove(); // some elements exclude each other
    show("");
    apply(words, text);
    // What would run does so when this frame is over.
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    if (globalThis.pwned) return "a script ran in the patch";
    for (const root of [written, el]) {
      for (const n of root.querySelectorAll("noscript, iframe")) n.textContent = "";
      root.normalize();
      for (const n of root.querySelectorAll("*")) {
        for (const a of n.attributes) {
          if (/^on|^srcdoc$/i.test(a.name)) return a.name + " is there";
          if (!urls.includes(a.name) || a.value === "about:invalid") continue;
          let scheme = "";
          try { scheme = new URL(a.value, "http://x/").protocol; } catch { continue; }
          const image = n.localName === "img" && a.name === "src" && /^data:image\//i.test(a.value);
          if (!["http:", "https:", "mailto:", "tel:"].includes(scheme) && !image) return a.name + "=" + JSON.stringify(a.value);
        }
      }
    }
    const w = written.firstChild, g = el.firstChild;
    if (w.childNodes.length !== count) return "read " + w.childNodes.length + " trees, want " + count;
    for (let i = 0; i < count; i++) {
      if (!w.childNodes[i].isEqualNode(g.childNodes[i])) {
        return "tree " + i + ": the parser has " + w.childNodes[i].outerHTML.slice(-300) + "\na patch makes " + g.childNodes[i].outerHTML.slice(-300);
      }
    }
    return "";
  }

  const violations = [];
  document.addEventListener("securitypolicyviolation", (e) => {
    // The policy refuses the style elements of random trees, as it should.
    if (e.violatedDirective !== "style-src-elem") violations.push(e.violatedDirective + " " + e.blockedURI);
  });

  globalThis.t = { show, bind, run, compare, replay, hostile, warned, violations, root: () => el };
})();
