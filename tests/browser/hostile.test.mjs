// What authors write, and strangers' feeds, in pages that no policy protects:
// most hosts send none. Every payload stands on a page of its own, once amid
// Markdown alone and once beside raw HTML; each page is opened, its handlers
// are triggered, and its links to scripts are clicked.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "./serve.mjs";

const FOREIGN = "foreign.example";

// Addresses as link, picture and reference.
const ADDRESSES = [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java&Tab;script:alert(1)",
  "java&#10;script:alert(1)",
  "&#x6a;avascript:alert(1)",
  "<\u0001javascript:alert(1)>",
  "< javascript:alert(1)>",
  "javascript&colon;alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:alert(1)",
  `//${FOREIGN}/a.png`,
  `< //${FOREIGN}/b.png>`,
  `/\\\\${FOREIGN}/c.png`,
  `\\\\\\\\${FOREIGN}/d.png`,
  `</&Tab;/${FOREIGN}/e.png>`,
  `http:\\\\\\\\${FOREIGN}/f.png`,
  `https:/${FOREIGN}/g.png`,
  `https://${FOREIGN}/"onmouseover="alert(1)`,
  `https://${FOREIGN}/'onmouseover='alert(1)`,
  "view-source:javascript:alert(1)",
];

// Markdown without raw HTML.
const MARKDOWN = [
  "# Loud {onclick=alert(1)}",
  "## Soft {onfocus=alert(1) tabindex=0 autofocus}",
  "# Over {style=position:fixed;inset:0 .sheet #content}",
  "Set {onmouseover=alert(1)}\n===",
  "| a | b |\n|:--|--:|\n| x | [y](javascript:alert(1)) |",
  "Text[^find] and[^content].\n\n[^find]: a\n\n[^content]: b",
  "```js {onclick=alert(1)}\nlet a = '</script><script>alert(1)</script>';\n```",
  "```\"><script>alert(1)</script>\nx\n```",
  "**Ann #1:** [`</script><script>alert(1)</script>`](javascript:alert(1))\n\n- [b](javascript:alert(1))",
  "- [ ] a task\n- [x] another",
  "> [!NOTE]\n> a note",
  "<javascript:alert(1)> and javascript:alert(1)",
];

// Raw HTML.
const HTML = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)><a href='javascript:alert(1)'><text y=9>x</text></a></svg>",
  "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
  `<img src='//${FOREIGN}/h.png' srcset='//${FOREIGN}/i.png 2x'>`,
  `<img src='/\\${FOREIGN}/j.png'>`,
  `<img src='/\t/${FOREIGN}/k.png'>`,
  `<video src='//${FOREIGN}/l.mp4' poster='//${FOREIGN}/m.png'></video>`,
  `<audio autoplay src='//${FOREIGN}/n.mp3' onerror=alert(1)></audio>`,
  `<table background='//${FOREIGN}/o.png'><tr><td style='background:url(//${FOREIGN}/p.png)'>x</table>`,
  `<link rel=stylesheet href='//${FOREIGN}/q.css'><style>@import '//${FOREIGN}/r.css'</style>`,
  `<base href='//${FOREIGN}/'><meta http-equiv=refresh content='0;url=//${FOREIGN}/s'>`,
  "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe><object data='javascript:alert(1)'></object>",
  "<details open ontoggle=alert(1)>x</details><input autofocus onfocus=alert(1)>",
  "<form action='javascript:alert(1)'><button>x</button></form>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
  "<textarea><img src=x onerror=alert(1)></textarea><xmp><img src=x onerror=alert(1)></xmp>",
  "<p id=content>a</p><p id=find>b</p><a href='#find'>c</a>",
  "<div class='sheet player' tabindex=5>x</div>",
  "<a href='jav&#x09;ascript:alert(1)'>x</a>",
  "<map name=m><area href='javascript:alert(1)' shape=default></map><img usemap='#m' src=x.png>",
  "<p title='6\" tall'>Middle</p>",
];

const quoted = JSON.stringify;
const EVIL = "\"'><img src=x onerror=alert(1)></script><script>alert(1)</script>{{ 7*191 }}";

