// The scripts of the search and the program read the same words, and find the
// same moments in the same order.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const { SITE, CUEPOINT, SHOW } = process.env;
const { SearchIndex } = await import(join(SHOW, "static/search-index.js"));
const { joinsOf, wordsOf, Language } = await import(join(SHOW, "static/search-words.js"));

/** The files of a folder as if they came from a host. */
const get = async (url) => {
  try {
    return new Response(readFileSync(join(SITE, decodeURIComponent(new URL(url).pathname))));
  } catch {
    return new Response("", { status: 404 });
  }
};
const index = new SearchIndex("http://site.example/", get);

test("words are those of the program", async () => {
  const { stop, endings } = await index.start();
  const language = new Language(stop, endings);
  const cases = JSON.parse(readFileSync(join(SHOW, "tests/search/words.json"), "utf8"));
  for (const { text, words, joins, stems } of cases) {
    const all = wordsOf(text);
    assert.deepEqual(all.map((it) => it.word), words, text);
    assert.deepEqual(joinsOf(all), joins, text);
    assert.deepEqual(all.map((it) => language.stem(it.word)), stems, text);
  }
});

const QUERIES = (process.env.QUERIES ? JSON.parse(process.env.QUERIES) : []).concat([
  "wardrobe", "silence chair", "web vtt", "WebVTT", "\"file names\"", "\"names file\"", "wardorbe",
  "speaker:mara show", "year:2026", "episode:3 coats", "topic:webvtt", "<script>", "the of", "x", "",
  "transcript names speaker time", "zzzz wardrobe", "feeds", "Lantern hosting", "any", "python",
  "speaker:\"Theo Okafor\" feeds", "1", "notes:", "“index cards”", "host's",
]);

test("moments are those of the program", async () => {
  for (const query of QUERIES) {
    const { hits } = await index.search(query);
    const args = ["search", "--json", "--out", SITE, "--", query];
    const program = query ? JSON.parse(execFileSync(CUEPOINT, args)) : [];
    const short = ({ episode, start, text }) => `${episode} ${start} ${text}`;
    const own = hits.map(({ record, start, text }) =>
      short({ episode: record.number, start: start === null ? null : start / 1000, text }),
    );
    assert.deepEqual(own, program.map(short), query);
  }
});
