// Runs first in every page of the rows: their contents, and what measures them.
(function () {
  "use strict";
  const adjectives = ["pretty", "large", "big", "small", "tall", "short", "long", "handsome", "plain", "quaint", "clean", "elegant", "easy", "angry", "crazy", "helpful", "mushy", "odd", "unsightly", "adorable", "important", "inexpensive", "cheap", "expensive", "fancy"];
  const colours = ["red", "yellow", "blue", "green", "pink", "brown", "purple", "brown", "white", "black", "orange"];
  const nouns = ["table", "chair", "house", "bbq", "desk", "car", "pony", "cookie", "sandwich", "burger", "pizza", "mouse", "keyboard"];
  const pick = (list) => list[Math.floor(Math.random() * list.length)];
  let next = 1;
  globalThis.build = (count) => Array.from({ length: count }, () =>
    ({ id: next++, label: pick(adjectives) + " " + pick(colours) + " " + pick(nouns) }));

  const $ = (selector) => document.querySelector(selector);
  const count = () => $("tbody").children.length, row = (i) => $("tbody").children[i];
  const frame = () => new Promise((done) => requestAnimationFrame(() => {
    const c = new MessageChannel();
    c.port1.onmessage = done;
    c.port2.postMessage(0);
  }));
  async function until(done) {
    for (let n = 0; !done(); n++) {
      if (n > 5000) throw new Error("it never happens: " + done);
      await frame();
    }
  }
  async function click(el, done) {
    el.click();
    await until(done);
  }
  const clear = async () => { if (count()) await click($("#clear"), () => count() === 0); };
  async function fill() {
    await clear();
    await click($("#run"), () => count() === 1000);
  }

  // An operation is what comes before it, what is clicked and when it is done. The
  // number of the run makes the runs differ.
  let kept;
  const operations = {
    "create 1,000": { before: clear, click: () => $("#run"), done: () => count() === 1000 },
    "replace 1,000": {
      before: async () => { if (count() !== 1000) await fill(); kept = row(0).firstChild.textContent; },
      click: () => $("#run"), done: () => count() === 1000 && row(0).firstChild.textContent !== kept,
    },
    "update every 10th": {
      before: async () => { if (count() !== 1000) await fill(); kept = row(990).children[1].textContent; },
      click: () => $("#update"), done: () => row(990).children[1].textContent !== kept,
    },
    "select": {
      before: async (i) => { if (count() !== 1000) await fill(); kept = i * 7 % 900 + 2; },
      click: () => row(kept).children[1].firstChild, done: () => row(kept).className === "danger",
    },
    "swap": {
      before: async () => { if (count() !== 1000) await fill(); kept = row(998).firstChild.textContent; },
      click: () => $("#swaprows"), done: () => row(998).firstChild.textContent !== kept,
    },
    "remove": {
      before: async (i) => { if (i === 0 || count() < 900) await fill(); kept = count(); },
      click: () => row(4).children[2].firstChild.firstChild, done: () => count() === kept - 1,
    },
    "create 10,000": { before: clear, click: () => $("#runlots"), done: () => count() === 10000 },
    "append 1,000": { before: fill, click: () => $("#add"), done: () => count() === 2000 },
    "clear 1,000": { before: fill, click: () => $("#clear"), done: () => count() === 0 },
  };

  globalThis.bench = {
    ready: () => document.querySelector("#run") !== null,

    async prepare(name, i) {
      await operations[name].before(i);
      await frame();
      globalThis.gc();
      await new Promise((done) => setTimeout(done, 20));
      await frame();
      return true;
    },

    // once ends with the first task after a frame that shows the result.
    async once(name) {
      const { done, click } = operations[name];
      click().click();
      await frame();
      await until(done);
      return true;
    },

    // keyed returns which of the checks fail: the same elements have to follow
    // their keys, and a click has to act on the row that is shown.
    async keyed() {
      const wrong = [];
      const check = (name, ok) => { if (!ok) wrong.push(name); };
      await fill();
      const a = row(1), b = row(998), first = a.firstChild.textContent;
      await click($("#swaprows"), () => row(998).firstChild.textContent === first);
      check("swap", row(998) === a && row(1) === b);
      const gone = row(4), fifth = row(5), text = fifth.textContent;
      await click(gone.children[2].firstChild.firstChild, () => count() === 999);
      check("remove", row(4) === fifth && fifth.textContent === text && !gone.isConnected);
      const want = row(7).children[1].textContent;
      await click(row(7).children[1].firstChild, () => $("tr.danger") !== null);
      check("select", $("tr.danger").children[1].textContent === want);
      const old = row(0), number = old.firstChild.textContent;
      await click($("#run"), () => count() === 1000 && row(0).firstChild.textContent !== number);
      check("replace", row(0) !== old && !old.isConnected);
      await clear();
      return wrong.join(" ");
    },
  };
})();
