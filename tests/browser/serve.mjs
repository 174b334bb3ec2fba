// A static host as strict as a good one: ranges for audio, and a policy that
// lets nothing run or load but the site's own files.

import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".mp3": "audio/mpeg",
  ".opus": "audio/ogg",
  ".wav": "audio/wav",
  ".png": "image/png",
  ".vtt": "text/vtt",
  ".xml": "application/xml",
};

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Serves a folder on a free port of this machine; `policy: null` sends none, as most hosts do. */
export const serve = (root, { policy = POLICY } = {}) =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
      let file = join(root, path);
      let stats = statSync(file, { throwIfNoEntry: false });
      if (stats?.isDirectory()) {
        file = join(file, "index.html");
        stats = statSync(file, { throwIfNoEntry: false });
      }
      if (!stats) {
        response.writeHead(404, { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY });
        response.end(readFileSync(join(root, "404.html")));
        return;
      }
      const head = {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        ...(policy && { "content-security-policy": policy }),
        "accept-ranges": "bytes",
      };
      const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
      const from = range ? Number(range[1]) : 0;
      const to = range?.[2] ? Math.min(Number(range[2]), stats.size - 1) : stats.size - 1;
      head["content-length"] = to - from + 1;
      if (range) head["content-range"] = `bytes ${from}-${to}/${stats.size}`;
      response.writeHead(range ? 206 : 200, head);
      createReadStream(file, { start: from, end: Math.max(from, to) }).pipe(response);
    });
    server.listen(0, "127.0.0.1", () => {
      resolve({ base: `http://127.0.0.1:${server.address().port}`, close: () => server.close() });
    });
  });
