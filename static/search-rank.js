// A query → moments, best first, with the numbers of src/search/rank.rs.

import { eachPlace } from "./search-files.js";
import { byteLength, follower, isNear } from "./search-words.js";

const SAME = 1;
const FORM = 0.85;
const BEGINS = 0.6;
const NEARLY = 0.4;
const APART = 0.25;
const FIELDS = [1, 1.1, 1.6, 1.3];
const AGAIN = 0.1;
const BESIDE = 0.5;
const ELSEWHERE = 0.15;
const IN_A_ROW = 0.6;
const MOST_BEGINNINGS = 24;
const MOST_NEAR = 4;
const NEWEST_BLOCKS = 3;
const BLOCKS = 4;
const EPISODES = 8;
const CANDIDATES = 60;
const NEWEST = 20;
const FILTER_WORDS = 8;

/** Numbers of an episode and a moment as one. */
const MOMENTS = 2 ** 20;

/** Texts in the order of their code points, as the index has them. */
const compare = (a, b) => {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at > 0 && /[\ud800-\udbff]/.test(a[at - 1])) at -= 1;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
};

/** The shard that has a word. */
const shardAt = (start, word) => {
  let [low, high] = [0, start.shards.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(start.shards[middle][0], word) <= 0) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
};

const mostSaid = (a, b) => b.moments - a.moments || compare(a.word, b.word);

/** Words of the index that a term means. */
const meantBy = async (term, start, language, files) => {
  const wanted = new Set([term.word, term.stem].map((it) => shardAt(start, it)));
  for (const join of term.joins) {
    if (join.startsWith(term.stem) || isShort(term.word)) wanted.add(shardAt(start, join));
  }
  const order = [...wanted].sort((a, b) => a - b);
  const shards = await Promise.all(order.map((it) => files.shard(start, it)));
  const [meant, begins, near] = [[], [], []];
  for (const it of shards.flat()) {
    if (it.word.includes(":")) continue;
    if (it.word === term.word || term.joins.includes(it.word)) {
      meant.push({ ...it, worth: SAME });
    } else if (it.word.startsWith(term.stem) && language.stem(it.word) === term.stem) {
      meant.push({ ...it, worth: FORM });
    } else if (term.open && term.word.length > 1 && it.word.startsWith(term.word)) {
      begins.push({ ...it, worth: BEGINS });
    } else if (isNear(it.word, term.word)) {
      near.push({ ...it, worth: NEARLY });
    }
  }
  // `io` of `any io` says little where the index has `anyio`.
  const isJoin = (it) => term.joins.includes(it.word);
  if (isShort(term.word) && meant.some(isJoin)) {
    for (const it of meant) if (!isJoin(it)) it.worth *= APART;
    begins.length = 0;
  }
  begins.sort(mostSaid).splice(MOST_BEGINNINGS);
  if (meant.length || begins.length) return { meant: [...meant, ...begins], nearest: [] };
  near.sort(mostSaid).splice(MOST_NEAR);
  return { meant: near, nearest: near.map((it) => it.word) };
};

/** Whether a word is too short to say much. */
const isShort = (word) => byteLength(word) <= 3;

/** How much a term says: the rarer, the more. */
const weightOf = (meant, moments) => {
  const best = Math.max(0, ...meant.map((it) => it.worth));
  const of = meant.filter((it) => it.worth === best).map((it) => it.moments);
  return Math.log(1 + moments / (1 + Math.max(0, ...of)));
};

/** Pages in whose names every term is. */
const pagesOf = (terms) => {
  const sets = terms.map((meant) => new Set(meant.flatMap((it) => it.pages)));
  if (!sets.length) return [];
  return [...sets[0]].filter((it) => sets.every((set) => set.has(it))).sort((a, b) => a - b);
};

/** The blocks of a long list that a query looks at. */
const chosen = (blocks, matter) => {
  if (!matter.length) return blocks.slice(0, NEWEST_BLOCKS);
  const found = [];
  for (const episode of matter) {
    const block = blocks.findLast((it) => episode <= it.newest);
    if (block && !found.includes(block) && found.length < BLOCKS) found.push(block);
  }
  return found;
};

/** The episodes and moments that filters let through; null for all. */
const filterOf = async (query, start, files) => {
  let [episodes, moments] = [null, null];
  for (const [name, value] of query.filters) {
    const word = `${name}:${value}`;
    const isName = name === "speaker" || name === "topic";
    const found = new Set();
    const first = shardAt(start, word);
    for (let at = first; at < Math.min(start.shards.length, first + 2); at += 1) {
      const entries = await files.shard(start, at);
      const exact = entries.some((it) => it.word === word);
      const means = (it) => it.word === word || (isName && !exact && it.word.startsWith(word));
      for (const it of entries.filter(means).slice(0, FILTER_WORDS)) {
        const blocks = (it.blocks ?? []).slice(0, FILTER_WORDS).map((block) => files.block(block.name));
        for (const bytes of it.here ? [it.here] : await Promise.all(blocks)) {
          eachPlace(bytes, (episode, moment) => found.add(episode * MOMENTS + moment));
        }
      }
      if (exact) break;
    }
    const both = (a, b) => (a === null ? b : new Set([...a].filter((it) => b.has(it))));
    if (name === "speaker") moments = both(moments, found);
    episodes = both(episodes, new Set([...found].map((it) => Math.floor(it / MOMENTS))));
  }
  const wants = (episode, moment) =>
    (episodes === null || episodes.has(episode)) &&
    (moments === null || moments.has(episode * MOMENTS + moment));
  return { episodes, moments, wants, wantsEpisode: (it) => episodes === null || episodes.has(it) };
};

