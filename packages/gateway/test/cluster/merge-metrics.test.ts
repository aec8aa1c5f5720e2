import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeMetrics } from "../../src/cluster/merge-metrics.ts";

const HEADS = [
  "# HELP erpgate_requests_total Requests.",
  "# TYPE erpgate_requests_total counter",
  "# HELP erpgate_request_duration_seconds Seconds.",
  "# TYPE erpgate_request_duration_seconds histogram",
  "# HELP erpgate_breaker_open 1 while open.",
  "# TYPE erpgate_breaker_open gauge",
];

function printed(requests: readonly string[], durations: readonly string[], open: 0 | 1): string {
  return `${[...HEADS.slice(0, 2), ...requests, ...HEADS.slice(2, 4), ...durations, ...HEADS.slice(4), `erpgate_breaker_open{connection="a"} ${open}`].join("\n")}\n`;
}

const ok = (count: number): string => `erpgate_requests_total{connection="a",outcome="allowed",status="2xx"} ${count}`;
const bad = (count: number): string => `erpgate_requests_total{connection="a",outcome="denied",status="4xx"} ${count}`;
const durations = (fast: number, all: number, sum: number): string[] => [
  `erpgate_request_duration_seconds_bucket{connection="a",le="0.1"} ${fast}`,
  `erpgate_request_duration_seconds_bucket{connection="a",le="+Inf"} ${all}`,
  `erpgate_request_duration_seconds_sum{connection="a"} ${sum}`,
  `erpgate_request_duration_seconds_count{connection="a"} ${all}`,
];

test("the same series are added up, also of histograms; whether something is so in any process is no sum", () => {
  const one = printed([ok(3)], durations(2, 3, 0.5), 1);
  const other = printed([ok(4)], durations(1, 4, 1.25), 1);
  assert.equal(mergeMetrics([one, other]), printed([ok(7)], durations(3, 7, 1.75), 1));
});

test("a series that only one process has stands under the head of its family", () => {
  const one = printed([ok(3)], durations(0, 0, 0), 0);
  const other = printed([bad(2)], durations(0, 0, 0), 1);
  assert.equal(mergeMetrics([one, other]), printed([ok(3), bad(2)], durations(0, 0, 0), 1));
});

test("one process's metrics stay as they are", () => {
  const one = printed([ok(3), bad(1)], durations(2, 4, 0.5), 0);
  assert.equal(mergeMetrics([one]), one);
});
