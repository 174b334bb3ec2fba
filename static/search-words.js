// A text as words to be found: lower case, without accents, CJK as pairs. The
// program does the same when it builds the index (src/search/fold.rs); both
// are tested with tests/search/words.json.

const TIES = "./-_&:·";
const LONGEST_JOIN = 24;
const ACCENT = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/gu;
const LETTER = /[\p{Alphabetic}\p{N}\p{M}]/u;
const ALPHANUMERIC = /[\p{Alphabetic}\p{N}]/u;
const UNSPACED =
  /[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const ALIKE = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i", ς: "σ" };
const bytes = new TextEncoder();

/** How many bytes a text is in UTF-8. */
export const byteLength = (text) => bytes.encode(text).length;

/** A character in lower case and without accents; may be several, or none. */
const fold = (character) => {
  const plain = character.normalize("NFKD").replace(ACCENT, "").normalize("NFC");
  return [...plain].flatMap((it) => [...it.toLowerCase()]).map((it) => ALIKE[it] ?? it).join("");
};

/** The words of a text: `{ word, from, to, tied }`, places in UTF-16 units. */
export const wordsOf = (text) => {
  const words = [];
  let open = null;
  let end = 0;
  let tie = false;
  let unspaced = null;

  const close = () => {
    if (!open) return;
    words.push({ word: open.word, from: open.from, to: end, tied: tie && words.length > 0 });
    open = null;
    tie = false;
  };
  const closeUnspaced = (at) => {
    if (unspaced && !unspaced.paired) {
      words.push({ word: unspaced.it, from: unspaced.from, to: at, tied: false });
    }
    unspaced = null;
  };
  const letter = (it, from, to) => {
    if (UNSPACED.test(it)) {
      close();
      tie = false;
      if (unspaced) words.push({ word: unspaced.it + it, from: unspaced.from, to, tied: false });
      unspaced = { it, from, paired: unspaced !== null };
      return;
    }
    closeUnspaced(from);
    open ??= { word: "", from };
    open.word += it;
    end = to;
  };
  const gap = (it, at) => {
    const wasOpen = open !== null;
    close();
    closeUnspaced(at);
    tie = wasOpen && TIES.includes(it);
  };

  let at = 0;
  while (at < text.length) {
    const it = String.fromCodePoint(text.codePointAt(at));
    const from = at;
    at += it.length;
    if (/[a-z0-9]/i.test(it) && it < "\u0080") {
      letter(it.toLowerCase(), from, at);
    } else if ((it === "'" || it === "’") && open) {
      // `host's` is `host`, `don't` is `dont`.
      const rest = [...text.slice(at, at + 4)];
      const follows = (nth) => rest[nth] !== undefined && ALPHANUMERIC.test(rest[nth]);
      if (/^[sS]$/.test(rest[0] ?? "") && !follows(1)) {
        close();
        at += 1;
      } else if (!follows(0)) {
        close();
      }
    } else if (it < "\u0080") {
      if ((it === "+" || it === "#") && open) letter(it, from, at);
      else gap(it, from);
    } else {
      const folded = fold(it);
      for (const one of folded) {
        if (LETTER.test(one)) letter(one, from, at);
        else gap(one, from);
      }
      if (folded === "" && open) end = at;
    }
  }
  close();
  closeUnspaced(at);
  return words;
};

/** Several words as one. */
export const joined = (words, from, to) => words.slice(from, to).map((it) => it.word).join("");

/** Tied words as one. */
export const joinsOf = (words) => {
  const joins = [];
  for (let from = 0, to; from < words.length; from = to) {
    to = from + 1;
    while (words[to]?.tied) to += 1;
    const join = joined(words, from, to);
    if (to - from > 1 && byteLength(join) <= LONGEST_JOIN) joins.push(join);
  }
  return joins;
};

/** A text as one word: how filters name speakers and topics. */
export const keyOf = (text) => wordsOf(text).map((it) => it.word).join("");

/** What search knows of a language, as the index says it. */
export class Language {
  constructor(stop, endings) {
    this.stop = new Set(stop.split(" "));
    this.endings = endings;
  }

  isStop(word) {
    return this.stop.has(word);
  }

  /** A word without its ending; at least three letters stay. */
  stem(word) {
    for (const ending of this.endings) {
      if (!word.endsWith(ending)) continue;
      const stem = word.slice(0, word.length - ending.length);
      if (!(ending === "s" && stem.endsWith("s")) && [...stem].length > 2) return stem;
    }
    return word;
  }
}

/** One of eight bits for the word that follows: tells phrases. */
export const follower = (stem) => {
  let hash = 0x811c9dc5;
  for (const it of bytes.encode(stem)) hash = Math.imul(hash ^ it, 0x01000193);
  return 1 << (hash >>> 29);
};

/** Whether two words are a slip of the fingers apart. */
export const isNear = (word, meant) => {
  const [a, b] = [[...word], [...meant]];
  const most = b.length < 4 ? 0 : b.length < 8 ? 1 : 2;
  if (most === 0 || Math.abs(a.length - b.length) > most) return false;
  let [before, last] = [[], Array.from({ length: b.length + 1 }, (_, it) => it)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    [before, last] = [last, row];
  }
  return last[b.length] <= most;
};
