// The words of a passage → the sentence that is meant, and its time. As
// src/search/excerpt.rs finds it.

import { joined, wordsOf } from "./search-words.js";

const REACH = 40;
const BEFORE = 12_000;
const SHOWN = 220;

/** `01:02:03.450` → milliseconds. */
const millis = (clock) => {
  const [whole, fraction] = clock.trim().split(".");
  return whole.split(":").reduce((all, it) => all * 60 + Number(it), 0) * 1000 + Number(fraction);
};

const plain = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A piece of `transcript.vtt` → its text, and where cues begin in it. */
export const saidIn = (vtt) => {
  const said = { text: "", cues: [] };
  for (const block of vtt.split("\n\n")) {
    const [times, ...lines] = block.trimStart().split("\n");
    if (!lines.length || !times.includes(" --> ")) continue;
    const [, voice, words] = /^(?:<v ([^>]*)>)?(.*)$/s.exec(lines.join(" "));
    const speaker = voice === undefined ? null : plain(voice);
    // A sentence ends where another voice begins.
    if (said.cues.length) said.text += said.cues.at(-1).speaker === speaker ? " " : "\n";
    said.cues.push({ start: millis(times.split(" --> ")[0]), at: said.text.length, speaker });
    said.text += plain(words).trimEnd();
  }
  return said;
};

const isMeant = (term, word, language) =>
  word === term.word ||
  language.stem(word) === term.stem ||
  (term.open && term.word.length > 1 && word.startsWith(term.word));

/** Words that a query means, in the order of the text. */
const matchesIn = (words, query, language) => {
  const matches = [];
  for (let at = 0; at < words.length; at += 1) {
    for (let n = 1; n <= Math.min(3, words.length - at); n += 1) {
      const join = joined(words, at, at + n);
      const isIt = (it) =>
        it.joins.includes(join) || (n === 1 ? isMeant(it, join, language) : it.word === join);
      const term = query.terms.findIndex(isIt);
      if (term >= 0) {
        const same = query.terms[term].word === join;
        matches.push({ word: at, from: words[at].from, to: words[at + n - 1].to, term, same });
      }
    }
  }
  return matches;
};

/** The run of matches with most terms in fewest words. */
const closest = (matches) => {
  let [best, bestScore] = [[0, 0], -Infinity];
  for (let from = 0; from < matches.length; from += 1) {
    const seen = new Set();
    let [inARow, same] = [0, 0];
    for (let to = from; to < matches.length; to += 1) {
      const { word, term } = matches[to];
      const span = word - matches[from].word;
      if (span > REACH) break;
      if (to > from && matches[to - 1].term + 1 === term) inARow += 1;
      if (matches[to].same) same += 1;
      if (seen.has(term)) continue;
      seen.add(term);
      const score = seen.size - (span - inARow - same / 2) / REACH;
      if (score > bestScore) [best, bestScore] = [[from, to], score];
    }
  }
  return best;
};

/** The quoted phrases that are in a text, word by word. */
const phrasesIn = (words, query, language) => {
  const content = words.map((it) => it.word).filter((it) => !language.isStop(it));
  const all = [...new Set(query.terms.map((it) => it.phrase).filter((it) => it !== null))];
  return all.filter((phrase) => {
    const terms = query.terms.filter((it) => it.phrase === phrase);
    return content.some((_, at) => terms.every((it, nth) => content[at + nth] === it.word));
  });
};

const ENDS = /[.?!…。？！]/u;
const isAscii = (it) => it < "\u0080";

/** The sentences around a match. */
const sentenceAround = (text, from, to) => {
  let start = 0;
  for (let at = from - 1; at >= 0; at -= 1) {
    const closes = (at + 1 < from && text[at + 1] === " ") || !isAscii(text[at]);
    if (text[at] === "\n" || (ENDS.test(text[at]) && closes)) {
      start = at + 1;
      break;
    }
  }
  let end = text.length;
  for (let at = to; at < text.length; at += 1) {
    const closes = at + 1 === text.length || /[ \n]/.test(text[at + 1]) || !isAscii(text[at]);
    if (text[at] === "\n") {
      end = at;
      break;
    }
    if (ENDS.test(text[at]) && closes) {
      end = at + 1;
      break;
    }
  }
  while (text[start] === " ") start += 1;
  return [start, end];
};

/** As much of a text as results show, around a match; at word ends. */
const shownAround = (text, from, to) => {
  if (text.length <= SHOWN) return [0, text.length];
  let start = Math.max(0, from - Math.max(0, SHOWN - (to - from)) / 2) | 0;
  let end = Math.min(text.length, start + Math.max(SHOWN, to - from));
  if (start > 0) start = text.indexOf(" ", start) + 1;
  if (end < text.length) end = text.lastIndexOf(" ", end - 1);
  return [Math.min(start, from), Math.max(end < 0 ? text.length : end, to)];
};

/** `{ text, marks, start, phrases }`: marks are pairs of places in the text. */
export const excerptOf = (said, query, language) => {
  const words = wordsOf(said.text);
  const matches = matchesIn(words, query, language);
  if (!matches.length) {
    const text = said.text.split("\n")[0];
    const { start, speaker } = said.cues[0] ?? { start: null, speaker: null };
    return { text: text.slice(...shownAround(text, 0, 0)), marks: [], start, speaker, phrases: [] };
  }
  const cueAt = (place) => said.cues.findLast((it) => it.at <= place) ?? null;
  const timeAt = (place) => cueAt(place)?.start ?? null;
  const [first, last] = closest(matches);
  const [from, to] = [matches[first].from, matches[last].to];
  const [sentence, sentenceEnd] = sentenceAround(said.text, from, to);
  const [shown, end] = shownAround(said.text.slice(0, sentenceEnd), from, to);
  const begin = Math.max(shown, sentence);
  const marks = [];
  for (const it of matches) {
    const inside = begin <= it.from && it.to <= end;
    if (inside && (!marks.length || marks.at(-1)[1] <= it.from - begin)) {
      marks.push([it.from - begin, it.to - begin]);
    }
  }
  const [atMatch, atSentence] = [timeAt(from), timeAt(sentence)];
  const near = atMatch !== null && atSentence !== null && atMatch - atSentence <= BEFORE;
  return {
    text: said.text.slice(begin, end),
    marks,
    start: near ? atSentence : atMatch,
    speaker: cueAt(from)?.speaker ?? null,
    phrases: phrasesIn(words, query, language),
  };
};