/** Beginnings of episodes: what filters without words find. */
const newestOf = ({ episodes, moments }) => {
  const all = [...(episodes ?? [])].sort((a, b) => b - a);
  const found = all.slice(0, NEWEST).map((episode) => {
    const own = [...(moments ?? [])].filter((it) => Math.floor(it / MOMENTS) === episode);
    return { episode, moment: own.length ? Math.min(...own) % MOMENTS : 0, score: 0 };
  });
  return { found, whole: all.length <= NEWEST };
};

/** Reads where terms are met; of long lists only what may matter. */
const meet = async (terms, weights, language, files, filter) => {
  const rows = new Map();
  const add = (term, { worth, word }, bytes) => {
    const own = follower(language.stem(word));
    eachPlace(bytes, (episode, moment, field, followers) => {
      if (!filter.wantsEpisode(episode)) return;
      const key = episode * MOMENTS + moment;
      let row = rows.get(key);
      if (!row) rows.set(key, (row = { episode, moment, cells: [] }));
      let bits = 0;
      for (let it = followers; it; it &= it - 1) bits += 1;
      const value = worth * FIELDS[field] * (1 + AGAIN * Math.max(0, bits - 1));
      const cell = (row.cells[term] ??= { worth: 0, followers: 0, own: 0 });
      cell.followers |= followers;
      if (cell.worth < value) [cell.worth, cell.own] = [value, own];
    });
  };
  let decisive = false;
  terms.forEach((meant, term) => {
    for (const it of meant) if (it.here) add(term, it, it.here);
    const strong = meant.filter((it) => it.worth >= FORM);
    decisive ||= strong.length > 0 && strong.every((it) => it.here);
  });
  let matter = [];
  if (filter.episodes) {
    matter = [...filter.episodes].sort((a, b) => b - a).slice(0, EPISODES);
  } else if (decisive) {
    const best = new Map();
    for (const { episode, cells } of rows.values()) {
      const score = cells.reduce((sum, it, term) => sum + it.worth * weights[term], 0);
      best.set(episode, Math.max(best.get(episode) ?? 0, score));
    }
    matter = [...best].sort((a, b) => b[1] - a[1] || b[0] - a[0]).slice(0, EPISODES).map((it) => it[0]);
  }
  let whole = true;
  await Promise.all(
    terms.flatMap((meant, term) =>
      meant.filter((it) => it.blocks).flatMap((it) => {
        const some = chosen(it.blocks, matter);
        whole &&= some.length === it.blocks.length;
        return some.map(async ({ name }) => add(term, it, await files.block(name)));
      }),
    ),
  );
  return { rows: [...rows.values()].sort((a, b) => a.episode - b.episode || a.moment - b.moment), whole };
};

/** The best moments. */
const score = (rows, weights, filter) => {
  const n = weights.length;
  const elsewhere = new Map();
  for (const { episode, cells } of rows) {
    const best = elsewhere.get(episode) ?? new Array(n).fill(0);
    cells.forEach((it, term) => (best[term] = Math.max(best[term], it.worth)));
    elsewhere.set(episode, best);
  }
  const total = weights.reduce((sum, it) => sum + it, 0) || 1;
  const found = [];
  rows.forEach(({ episode, moment, cells }, nth) => {
    if (!filter.wants(episode, moment)) return;
    const beside = (row, term) =>
      row?.episode === episode && Math.abs(row.moment - moment) === 1 ? (row.cells[term]?.worth ?? 0) : 0;
    let [sum, covered] = [0, 0];
    for (let term = 0; term < n; term += 1) {
      const here = cells[term]?.worth ?? 0;
      const near = BESIDE * Math.max(beside(rows[nth - 1], term), beside(rows[nth + 1], term));
      sum += weights[term] * Math.max(here, near, ELSEWHERE * elsewhere.get(episode)[term]);
      covered += weights[term] * (here > 0 ? 1 : near > 0 ? 0.6 : 0);
    }
    for (let term = 1; term < n; term += 1) {
      const [first, second] = [cells[term - 1], cells[term]];
      if (first && second && first.followers & second.own) {
        sum += IN_A_ROW * (weights[term - 1] + weights[term]);
      }
    }
    found.push({ episode, moment, score: sum * (0.2 + 0.8 * (covered / total) ** 2) });
  });
  found.sort((a, b) => b.score - a.score || b.episode - a.episode || a.moment - b.moment);
  return found;
};

/** Ranks moments: `{ found, whole, pages, nearest }`; `whole` where `found` is all there is. */
export const rank = async (start, query, language, files) => {
  if (!start.shards.length) return { found: [], whole: true, pages: [], nearest: [] };
  const [filter, ...all] = await Promise.all([
    filterOf(query, start, files),
    ...query.terms.map((it) => meantBy(it, start, language, files)),
  ]);
  const terms = all.map((it) => it.meant);
  const nearest = all.map((it) => it.nearest);
  if (!terms.length) return { ...newestOf(filter), pages: [], nearest };
  const weights = terms.map((it) => weightOf(it, start.moments));
  const { rows, whole } = await meet(terms, weights, language, files, filter);
  const scored = score(rows, weights, filter);
  return {
    found: scored.slice(0, CANDIDATES),
    whole: whole && scored.length <= CANDIDATES,
    pages: pagesOf(terms),
    nearest,
  };
};
