// goapp.js stands between boot.js and go-app's app.js, which follows it and starts the
// program.
(() => {
  "use strict";
  const root = document.getElementById("tandem-root");

  // go-app learns here where Tandem's pages go. For a step of its own it is where it
  // wants to be already, and does nothing.
  for (const name of ["pushState", "replaceState"]) {
    const real = history[name];
    history[name] = function (...args) {
      real.apply(this, args);
      window.onpopstate?.();
    };
  }

  // A component's page is not the program's to show: go-app learns of it as above.
  const ready = tandem.ready;
  tandem.ready = (handler) => ready((event, ...args) => event === "show" && tandem.elsewhere(args[0]) || handler(event, ...args));

  // A click on a page of Tandem's is boot.js's affair; go-app listens at the window, and
  // takes every link for one of its own.
  document.addEventListener("click", (e) => { if (e.composedPath().includes(root)) e.stopPropagation(); });

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

  // When the program has ended, the server answers.
  const run = Go.prototype.run;
  Go.prototype.run = async function (instance) {
    await run.call(this, instance);
    tandem.go = null;
    root.setAttribute("data-tandem-ended", "");
  };

  // A page that has nothing to show yet shows go-app's loader.
  if (!root.hasChildNodes()) document.getElementById("app-wasm-loader").className = "goapp-app-info";
})();
