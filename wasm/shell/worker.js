// The service worker: the application at every address, with the server gone.
// The server puts three constants before this text: build, the name of the
// build; assets, the URLs of its files, which never change; shell, the page that
// holds nothing. Nothing else is ever kept: no page of a user, no answer of the
// application.
"use strict";

const mine = "tandem-";
const name = mine + build;
// How long a page may keep silent before the shell takes its place.
const patience = 2000;

self.addEventListener("install", (e) => {
  // The browser keeps the old worker unless every file has arrived.
  e.waitUntil((async () => {
    const cache = await caches.open(name);
    await Promise.all([shell, ...assets].map(async (url) => {
      const res = await fetch(url, { cache: url === shell ? "no-store" : "default", credentials: url === shell ? "omit" : "same-origin" });
      if (!res.ok) throw new Error(url + ": " + res.status);
      await cache.put(url, res);
    }));
  })());
});

self.addEventListener("activate", (e) => {
  e.waitUntil((async () => {
    for (const key of await caches.keys()) {
      if (key.startsWith(mine) && key !== name) await caches.delete(key);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (e) => {
  if (e.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (e.request.mode === "navigate") {
    e.respondWith(page(e.request));
  } else if (assets.includes(url.pathname)) {
    e.respondWith(asset(e.request, url.pathname));
  }
});

async function asset(request, path) {
  const cache = await caches.open(name);
  return (await cache.match(path)) || fetch(request);
}

async function page(request) {
  const cache = await caches.open(name);
  const late = new Promise((resolve) => setTimeout(resolve, patience));
  try {
    const answer = fetch(request);
    const first = await Promise.race([answer, late]);
    // A server that cannot answer now is as good as none.
    if (first && ![502, 503, 504].includes(first.status)) return first;
    return (await cache.match(shell)) || (await answer);
  } catch (err) {
    return (await cache.match(shell)) || Response.error();
  }
}