/** Writes a show of which every page holds one payload. */
const write = (root) => {
  const put = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put(
    "show.toml",
    `title = ${quoted(`T${EVIL}`)}\nbase-url = "http://show.example/"\ndescription = ${quoted(EVIL)}\ncards = false\n[[people]]\nname = ${quoted(`Pat${EVIL}`)}\nrole = "host"\nlinks = ["javascript:alert(1)", "https:/${FOREIGN}/x"]\n`,
  );
  const linked = ADDRESSES.map((it, nth) => `[link ${nth}](${it}) ![picture ${nth}](${it}) [text ${nth}][r${nth}]\n\n[r${nth}]: ${it}\n`);
  const bodies = [...linked, ...MARKDOWN].flatMap((it) => [it, `${it}\n\n<b>beside HTML</b>\n`]).concat(HTML);
  bodies.forEach((body, nth) => {
    const number = nth + 1;
    put(
      `content/${number}-e.md`,
      `+++\ntitle = ${quoted(`E${number} ${EVIL}`)}\nsummary = ${quoted(EVIL)}\npeople = [${quoted(`Guest${EVIL}`)}]\nsponsors = [{ name = ${quoted(`S${EVIL}`)}, url = "javascript:alert(1)" }]\n[podcast]\nsocial = [{ protocol = "activitypub", uri = "javascript:alert(1)", account-url = "javascript:alert(1)" }]\n+++\n\nFirst words.\n\n${body}\n\nLast words.\n`,
    );
    put(`content/${number}-e.vtt`, `WEBVTT\n\n00:01.000 --> 00:02.000\n<v Pat${EVIL}>${EVIL} <img src=x onerror=alert(1)> [x](javascript:alert(1))\n`);
    put(`pages/p${number}.md`, `# Page ${number}\n\n${body}\n`);
  });
  return bodies.length;
};

const session = {};

before(async () => {
  const root = mkdtempSync(join(tmpdir(), "hostile-"));
  const n = write(join(root, "show"));
  const out = join(root, "site");
  const args = ["build", join(root, "show"), "--out", out];
  execFileSync(process.env.CUEPOINT, args, { stdio: "pipe" });
  const host = await serve(out, { policy: null });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  Object.assign(session, { root, out, host, browser, n });
});

after(async () => {
  await session.browser?.close();
  session.host?.close();
  rmSync(session.root, { recursive: true, force: true });
});

const files = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((it) => {
    const path = join(folder, it.name);
    return it.isDirectory() ? files(path) : [path];
  });

/** What is wrong with a page, after its handlers were triggered. */
const look = () => {
  const bad = [];
  const here = location.host;
  const loads = /^(IMG|SCRIPT|LINK|IFRAME|VIDEO|AUDIO|SOURCE|OBJECT|EMBED|INPUT|TRACK)$/;
  for (const element of document.querySelectorAll("*")) {
    const name = element.tagName;
    for (const { name: attribute, value } of element.attributes) {
      if (/^on/i.test(attribute)) bad.push(`handler: ${attribute}`);
      if (attribute === "style") bad.push(`style: ${value}`);
      if (!/^(href|src|action|formaction|data|poster|srcset|cite|background)$/.test(attribute)) continue;
      let address;
      try {
        address = new URL(value, location.href);
      } catch {
        continue;
      }
      if (/^(javascript|data|vbscript|blob|file):/.test(address.protocol)) bad.push(`runs: ${value}`);
      const isLoaded = loads.test(name) && !(name === "LINK" && /canonical|alternate|me/.test(element.rel));
      if (isLoaded && address.host !== here && address.host !== "show.example") bad.push(`loads: ${value}`);
    }
    if (name === "SCRIPT" && !element.src && element.type !== "application/ld+json") bad.push("an inline script");
    if (/^(IFRAME|OBJECT|EMBED|BASE|STYLE)$/.test(name)) bad.push(`element: ${name}`);
    if (element.matches(".prose .sheet, .prose .player, .prose [tabindex='5']")) bad.push("a class of the theme");
  }
  const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
  const twice = ids.filter((it, nth) => ids.indexOf(it) !== nth);
  if (twice.length) bad.push(`ids twice: ${twice}`);
  if (!document.body) return ["no page"];
  if (document.body.innerText.includes("1337")) bad.push("a template was run");
  for (const link of document.querySelectorAll("a")) if (/^javascript/i.test(link.protocol)) link.click();
  for (const element of document.querySelectorAll(".prose *")) {
    for (const event of ["click", "mouseover", "focus"]) {
      if (element.tagName !== "A" && element.tagName !== "INPUT") element.dispatchEvent(new Event(event));
    }
  }
  return bad;
};

