// Writes a show of real size: what a small example cannot show happens here.
//
//   node made-show.mjs FOLDER [--episodes 300] [--language en]
//
// The same words every time. The first episodes are the odd ones: see `ODD`.

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [folder, ...options] = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = options.indexOf(name);
  return at < 0 ? otherwise : options[at + 1];
};
const EPISODES = Number(option("--episodes", 300));
const LANGUAGE = option("--language", "en");
const LONG = { cues: 4000, seconds: 3 * 3600 };
const SILENCE = "/silence.wav";

/** Sixty letters without a place to break. */
const WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauten";

/** Numbers from 0 to 1, the same in every run (mulberry32). */
const random = (() => {
  let state = 20_261_126;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let it = Math.imul(state ^ (state >>> 15), 1 | state);
    it = (it + Math.imul(it ^ (it >>> 7), 61 | it)) ^ it;
    return ((it ^ (it >>> 14)) >>> 0) / 2 ** 32;
  };
})();
const one = (list) => list[Math.floor(random() * list.length)];
/** The first ones are taken far more often than the last. */
const often = (list) => list[Math.floor(random() ** 2 * list.length)];

const WORDS = `anchor autumn balcony basket before behind bench between borrow bottle bridge bright
  candle careful carry chapter cheerful circle cloud copper corner cotton cousin creek cupboard
  curtain dancing deliver drawer dusty early engine evening famous feather ferry fiddle finish
  forest garden gentle giant glass guess hammer harbour hidden honest indeed island jacket journey
  kettle kitchen ladder lantern later leather letter listen lucky maple market meadow measure
  mirror morning narrow needle never ocean often orchard paint pencil pepper piano pigeon plenty
  pocket quarter quiet rather ribbon river rocket saddle season second shadow shoulder silver
  simple sister slowly somebody spring stairs station steady storm sudden summer table thirty
  thread ticket timber travel tunnel twenty umbrella under valley velvet village violin wander
  water weather window winter wonder wooden yellow yesterday`.split(/\s+/);
const HEBREW = `שלום בוקר ערב ספר בית דרך ים רוח שמש ירח מילה שיר קול זמן אור עץ נהר גשר חלון שולחן
  מכתב תמונה שאלה תשובה סיפור מסע עיר כפר גינה פרח`.split(/\s+/);
const TOOLS = ["Quillnet", "Harbour Kit", "OpenLoom", "TernDB", "Mossgate", "Paperfold", "Kiln", "Brightwell",
  "Larkspur", "Fennel", "Oxbow", "Wickerwork", "Tidemark", "Hollyhock", "Stonecrop", "Ferrymark", "Ashlar",
  "Copperbell", "Driftwood SDK", "Elmtree", "Foxglove", "Greylag", "Heathland", "Ironbark", "Juniper Lane"];
const SPONSORS = ["Saltmarsh Cloud", "Pier Nine Mail", `${WORD} GmbH`];
const HOSTS = ["Ada Fernweh", "Bo Lindgren"];
const GUESTS = ["Cleo Marchetti", "Dov Halloran", "Esi Quaye-Thornbury", `${WORD} Smith`];

const sentence = (n = 9, words = WORDS) => {
  const text = Array.from({ length: n }, () => one(words)).join(" ");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
};
const clock = (seconds, fraction = "") => {
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((it) => String(Math.floor(it)).padStart(2, "0"));
  return `${parts.join(":")}${fraction}`;
};
const write = (path, text) => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

/** A transcript; the cues of each item in `said` stand together, spread over it. */
const vtt = ({ cues, seconds, said = [], voices = HOSTS, words = WORDS }) => {
  const step = seconds / cues;
  const every = Math.floor(cues / (said.length + 1));
  const stamp = (it) => clock(it, `.${String(Math.floor((it % 1) * 1000)).padStart(3, "0")}`);
  const cue = (n) => {
    const own = said[Math.floor(n / every) - 1]?.[n % every];
    const text = own ?? sentence(6 + Math.floor(random() * 5), words);
    const voice = voices[Math.floor(n / 7) % voices.length];
    return `${stamp(n * step)} --> ${stamp((n + 1) * step - 0.1)}\n<v ${voice}>${text}\n`;
  };
  return ["WEBVTT\n", ...Array.from({ length: cues }, (_, n) => cue(n))].join("\n");
};

const date = (nth) => new Date(Date.UTC(2015, 0, 6) + Math.floor((nth * 4300 * 86_400_000) / EPISODES)).toISOString().slice(0, 10);

const head = (number, { title, people = HOSTS, seconds, audio = true, more = [] }) => {
  const sound = `audio = { url = "${SILENCE}", length = 32400044, type = "audio/wav", duration = "${clock(seconds)}" }`;
  const lines = [`title = ${JSON.stringify(title)}`, `number = ${number}`, `date = ${date(number)}`,
    `people = ${JSON.stringify(people)}`, ...(audio ? [sound] : []), ...more];
  return ["+++", ...lines, "+++", ""].join("\n");
};

