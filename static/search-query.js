// What people type → words to look for. As src/search/query.rs reads it.

import { byteLength, joined, keyOf, wordsOf } from "./search-words.js";

const LONGEST = 200;
const MOST = 12;
const FILTER = /^(speaker|episode|topic|year):/;

/** The value of a filter, quoted or up to a space; the rest. */
const valueOf = (text) => {
  const quoted = /^["“„]([^"”“]*)["”“]?/.exec(text);
  const value = quoted ?? /^(\S*)/.exec(text);
  return [value[1], text.slice(value[0].length)];
};

/** Stretches of a query: free words, a quoted phrase, a filter. */
export const stretchesOf = (text) => {
  const stretches = [];
  let free = "";
  let rest = text;
  while (rest) {
    const filter = /(^|\s)$/.test(free) ? FILTER.exec(rest) : null;
    if (filter) {
      const [value, behind] = valueOf(rest.slice(filter[0].length));
      stretches.push({ free }, { filter: filter[1], value });
      [rest, free] = [behind, ""];
    } else if (/^["“„”]/.test(rest)) {
      const phrase = /^.([^"“”]*)["“”]?/su.exec(rest);
      stretches.push({ free }, { phrase: phrase[1] });
      [rest, free] = [rest.slice(phrase[0].length), ""];
    } else {
      const it = String.fromCodePoint(rest.codePointAt(0));
      free += it;
      rest = rest.slice(it.length);
    }
  }
  stretches.push({ free });
  return stretches.filter((it) => it.filter || (it.free ?? it.phrase).trim());
};

/**
 * `{ terms, filters, onlyStopWords }` of a query; a term is
 * `{ word, stem, phrase, open, joins }`.
 */
export const queryOf = (typed, language, typing) => {
  const text = [...typed].slice(0, LONGEST).join("");
  const query = { terms: [], filters: [], onlyStopWords: false };
  let words = 0;
  let phrases = 0;
  const stretches = stretchesOf(text);
  stretches.forEach((stretch, nth) => {
    if (stretch.filter) {
      const value = keyOf(stretch.value);
      if (value) query.filters.push([stretch.filter, value]);
      return;
    }
    const quoted = stretch.phrase !== undefined;
    const phrase = quoted ? phrases++ : null;
    const own = stretch.phrase ?? stretch.free;
    const open = typing && nth + 1 === stretches.length && /[\p{Alphabetic}\p{N}]$/u.test(own);
    words += take(query, own, phrase, open, language);
  });
  query.terms.splice(MOST);
  query.onlyStopWords = query.terms.length === 0 && words > 0;
  return query;
};

/** Takes words; how many there are. */
const take = (query, text, phrase, open, language) => {
  const words = wordsOf(text);
  const terms = words.map(({ word }) => {
    if (language.isStop(word)) return null;
    const term = { word, stem: language.stem(word), phrase, open: false, joins: [] };
    query.terms.push(term);
    return term;
  });
  for (let from = 0; from < words.length; from += 1) {
    for (let to = from + 2; to <= Math.min(words.length, from + 3); to += 1) {
      const join = joined(words, from, to);
      if (byteLength(join) > 24) continue;
      for (const term of terms.slice(from, to)) term?.joins.push(join);
    }
  }
  const last = terms.at(-1);
  if (last) last.open = open;
  return words.length;
};
