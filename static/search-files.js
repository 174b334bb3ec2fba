// The files of the index: numbers, words, places. As src/search writes them.

const text = new TextDecoder();

/** Reads numbers and texts from the front of bytes. */
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get ended() {
    return this.at >= this.bytes.length;
  }

  byte() {
    if (this.ended) throw new RangeError("the file ends too soon");
    return this.bytes[this.at++];
  }

  number() {
    let number = 0;
    let factor = 1;
    for (;;) {
      const byte = this.byte();
      number += (byte & 0x7f) * factor;
      if (byte < 0x80) return number;
      factor *= 128;
    }
  }

  take(n) {
    this.at += n;
    return this.bytes.subarray(this.at - n, this.at);
  }

  text() {
    return text.decode(this.take(this.number()));
  }

  list(make) {
    return Array.from({ length: this.number() }, make);
  }
}

/** Bytes as they were before they were packed. */
export const unpack = async (bytes) => {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

/** JSON that was packed. */
export const jsonOf = (bytes) => JSON.parse(text.decode(bytes));

/** Every word of a shard: `{ word, moments, pages, here, blocks }`. */
export const shardOf = (bytes) => {
  const reader = new Reader(bytes);
  const entries = [];
  let word = new Uint8Array(0);
  while (!reader.ended) {
    const shared = reader.number();
    const rest = reader.take(reader.number());
    const next = new Uint8Array(shared + rest.length);
    next.set(word.subarray(0, shared));
    next.set(rest, shared);
    word = next;
    const moments = reader.number();
    let page = 0;
    const pages = reader.list(() => (page += reader.number()));
    const size = reader.number();
    const n = Math.floor(size / 2);
    const entry = { word: text.decode(word), moments, pages, here: null, blocks: null };
    if (size % 2 === 0) {
      entry.here = reader.take(n);
    } else {
      entry.blocks = Array.from({ length: n }, () => {
        const newest = reader.number();
        const name = [...reader.take(6)].map((it) => it.toString(16).padStart(2, "0")).join("");
        return { newest, name };
      });
    }
    entries.push(entry);
  }
  return entries;
};

/** Calls `each(episode, moment, field, followers)` for every place. */
export const eachPlace = (bytes, each) => {
  const reader = new Reader(bytes);
  let episode = null;
  while (!reader.ended) {
    const number = reader.number();
    episode = episode === null ? number : episode - number;
    let moment = 0;
    for (let left = reader.number(); left > 0; left -= 1) {
      const place = reader.number();
      moment += place >>> 2;
      each(episode, moment, place & 3, reader.byte());
    }
  }
};

/** What results say of an episode: `src/search/record.rs`. */
export const recordOf = (bytes) => {
  const reader = new Reader(bytes);
  const less = (it) => (it === 0 ? null : it - 1);
  const record = {
    title: reader.text(),
    summary: reader.text(),
    show: reader.text(),
    number: less(reader.number()),
    day: reader.text(),
    year: reader.number() || null,
    items: reader.list(() => {
      const item = { title: reader.text(), body: reader.text(), start: null, guessed: false };
      const time = less(reader.number());
      if (time !== null) [item.start, item.guessed] = [Math.floor(time / 2), time % 2 === 1];
      return item;
    }),
  };
  let last = 0;
  let byte = 8;
  record.passages = reader.list(() => {
    const start = less(reader.number());
    if (start === null) return { start };
    last += start;
    return { start: last };
  });
  for (const it of record.passages) {
    it.from = byte;
    byte += reader.number();
    it.to = byte;
  }
  return record;
};
