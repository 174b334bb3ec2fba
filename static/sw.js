// Keeps the pages that were read, for when there is no network. Pages are
// always asked for first; style sheets and scripts never change under their
// names, so that a kept one is as good as a new one. Audio is not kept.

const KEPT = "cuepoint-1";

const keep = async (request, response) => {
  if (response.ok && response.type === "basic") {
    const cache = await caches.open(KEPT);
    await cache.put(request, response.clone());
  }
  return response;
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((it) => it.startsWith("cuepoint-") && it !== KEPT);
  const forget = async () => Promise.all(old(await caches.keys()).map((it) => caches.delete(it)));
  event.waitUntil(forget().then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = request.method === "GET" && url.origin === location.origin;
  if (!isOurs || request.headers.has("range") || request.destination === "audio") return;
  // A stream never ends, and cannot be kept.
  if (request.headers.get("accept") === "text/event-stream") return;
  const asset = url.pathname.includes("/assets/");
  const fresh = () => fetch(request).then((it) => keep(request, it));
  const kept = () => caches.match(request, { ignoreSearch: true });
  event.respondWith(
    asset
      ? kept().then((it) => it ?? fresh())
      : fresh().catch(async (error) => {
          const page = await kept();
          if (page) return page;
          throw error;
        }),
  );
});
