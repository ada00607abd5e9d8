// The interpreter of view's patches. A program is an array of words and the
// text that its operations use; package view documents the operations. One
// call applies one program, so a change of the page costs one crossing from
// WebAssembly, however many elements it touches.
//
// A control whose property tandemTouched is true belongs to the person at it:
// its value, tick or selection is never overwritten, only its default is; form.js is
// told, and shows the new one beside it.
(function () {
  "use strict";

  const SPACES = [
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1998/Math/MathML",
  ];
  // What a parser makes of a prefix in SVG and MathML.
  const PREFIXES = { xlink: "http://www.w3.org/1999/xlink", xml: "http://www.w3.org/XML/1998/namespace" };
  // Attributes whose element holds more than they say.
  const STATE = new Set(["value", "checked", "selected", "multiple", "muted", "data-tandem-now"]);
  // Types of inputs whose value is their attribute, or nobody's but the browser's.
  const PLAIN = new Set(["hidden", "checkbox", "radio", "submit", "button", "reset", "image", "file"]);
  const canMove = typeof Element.prototype.moveBefore === "function";

  // Without ignoreBOM a text that begins with U+FEFF would lose it, and every
  // later cut would be off by one.
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

  // A form answers to the names of its fields before its own: with a button
  // called remove, form.remove is that button. So what is done to any element
  // here uses no such short and common word.

  // within returns the node that holds an element's children.
  function within(el) {
    return el instanceof HTMLTemplateElement ? el.content : el;
  }

  function setAttribute(el, name, value) {
    const colon = name.indexOf(":");
    const prefix = colon > 0 && el.namespaceURI !== SPACES[0] && PREFIXES[name.slice(0, colon)];
    if (prefix) el.setAttributeNS(prefix, name, value);
    else el.setAttribute(name, value);
  }

  // radios returns the buttons that are unticked when el is ticked, and el.
  function radios(el) {
    const group = [el];
    if (!el.name) return group;
    for (const other of el.getRootNode().querySelectorAll("input[type=radio]")) {
      if (other !== el && other.name === el.name && other.form === el.form) group.push(other);
    }
    return group;
  }

  // change calls set, which changes the attribute name of the control el, and
  // then puts the control itself right: as the person left it if it is
  // touched, and otherwise as the attribute says.
  function change(el, name, value, set) {
    const input = el instanceof HTMLInputElement;
    if (input && name === "value" && !PLAIN.has(el.type)) {
      const had = el.value;
      set();
      const want = el.tandemTouched === true ? had : value === null ? "" : value;
      // Equal values are left alone: setting one moves the caret.
      if (el.value !== want) el.value = want;
    } else if (input && name === "checked") {
      const group = el.type === "radio" ? radios(el) : [el];
      if (group.some((r) => r.tandemTouched === true)) {
        const had = group.map((r) => r.checked);
        set();
        group.forEach((r, i) => { if (r.checked !== had[i]) r.checked = had[i]; });
      } else {
        set();
        if (el.checked !== (value !== null)) el.checked = value !== null;
      }
    } else {
      set();
      if (name === "muted" && el instanceof HTMLMediaElement) el.muted = value !== null;
    }
  }

  // choose makes an untouched select show what its options' attributes say.
  function choose(select) {
    let last = -1;
    for (let i = 0; i < select.options.length; i++) {
      const option = select.options[i];
      if (option.defaultSelected) last = i;
      if (select.multiple && option.selected !== option.defaultSelected) option.selected = option.defaultSelected;
    }
    if (select.multiple) return;
    if (last < 0 && select.size <= 1) {
      last = Array.prototype.findIndex.call(select.options, (o) => !o.disabled && !(o.parentNode.disabled));
    }
    if (select.selectedIndex !== last) select.selectedIndex = last;
  }

  // touchedBefore reports whether a control differs from what the page was
  // sent with, so that somebody was at it before the program took over.
  function touchedBefore(el) {
    if (el instanceof HTMLInputElement) {
      switch (el.type) {
        case "checkbox": case "radio": return el.checked !== el.defaultChecked;
        case "file": return el.value !== "";
        case "hidden": case "submit": case "button": case "reset": case "image": case "range": case "color": return false;
      }
      if (el.value === el.defaultValue) return false;
      // A browser puts some values right: what would it make of this one?
      const fresh = document.createElement("input");
      fresh.type = el.type;
      fresh.setAttribute("value", el.defaultValue);
      return el.value !== fresh.value;
    }
    if (el instanceof HTMLTextAreaElement) return el.value !== el.defaultValue.replace(/\r\n?/g, "\n");
    if (el instanceof HTMLSelectElement) {
      const options = Array.from(el.options);
      if (el.multiple || options.some((o) => o.defaultSelected)) return options.some((o) => o.selected !== o.defaultSelected);
      return el.size <= 1 && el.selectedIndex > options.findIndex((o) => !o.disabled && !(o.parentNode.disabled));
    }
    return false;
  }

  // Where nodes can be moved only by taking them out, the elements that have been
  // scrolled, whose position would be lost.
  const scrolled = new Set();
  if (!canMove) {
    document.addEventListener("scroll", (e) => {
      if (scrolled.size > 100) for (const box of scrolled) if (!box.isConnected) scrolled.delete(box);
      if (e.target instanceof Element) scrolled.add(e.target);
    }, { capture: true, passive: true });
  }

  // move takes a shown node to another place. moveBefore keeps everything a
  // node has (focus, selection, scroll position, a composition); where a
  // browser lacks it, focus, selection and scroll positions are put back. What
  // plays goes on in any case, because the node is back before the task ends.
  function move(parent, node, before) {
    if (canMove && node.isConnected && parent.isConnected) {
      parent.moveBefore(node, before);
      return;
    }
    const positions = [];
    for (const box of scrolled) {
      if (!box.isConnected) scrolled.delete(box);
      else if (node.contains(box)) positions.push([box, box.scrollTop, box.scrollLeft]);
    }
    const active = document.activeElement;
    const focused = active && active !== document.body && node.contains(active);
    let start = null, end = null, direction = "none";
    if (focused) {
      try {
        start = active.selectionStart; end = active.selectionEnd; direction = active.selectionDirection;
      } catch { /* this kind of control has no selection */ }
    }
    parent.insertBefore(node, before);
    for (const [box, top, left] of positions) {
      box.scrollTop = top;
      box.scrollLeft = left;
    }
    if (focused) {
      active.focus({ preventScroll: true });
      if (typeof start === "number") active.setSelectionRange(start, end, direction || "none");
    }
  }

  // template returns a copy of a node, and how to walk through all that is in it:
  // for each node but the first 0 if it is the first child of the one before, and
  // otherwise how often to go up before going on to the next sibling, plus 1.
  function template(node) {
    const copy = node.cloneNode(true), steps = [0];
    for (let n = copy, up = 0; ;) {
      if (up === 0 && n.firstChild) {
        n = n.firstChild;
        steps.push(0);
        continue;
      }
      if (n === copy) break;
      up++;
      if (n.nextSibling) {
        n = n.nextSibling;
        steps.push(up);
        up = 0;
      } else {
        n = n.parentNode;
      }
    }
    return { node: copy, steps };
  }

  // root returns the interpreter for the tree in the element el. Trees in
  // other elements have interpreters, and numbers, of their own.
  //
  //   words(n), text(n)  a Uint8Array of at least n bytes, to copy a program to
  //   apply(nWords, nText)
  //                      runs the program. Returns "", or for a program of
  //                      adoption why the page cannot be made what the tree
  //                      says: then nothing is bound, and a program that
  //                      begins with Reset has to follow.
  //
  // warn is told where and why a page differs from the tree that adopts it, one
  // text for each difference; globalThis.tandem.differs if it is left out.
  function root(el, warn) {
    let wordBytes = new Uint8Array(1 << 12), textBytes = new Uint8Array(1 << 12);
    let nodes = [el], names = [""], templates = [];
    const report = warn || ((message) => globalThis.tandem?.differs?.(message));

    function room(buffer, n) {
      if (buffer.length >= n) return buffer;
      return new Uint8Array(Math.max(n, 2 * buffer.length));
    }

    function apply(nWords, nText) {
      const w = new Uint32Array(wordBytes.buffer, 0, nWords);
      const text = nText ? decoder.decode(textBytes.subarray(0, nText)) : "";
      let p = 0, cut = 0;
      const open = [];      // the elements around the open one
      let current = null;   // the open element
      let mounting = false;
      const selects = new Map();  // select whose options changed -> options selected before, if touched
      const areas = new Set();    // textareas whose default changed
      const theirs = new Set();   // touched controls whose field may have a newer value
      let focus = null;           // the first new element with autofocus

      function take(n) {
        const s = text.substring(cut, cut + n);
        cut += n;
        return s;
      }

      // disturb is called before a change to the inside of parent, for the
      // controls that are more than their attributes.
      function disturb(parent) {
        if (!(parent instanceof HTMLElement)) return;
        if (parent.localName === "textarea") {
          areas.add(parent);
        } else if (parent.localName === "select" || parent.localName === "optgroup") {
          options(parent);
        }
      }

      function options(el) {
        const select = el.closest("select");
        if (!select || selects.has(select)) return;
        selects.set(select, select.tandemTouched === true ? new Set(select.selectedOptions) : null);
      }

      while (p < nWords) {
        switch (w[p]) {
          case 1: // Reset
            nodes = [el]; names = [""]; templates = [];
            el.textContent = "";
            mounting = true;
            p += 1;
            break;
          case 2: // Name name len
            names[w[p + 1]] = take(w[p + 2]);
            p += 3;
            break;
          case 3: { // Open id name space
            const n = document.createElementNS(SPACES[w[p + 3]], names[w[p + 2]]);
            nodes[w[p + 1]] = n;
            open.push(current);
            current = n;
            p += 4;
            break;
          }
          case 4: { // Attr name len
            const name = names[w[p + 1]], value = take(w[p + 2]);
            setAttribute(current, name, value);
            if (name === "autofocus") focus = focus || current;
            else if (name === "muted" && current instanceof HTMLMediaElement) current.muted = true;
            p += 3;
            break;
          }
          case 5: { // Text id len
            const n = document.createTextNode(take(w[p + 2]));
            nodes[w[p + 1]] = n;
            if (current) within(current).appendChild(n);
            p += 3;
            break;
          }
          case 6: { // Close
            const n = current;
            current = open.pop();
            if (current) within(current).appendChild(n);
            p += 1;
            break;
          }
          case 7: { // Insert parent id before
            const parent = nodes[w[p + 1]], before = w[p + 3] ? nodes[w[p + 3]] : null;
            disturb(parent);
            within(parent).insertBefore(nodes[w[p + 2]], before);
            p += 4;
            break;
          }
          case 8: { // Move parent id before
            const parent = nodes[w[p + 1]], before = w[p + 3] ? nodes[w[p + 3]] : null;
            disturb(parent);
            move(within(parent), nodes[w[p + 2]], before);
            p += 4;
            break;
          }
          case 9: // Replace id id
            el.replaceChild(nodes[w[p + 2]], nodes[w[p + 1]]);
            p += 3;
            break;
          case 10: { // Remove id
            const n = nodes[w[p + 1]], parent = n.parentNode;
            disturb(parent);
            parent.removeChild(n);
            p += 2;
            break;
          }
          case 11: { // Clear id
            const n = nodes[w[p + 1]];
            disturb(n);
            within(n).textContent = "";
            p += 2;
            break;
          }
          case 12: { // Free n id...
            const end = p + 2 + w[p + 1];
            for (let i = p + 2; i < end; i++) nodes[w[i]] = null;
            p = end;
            break;
          }
          case 13: { // SetText id len
            const n = nodes[w[p + 1]];
            disturb(n.parentNode);
            n.data = take(w[p + 2]);
            p += 3;
            break;
          }
          case 14: { // SetAttr id name len
            const n = nodes[w[p + 1]], name = names[w[p + 2]], value = take(w[p + 3]);
            if (!STATE.has(name)) {
              setAttribute(n, name, value);
            } else {
              if (name === "selected" || name === "multiple") options(n);
              change(n, name, value, () => n.setAttribute(name, value));
              if (n.form) theirs.add(n);
            }
            p += 4;
            break;
          }
          case 15: { // DelAttr id name
            const n = nodes[w[p + 1]], name = names[w[p + 2]];
            if (!STATE.has(name)) {
              n.removeAttribute(name);
            } else {
              if (name === "selected" || name === "multiple") options(n);
              change(n, name, null, () => n.removeAttribute(name));
              if (n.form) theirs.add(n);
            }
            p += 3;
            break;
          }
          case 16: { // SetHTML id len
            const n = nodes[w[p + 1]];
            disturb(n);
            n.innerHTML = take(w[p + 2]);
            p += 3;
            break;
          }
          case 17: // SetInside id len
            nodes[w[p + 1]].textContent = take(w[p + 2]);
            p += 3;
            break;
          case 19: { // InsertAll parent before n id...
            const parent = nodes[w[p + 1]], before = w[p + 2] ? nodes[w[p + 2]] : null, end = p + 4 + w[p + 3];
            disturb(parent);
            const all = document.createDocumentFragment();
            for (let i = p + 4; i < end; i++) all.appendChild(nodes[w[i]]);
            within(parent).insertBefore(all, before);
            p = end;
            break;
          }
          case 20: // Template t id
            templates[w[p + 1]] = template(nodes[w[p + 2]]);
            p += 3;
            break;
          case 21: { // Copy t n m id... change...
            const t = templates[w[p + 1]], steps = t.steps, count = w[p + 2], end = p + 4 + count + 3 * w[p + 3];
            const copy = t.node.cloneNode(true);
            const ids = p + 4;
            let n = copy;
            nodes[w[ids]] = n;
            for (let i = 1; i < count; i++) {
              let step = steps[i];
              if (step === 0) {
                n = n.firstChild;
              } else {
                for (; step > 1; step--) n = n.parentNode;
                n = n.nextSibling;
              }
              nodes[w[ids + i]] = n;
            }
            for (p = ids + count; p < end; p += 3) {
              const n = nodes[w[ids + w[p]]], value = take(w[p + 2]);
              if (w[p + 1]) setAttribute(n, names[w[p + 1]], value);
              else n.data = value;
            }
            if (current) within(current).appendChild(copy);
            break;
          }
          case 18: { // Adopt
            templates = [];
            const failed = adopt(w, p + 1, text, cut);
            if (failed) {
              nodes = [el]; names = [""];
            }
            return failed;
          }
          default:
            throw new Error("tandem: operation " + w[p] + " at word " + p);
        }
      }

      for (const area of areas) {
        if (area.tandemTouched === true) theirs.add(area);
        else if (area.value !== area.defaultValue) area.value = area.defaultValue;
      }
      for (const [select, before] of selects) {
        if (before) theirs.add(select);
        if (!before) {
          choose(select);
        } else if (select.multiple) {
          for (const option of select.options) {
            if (option.selected !== before.has(option)) option.selected = before.has(option);
          }
        } else {
          for (const option of before) {
            if (option.isConnected && !option.selected) option.selected = true;
          }
        }
      }
      for (const control of theirs) globalThis.tandemForm?.newer(control);
      if (focus && !mounting && focus.isConnected) {
        focus.focus();
        // Who is led to a field with a text goes on where it ends.
        if (focus.value && focus.selectionEnd !== null && focus.setSelectionRange) focus.setSelectionRange(focus.value.length, focus.value.length);
      }
      return "";
    }

    // adopt binds the nodes that are in el in one walk. It changes no element
    // that is as it should be: whoever has begun to type, to select or to scroll
    // goes on. What differs is reported and put right, where it is.
    function adopt(w, p, text, cut) {
      let failed = "";
      let making = 0;  // the depth in what is being made, which has nothing to report
      nodes = [el];

      function take(n) {
        cut += n;
        return text.substring(cut - n, cut);
      }

      function what(dom) {
        if (!dom) return "the end";
        return dom.nodeType === 1 ? "<" + dom.localName + ">" : "text " + JSON.stringify(dom.data.slice(0, 40));
      }

      function where(n) {
        let s = "";
        for (; n && n !== el; n = n.parentNode) {
          let i = 1;
          for (let b = n.previousSibling; b; b = b.previousSibling) if (b.localName === n.localName) i++;
          s = "/" + n.localName + (i > 1 ? "[" + i + "]" : "") + s;
        }
        return s || "/";
      }

      function differ(at, expected, found) {
        if (!making) report(where(at[0]) + at[1] + ": expected " + expected + ", found " + found);
      }

      // skip goes past what is not in the tree: comments, the fields that the
      // server put into a form (except the one called name), and white space
      // around everything.
      function skip(dom, name) {
        for (; dom; dom = dom.nextSibling) {
          if (dom.nodeType === 8) continue;
          if (dom.nodeType === 3 && dom.parentNode === el && dom.data.trim() === "") continue;
          if (dom instanceof HTMLInputElement && dom.type === "hidden" && dom.name.startsWith("_") &&
            dom.name !== name && dom.closest("form") !== null) continue;
          return dom;
        }
        return null;
      }

      // field returns the name of the input that is described at p, if it
      // begins with an underscore: the tree may have such fields as well.
      function field(p) {
        if (names[w[p + 2]] !== "input") return "";
        for (let i = 0, at = cut; i < w[p + 5]; i++) {
          const n = w[p + 8 + 2 * i];
          if (names[w[p + 7 + 2 * i]] === "name") return text.substring(at, at + n);
          at += n;
        }
        return "";
      }

      // element binds the element at p to dom and returns the word after it.
      function element(dom, p) {
        const opaque = w[p + 4], attrs = w[p + 5], kids = w[p + 6];
        nodes[w[p + 1]] = dom;
        p += 7;
        if (touchedBefore(dom)) dom.tandemTouched = true;
        const seen = new Set();
        for (let i = 0; i < attrs; i++, p += 2) {
          const name = names[w[p]], value = take(w[p + 1]);
          seen.add(dom.namespaceURI === SPACES[0] ? name.toLowerCase() : name);
          // A browser hides nonces from whoever asks.
          if (name === "nonce" || dom.getAttribute(name) === value) continue;
          differ([dom, "/@" + name], JSON.stringify(value), dom.hasAttribute(name) ? JSON.stringify(dom.getAttribute(name)) : "none");
          setAttribute(dom, name, value);
        }
        for (const name of dom.getAttributeNames()) {
          // People open and close details before the program runs.
          if (seen.has(name) || name === "open") continue;
          differ([dom, "/@" + name], "none", JSON.stringify(dom.getAttribute(name)));
          dom.removeAttribute(name);
        }
        return opaque ? p : inside(within(dom), kids, p);
      }

      // inside binds kids nodes, the first one at p, to the children of parent.
      function inside(parent, kids, p) {
        let dom = parent.firstChild;
        for (let i = 0; i < kids;) {
          if (w[p] === 2) {
            // Texts that follow each other are one node in markup.
            const ids = [], texts = [];
            for (; i < kids && w[p] === 2; i++, p += 3) {
              ids.push(w[p + 1]);
              texts.push(take(w[p + 2]));
            }
            const all = texts.join("");
            dom = skip(dom, "");
            let node = dom;
            if (dom && dom.nodeType === 3) {
              dom = dom.nextSibling;
            } else {
              node = parent.insertBefore(document.createTextNode(""), dom);
            }
            if (node.data !== all) {
              differ([parent, ""], "text " + JSON.stringify(all), what(node));
              node.data = all;
            }
            for (let k = 0; k < ids.length; k++) {
              nodes[ids[k]] = node;
              if (k + 1 < ids.length) node = node.splitText(texts[k].length);
            }
            continue;
          }
          dom = skip(dom, field(p));
          const tag = names[w[p + 2]], space = SPACES[w[p + 3]];
          if (!dom || !fits(dom, tag, space)) {
            differ([parent, ""], "<" + tag + "> as child " + (i + 1), what(dom));
            // Is it further on, behind what should not be there?
            let later = dom;
            while (later && !fits(later, tag, space)) later = skip(later.nextSibling, field(p));
            if (later) {
              while (dom !== later) dom = skip(drop(dom), field(p));
            } else {
              if (w[p + 4] === 1) failed = "the inside of <" + tag + "> is not known";
              const made = document.createElementNS(space, tag);
              parent.insertBefore(made, dom);
              making++;
              p = element(made, p);
              making--;
              if (failed) return p;
              i++;
              continue;
            }
          }
          const next = dom.nextSibling;
          p = element(dom, p);
          if (failed) return p;
          dom = next;
          i++;
        }
        while ((dom = skip(dom, ""))) {
          differ([parent, ""], "the end after child " + kids, what(dom));
          dom = drop(dom);
        }
        return p;
      }

      function fits(dom, tag, space) {
        return dom.nodeType === 1 && dom.localName === tag && dom.namespaceURI === space;
      }

      // drop removes a node and returns the one after it.
      function drop(dom) {
        const next = dom.nextSibling;
        dom.parentNode.removeChild(dom);
        return next;
      }

      inside(el, 1, p);
      return failed;
    }

    return {
      words: (n) => (wordBytes = room(wordBytes, n)),
      text: (n) => (textBytes = room(textBytes, n)),
      apply,
    };
  }

  globalThis.tandemPatch = { root };
})();
