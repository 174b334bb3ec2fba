// Finds moments in the index of the site, as `cuepoint search` does: a query
// loads the first file, a few shards, and a small file for each episode found.

import { excerptOf, saidIn } from "./search-excerpt.js";
import { jsonOf, recordOf, shardOf, unpack } from "./search-files.js";
import { queryOf } from "./search-query.js";
import { rank } from "./search-rank.js";
import { Language } from "./search-words.js";

const VERSION = 1;
const DIRECTORY = 64;
const OF_ONE_EPISODE = 3;
const ONE_MOMENT = 30_000;

/** A file that is not there, or not what it should be. */
export class Missing extends Error {}

/** The index of a site whose root is at `base`, an absolute address. */
export class SearchIndex {
  constructor(base, get = (...all) => fetch(...all)) {
    this.base = base;
    this.get = get;
    this.forget();
  }

  /** Forgets what was loaded, to load it again. */
  forget(fresh = false) {
    this.files = new Map();
    this.fresh = fresh;
  }

  async bytes(path, options) {
    let response;
    try {
      response = await this.get(new URL(path, this.base).href, options);
    } catch (cause) {
      throw new Missing(path, { cause });
    }
    if (!response.ok) throw new Missing(path);
    return { whole: response.status === 200, bytes: new Uint8Array(await response.arrayBuffer()) };
  }

  /** A file, read once; what failed is asked for again. */
  file(path, read, options) {
    const known = this.files.get(path);
    if (known) return known;
    const reading = this.bytes(path, options)
      .then(({ bytes }) => unpack(bytes))
      .then(read)
      .catch((cause) => {
        this.files.delete(path);
        throw cause instanceof Missing ? cause : new Missing(path, { cause });
      });
    this.files.set(path, reading);
    return reading;
  }

  /** The first file. */
  start() {
    const read = (bytes) => {
      const start = jsonOf(bytes);
      if (start.version !== VERSION) throw new Missing("search/start.idx");
      return { ...start, language: new Language(start.stop, start.endings) };
    };
    return this.file("search/start.idx", read, { cache: this.fresh ? "reload" : "no-cache" });
  }

  shard(start, at) {
    return this.file(`search/${start.shards[at][1]}.idx`, shardOf);
  }

  block(name) {
    return this.file(`search/${name}.idx`, (it) => it);
  }

  async entry(directories, at) {
    const name = directories[Math.floor(at / DIRECTORY)];
    const all = await this.file(`search/${name}.idx`, jsonOf);
    return all[at % DIRECTORY];
  }

  /** The episode with a number: its address and what results say of it. */
  async episode(start, number) {
    const path = (await this.entry(start.directories, number)).replace(/^\//, "");
    const record = await this.file(`${path}search.idx`, recordOf);
    return { path, record };
  }

  /** The words of a passage: a few bytes of the transcript where that works. */
  async passage(path, { from, to }) {
    const key = `${path}#${from}`;
    const known = this.files.get(key);
    if (known) return known;
    const reading = (async () => {
      const options = { headers: { range: `bytes=${from}-${to - 1}` } };
      const { whole, bytes } = await this.bytes(`${path}transcript.vtt`, options);
      return saidIn(new TextDecoder().decode(whole ? bytes.subarray(from, to) : bytes));
    })().catch(() => {
      // A result without its words is still a result.
      this.files.delete(key);
      return saidIn("");
    });
    this.files.set(key, reading);
    return reading;
  }

  /**
   * `{ query, pages, nearest, hits, whole }`: at most `limit` moments, best
   * first; `whole` where there are no others.
   * While somebody types, the last word may be the beginning of one.
   */
  async search(text, { typing = false, limit = 10 } = {}) {
    try {
      return await this.once(text, typing, limit);
    } catch (error) {
      // A new version of the site was published meanwhile: its first file
      // names other files.
      if (!(error instanceof Missing) || this.fresh) throw error;
      this.forget(true);
      try {
        return await this.once(text, typing, limit);
      } finally {
        this.fresh = false;
      }
    }
  }

  async once(text, typing, limit) {
    const start = await this.start();
    const { language } = start;
    const query = queryOf(text, language, typing);
    if (!query.terms.length && !query.filters.length) {
      return { query, pages: [], nearest: [], hits: [], whole: true };
    }
    const ranked = await rank(start, query, language, this);
    query.terms.forEach((term, nth) => term.joins.push(...(ranked.nearest[nth] ?? [])));
    const pages = ranked.pages.slice(0, 5).map((it) => this.entry(start.page_directories, it));
    return {
      query,
      pages: await Promise.all(pages),
      nearest: ranked.nearest.flat(),
      ...(await this.hits(start, query, ranked, limit)),
    };
  }

  /** The best of the moments that were found, each once: `{ hits, whole }`. */
  async hits(start, query, { found, whole }, limit) {
    const taken = new Map();
    const hits = [];
    let next = 0;
    while (hits.length < limit && next < found.length) {
      const some = found.slice(next, next + limit - hits.length);
      next += some.length;
      const all = await Promise.all(some.map((it) => this.hit(start, query, it)));
      for (const hit of all.filter(Boolean)) {
        const own = taken.get(hit.path) ?? [];
        const same = (it) =>
          it === null || hit.start === null ? it === hit.start : Math.abs(it - hit.start) < ONE_MOMENT;
        const lacks = query.terms.some((it) => it.phrase !== null && !hit.phrases.includes(it.phrase));
        if (lacks || own.some(same)) continue;
        if (own.length >= OF_ONE_EPISODE) {
          whole = false;
          continue;
        }
        taken.set(hit.path, [...own, hit.start]);
        hits.push(hit);
      }
    }
    return { hits, whole: whole && next >= found.length };
  }

  async hit(start, query, { episode, moment, score }) {
    const { path, record } = await this.episode(start, episode);
    const base = { path, record, score };
    const of = (title, text, at) => ({
      ...base,
      ...excerptOf({ text: `${title}\n${text}`, cues: [] }, query, start.language),
      start: at,
    });
    if (moment === 0) return of(record.title, record.summary, null);
    const item = record.items[moment - 1];
    if (item) return { ...of(item.title, item.body, item.start), item };
    const passage = record.passages[moment - 1 - record.items.length];
    // The file is of another version of the site.
    if (!passage) return null;
    const excerpt = excerptOf(await this.passage(path, passage), query, start.language);
    excerpt.start ??= passage.start;
    return { ...base, ...excerpt };
  }
}
