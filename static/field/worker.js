/* The service worker of /field/: keeps the empty page and its files, and nothing else.

   Data of people are never cached here: tasks lie in IndexedDB, every other address goes to the network. */

import { sync } from "./sync.js";

const PREFIX = "field-";
const PATIENCE = 4000;

export function serve(config) {
  const cacheName = PREFIX + config.version;
  const kept = new Set(config.statics);
  const pages = new Set(config.pages);

  self.addEventListener("install", (event) => {
    event.waitUntil(
      caches
        .open(cacheName)
        .then((cache) =>
          cache.addAll([config.shell, ...config.statics].map((url) => new Request(url, { cache: "reload" }))),
        )
        .then(() => self.skipWaiting()),
    );
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil(
      caches
        .keys()
        .then((names) =>
          Promise.all(
            names.filter((name) => name.startsWith(PREFIX) && name !== cacheName).map((name) => caches.delete(name)),
          ),
        )
        .then(() => self.clients.claim()),
    );
  });

  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== self.location.origin) {
      return;
    }
    if (event.request.mode === "navigate" && pages.has(url.pathname)) {
      event.respondWith(page(event.request));
    } else if (kept.has(url.pathname)) {
      event.respondWith(file(url.pathname, event.request));
    }
  });

  self.addEventListener("sync", (event) => {
    if (event.tag === "caseflow-field-sync") {
      event.waitUntil(
        sync().then((outcome) => {
          if (outcome.state === "offline") {
            throw new Error("offline"); // the browser tries again
          }
        }),
      );
    }
  });

  /** The page from the network; from the cache where the network is away, slow or broken. */
  async function page(request) {
    const cached = async () => (await caches.open(cacheName)).match(config.shell);
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
    try {
      const fresh = fetch(request);
      fresh.catch(() => null);
      const response = await Promise.race([fresh, late]);
      if (response && response.status < 500) {
        return response;
      }
      return (await cached()) || (await fresh);
    } catch (error) {
      const shell = await cached();
      if (shell) {
        return shell;
      }
      throw error;
    }
  }

  async function file(path, request) {
    const cached = await (await caches.open(cacheName)).match(path);
    return cached || fetch(request);
  }
}
