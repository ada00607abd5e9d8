// What go-app's service worker does besides keeping files. It takes over as soon as it
// is installed, and go-app tells its components; what go-app has kept before is dropped.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (e) => {
  e.waitUntil((async () => {
    for (const key of await caches.keys()) if (key.startsWith("app-")) await caches.delete(key);
  })());
});
