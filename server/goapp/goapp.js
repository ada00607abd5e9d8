// goapp.js stands between Tandem's scripts and go-app's app.js, which follows it and
// starts the program. navigate.js has the addresses and the history on all pages, and
// go-app is told where they lead.
(() => {
  "use strict";
  const tandem = globalThis.tandem;
  const { pathOf } = tandem;
  const root = document.getElementById("tandem-root");

  // ---- Pages of both kinds -----------------------------------------------

  // Told is the path and query that go-app knows of, next whether the page that is
  // drawn next is a component's.
  let told = pathOf(location), next = false;

  // tell has go-app show what is at the address of the window: a component, or beside a
  // page of Tandem's nothing. Of such a page it does not know the part, since it would
  // scroll to it.
  const tell = () => {
    if (told === pathOf(location)) return;
    told = pathOf(location);
    goappNav(root.hidden ? location.href : location.origin + told);
  };

  const ready = tandem.ready;
  tandem.ready = (handler, user) => ready((...event) => {
    if (event[0] === "show" && tandem.elsewhere(event[1])) return (next = true);
    if (event[0] === "draw") {
      root.hidden = next;
      if (!next) tandem.back();
    }
    const answer = handler(...event);
    if (answer === true && (event[0] === "show" || event[0] === "take")) next = false;
    if (event[0] === "draw") tell();
    return answer;
  }, user);

  // A redirect may lead to a component.
  const { drawn, leave } = tandem;
  const toComponent = (url, replace) => {
    const is = tandem.elsewhere(pathOf(url));
    if (is) queueMicrotask(() => tandem.follow(url, replace));
    return is;
  };
  tandem.drawn = (...page) => {
    drawn(...page);
    if (tandem.go && told !== pathOf(location) && !toComponent(new URL(location.href), true)) tell();
  };
  tandem.leave = (uri) => toComponent(new URL(uri, location.href), false) || leave(uri);

  // Where components lead by themselves, go-app makes an entry of the history without a
  // state: it is navigate.js that makes one, and shows the page. What go-app was told is no
  // entry.
  const pushState = history.pushState;
  history.pushState = function (state, title, to) {
    if (state) return pushState.call(history, state, title, to);
    const url = new URL(to, location.href);
    const here = pathOf(url) === pathOf(location);
    if (here && (!url.hash || url.hash === location.hash)) return;
    told = pathOf(url);
    tandem.push(url);
    if (url.hash) history.replaceState(history.state, "", url);
    if (!here) queueMicrotask(() => tandem.follow(url, false));
  };

  // go-app listens to the window, and takes every link for one of its own that leads to
  // another page, and every step in the history. It gets those that navigate.js has left.
  const only = (type, when) => Object.defineProperty(globalThis, "on" + type, {
    set: (f) => addEventListener(type, (e) => { if (when(e)) f.call(globalThis, e); }),
  });
  let theirs = false, prevented = false;
  document.documentElement.addEventListener("click", (e) => {
    theirs = root.hidden;
    prevented = e.defaultPrevented;
  });
  only("click", (e) => theirs && (prevented || !e.defaultPrevented));
  only("popstate", () => root.hidden && told === pathOf(location));

  // ---- New versions --------------------------------------------------------

  // go-app's worker takes over as soon as it is installed. What is left is to load the page.
  document.addEventListener("click", (e) => {
    if (!e.target.closest?.('[data-tandem="update"]')) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    location.reload();
  }, true);
  addEventListener("online", () => goappTryUpdate());

  // The first worker that a page gets is no update, though go-app says so if that worker
  // takes the page over at once.
  let first = !navigator.serviceWorker?.controller;
  let updated;
  Object.defineProperty(globalThis, "goappOnUpdate", {
    get: () => () => {
      if (!first) updated();
      first = false;
    },
    set: (f) => { updated = f; },
  });

  // ---- The program ---------------------------------------------------------

  // Tandem's script says so where it does not start, or has ended.
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...source) => {
    try {
      return await instantiateStreaming.apply(WebAssembly, source);
    } catch (err) {
      tandem.failed(err);
      throw err;
    }
  };
  const run = Go.prototype.run;
  Go.prototype.run = async function (instance) {
    await run.call(this, instance);
    tandem.over();
  };

  // A page that has nothing to show yet shows go-app's loader.
  if (!root.hasChildNodes()) document.getElementById("app-wasm-loader").className = "goapp-app-info";
})();
