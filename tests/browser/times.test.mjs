// Times as addresses write them: pairs of text and seconds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, parseRange, parseTime, rangeOf } from "../../static/times.js";

test("every form of a time is read", () => {
  for (const [text, seconds] of [
    ["828", 828],
    ["828.5", 828.5],
    ["13:48", 828],
    ["1:02:03.5", 3723.5],
    ["01:01:30.5", 3690.5],
    ["1h2m3s", 3723],
    ["1m30s", 90],
    ["2h", 7200],
    ["90s", 90],
    ["npt:90", 90],
    ["100:00", 6000],
    ["", null],
    ["x", null],
    ["1:2:3:4", null],
    ["-5", null],
    ["h", null],
  ]) {
    assert.equal(parseTime(text), seconds, text);
  }
});

test("ranges may leave out one side", () => {
  assert.deepEqual(parseRange("90,120"), { start: 90, end: 120 });
  assert.deepEqual(parseRange(",60"), { start: 0, end: 60 });
  assert.deepEqual(parseRange("90,"), { start: 90, end: null });
  assert.deepEqual(parseRange("90,30"), { start: 90, end: null });
  assert.equal(parseRange("a,b"), null);
});

test("addresses ask for a time in many ways", () => {
  for (const [address, start] of [
    ["https://a.example/e/#t=828", 828],
    ["https://a.example/e/?t=1m30s", 90],
    ["https://a.example/e/?start=90", 90],
    ["https://a.example/e/#part&t=1:30", 90],
    ["https://a.example/e/#t-00-01-30", 90],
    ["https://a.example/e/#t=npt:90", 90],
    ["https://a.example/e/#t=828~2", 828],
    ["https://a.example/e/#item-3", null],
    ["https://a.example/e/?t=", null],
  ]) {
    assert.equal(rangeOf(address)?.start ?? null, start, address);
  }
});

test("clocks are as people read them", () => {
  assert.deepEqual([0, 59.9, 828, 3723].map(clock), ["0:00", "0:59", "13:48", "1:02:03"]);
});