test("nothing of the authors' runs or loads, with and without raw HTML", async () => {
  const { out, host, browser, n } = session;
  const pages = files(out).filter((it) => it.endsWith(".html"));
  assert.ok(pages.length > 2 * n, `${pages.length} pages`);
  const context = await browser.newContext({ serviceWorkers: "block" });
  const found = [];
  let path = "";
  const page = await context.newPage();
  page.on("dialog", (it) => {
    found.push(`${path}: dialog`);
    it.dismiss();
  });
  page.on("request", (it) => {
    const url = it.url();
    if (!url.startsWith(host.base) && !url.startsWith("data:")) found.push(`${path}: asked for ${url}`);
  });
  await page.route((url) => !url.href.startsWith(host.base), (it) => it.abort());
  for (const file of pages) {
    path = relative(out, file);
    // A page that leads elsewhere says so in its head, where no author writes.
    const head = readFileSync(file, "utf8").split("</head>")[0];
    const target = /http-equiv="refresh" content="0; ?url=([^"]*)"/i.exec(head);
    if (target) {
      if (!/^(\/|https?:)/.test(target[1])) found.push(`${path}: leads to ${target[1]}`);
      continue;
    }
    await page.goto(`${host.base}/${path.split("/").map(encodeURIComponent).join("/")}`, { waitUntil: "load" });
    const bad = await page.evaluate(look).catch((error) => [error.message]);
    found.push(...bad.map((it) => `${path}: ${it}`));
  }
  assert.deepEqual(found, []);
});

test("feeds, JSON and Markdown hold nothing that runs, and lose nothing", () => {
  const { out } = session;
  const found = [];
  const isText = /\.(xml|json|md|opml|txt|vtt|srt)$/;
  for (const file of files(out).filter((it) => isText.test(it))) {
    const path = relative(out, file);
    const text = readFileSync(file, "utf8");
    if (file.endsWith(".json")) JSON.parse(text);
    // As an address: of an attribute, of a JSON text, of a Markdown link.
    const runs = /(?:(?:href|src|url|uri|accountUrl|feedUrl)=(?:"|&quot;|\\")|"(?:url|href|uri)": ?"|(?<!\\)\[[^\]\n]*\](?:\(|: ?<?))\s*(?:javascript|data|vbscript):/i;
    const hit = runs.exec(text);
    if (hit && !/\.(vtt|srt|txt)$/.test(file) && !path.endsWith("transcript.json")) found.push(`${path}: ${hit[0]}`);
    // Titles, and what the settings say, are text, whatever they look like.
    for (const item of text.split("<item>").slice(1)) {
      const html = [...item.matchAll(/<(?:description|content:encoded)>([^]*?)<\//g)].map((it) => it[1]).join(" ");
      if (/&lt;script|&lt;img[^&]*onerror/i.test(html)) found.push(`${path}: a script in HTML`);
    }
    if (path.endsWith("feed.json")) {
      for (const it of JSON.parse(text).items) {
        const hit = /<script|<img[^>]*\sonerror\s*=/i.exec(it.content_html);
        if (hit) found.push(`${path}: ${it.content_html.slice(Math.max(0, hit.index - 60), hit.index + 60)}`);
      }
    }
  }
  assert.deepEqual(found, []);
  const feed = readFileSync(join(out, "feed.xml"), "utf8");
  const items = feed.split("<item>").slice(1);
  const cut = items.filter((it) => it.includes("First words.") !== it.includes("Last words."));
  assert.equal(cut.length, 0);
});
