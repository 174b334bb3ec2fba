// Times as people and addresses write them.

const CLOCK = /^(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)$/;
const UNITS = /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/;

/** `828`, `13:48`, `1:02:03.5`, `1h2m3s` → seconds; null for anything else. */
export const parseTime = (text) => {
  const plain = text.trim().toLowerCase().replace(/^npt:/, "");
  const parts = CLOCK.exec(plain) ?? UNITS.exec(plain);
  if (!parts) return null;
  const [hours, minutes, seconds] = parts.slice(1).map((it) => Number(it ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
};

/** `a,b`, `a` or `,b` → { start, end }; end is null where none is given. */
export const parseRange = (text) => {
  const [from, to] = text.split(",");
  const start = from === "" && to !== undefined ? 0 : parseTime(from);
  const end = to === undefined || to === "" ? null : parseTime(to);
  if (start === null || (to && end === null)) return null;
  return { start, end: end !== null && end > start ? end : null };
};

/** Percent signs resolved; a text that has none to resolve as it is. */
const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * What an address asks for: `#t=`, `&t=` in the fragment, `#t-00-01-30`,
 * `?t=`, `?start=`. Null where it asks for nothing.
 */
export const rangeOf = (address) => {
  const url = new URL(address, "http://x/");
  const hash = decoded(url.hash.slice(1));
  const dashed = /^t-(\d+)-(\d+)-(\d+)$/i.exec(hash);
  if (dashed) return parseRange(dashed.slice(1).join(":"));
  const inHash = /(?:^|&)t=([^&~]*)/i.exec(hash);
  const text = inHash?.[1] ?? url.searchParams.get("t") ?? url.searchParams.get("start");
  return text ? parseRange(text) : null;
};

/** Seconds → `13:48`, `1:02:03`. */
export const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const pad = (it) => String(it).padStart(2, "0");
  return h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
};