/** Notes with items, and what the transcript says of each. */
const items = (names) => {
  const all = names.map((name, nth) => {
    const [about, first, second] = [sentence(3).slice(0, -1).toLowerCase(), sentence(), sentence(12)];
    const host = HOSTS[nth % 2].split(" ")[0];
    const address = `https://${name.toLowerCase().replace(/\W/g, "")}.example/${nth}`;
    return {
      notes: [`**${host} #${nth + 1}:** [**${name}, ${about}**](${address})`, "", `- ${first}`, `- ${second}`, ""].join("\n"),
      said: [`So let us talk about ${name}, ${about}.`, first, `${name}, you know: ${second.toLowerCase()}`],
    };
  });
  return { notes: all.map((it) => it.notes).join("\n"), said: all.map((it) => it.said) };
};

/** What is rare in one episode stands in one of these. */
const ODD = {
  1: { title: `${sentence(31).slice(0, 198)}…` },
  2: { title: WORD, names: [WORD, "Quillnet", `${WORD} again`], people: [...HOSTS, GUESTS[3]], prose: [
    `A link of one word: <https://example.org/${"path-".repeat(40)}>`, "",
    "```text", "x".repeat(300), "```", "", `Inline \`${"code".repeat(40)}\` too.`, "",
    `| ${Array.from({ length: 9 }, (_, it) => `Column ${it}`).join(" | ")} |`, `|${" --- |".repeat(9)}`, `| ${Array.from({ length: 9 }, () => WORD.slice(0, 24)).join(" | ")} |`] },
  3: { title: `שיחה 12: ${HEBREW.slice(0, 6).join(" ")}!`, words: HEBREW, voices: ["דנה כהן", "יואב לוי"], people: ["דנה כהן", "יואב לוי"], names: [] },
  4: null,
  5: { title: "Three hours", ...LONG },
  6: { title: "Three hours without audio", ...LONG, audio: false },
  7: { title: "Notes that state times", audio: false, cues: 0, prose: ["- [0:31] A time in brackets", "- (2:05) A time in parentheses", "- 3:10 A time in front"] },
  8: { title: "Chapters and a video", more: ['youtube = "madeshow008"'], files: { "chapters.txt": "00:00 Hello\n00:40 The middle\n02:10 The end\n" } },
};

const episode = (number) => {
  const place = `content/episodes/${String(number).padStart(3, "0")}`;
  const odd = ODD[number];
  if (odd === null) return write(`${place}/notes.md`, `+++\ntitle = "Nothing but a title"\n+++\n`);
  const names = odd?.names ?? Array.from({ length: 3 + Math.floor(random() * 3) }, () => often(TOOLS));
  const it = { title: sentence(3 + Math.floor(random() * 5)).slice(0, -1), cues: 70, seconds: 300, ...odd };
  const guest = number % 5 === 0 ? [one(GUESTS)] : [];
  const { notes, said } = items([...new Set(names)]);
  const sponsor = number % 3 === 0 ? `Sponsored by [**${SPONSORS[(number / 3) % 3]}**](https://sponsor.example/${number}): ${sentence()}\n` : "";
  write(`${place}/notes.md`, [head(number, { people: [...HOSTS, ...guest], ...it }), sponsor, notes, ...(it.prose ?? [sentence(20, it.words)])].join("\n"));
  if (it.cues) write(`${place}/transcript.vtt`, vtt({ ...it, said }));
  for (const [name, text] of Object.entries(it.files ?? {})) write(`${place}/${name}`, text);
};

write("show.toml", [
  `title = "The Made Show"`, `base-url = "https://made-show.example/"`, `language = "${LANGUAGE}"`,
  `description = ${JSON.stringify(sentence(30))}`, `cards = false`, `cover = "content/cover.png"`,
  ...HOSTS.flatMap((name) => ["", "[[people]]", `name = "${name}"`, `role = "host"`, `aliases = ["${name.split(" ")[0]}"]`]), "",
].join("\n"));
write("content/topics.toml", [...TOOLS.slice(0, 6), WORD].map((name) => `[[topics]]\nname = "${name}"\n`).join("\n"));
write("content/pages/about.md", ["+++", `title = "About ${WORD}"`, "+++", "", sentence(40), "", `| ${Array.from({ length: 12 }, (_, it) => `Head ${it}`).join(" | ")} |`, `|${" --- |".repeat(12)}`, `| ${Array.from({ length: 12 }, () => one(WORDS)).join(" | ")} |`, "", "```text", "y".repeat(200), "```", ""].join("\n"));
copyFileSync(fileURLToPath(new URL("../../content/cover.png", import.meta.url)), join(folder, "content/cover.png"));
for (let number = 1; number <= EPISODES; number += 1) episode(number);

// Three hours of silence: eight bits, 3,000 times a second.
const samples = 3000 * LONG.seconds;
const wav = Buffer.alloc(44 + samples, 0x80);
wav.write("RIFF");
wav.writeUInt32LE(36 + samples, 4);
wav.write("WAVEfmt \x10\0\0\0\x01\0\x01\0\xb8\x0b\0\0\xb8\x0b\0\0\x01\0\x08\0data", 8, "latin1");
wav.writeUInt32LE(samples, 40);
mkdirSync(join(folder, "static"), { recursive: true });
writeFileSync(join(folder, "static", SILENCE), wav);
