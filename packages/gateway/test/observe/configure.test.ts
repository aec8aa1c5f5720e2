import assert from "node:assert/strict";
import { test } from "node:test";
import { checkGatewayConfig } from "../../src/index.ts";
import { tracingFault } from "../../src/observe/open-tracing.ts";

const faultsOf = (section: object): readonly string[] => {
  const faults: string[] = [];
  checkGatewayConfig(section, (path) => faults.push(path.join(".")));
  return faults;
};

test("log and tracing: every fault at its place, and good ones with their defaults", () => {
  const tracing = { url: "ftp://x", headers: { "a b": "c" }, serviceName: "", sampleRatio: 2, more: 1 };
  assert.deepEqual(faultsOf({ log: { requests: "on", to: "syslog", more: 1 }, tracing }).toSorted(), [
    "log.more",
    "log.requests",
    "log.to",
    "tracing.headers",
    "tracing.more",
    "tracing.sampleRatio",
    "tracing.serviceName",
    "tracing.url",
  ]);
  assert.deepEqual(faultsOf({ tracing: { url: "https://user:secret@collector.example.com/v1/traces" } }), [
    "tracing.url",
  ]);
  const { log, tracing: traced } = checkGatewayConfig({ log: {}, tracing: {} }, assert.fail);
  assert.deepEqual(log, { requests: "all", to: "stderr" });
  assert.deepEqual(traced, { url: undefined, headers: {}, serviceName: "erpgate", sampleRatio: 1 });
});

test("traces without their packages are a fault of the configuration that names them, and nobody else's", () => {
  const { tracing } = checkGatewayConfig({ tracing: {} }, assert.fail);
  const missing = (name: string): string => {
    if (name.includes("sdk")) throw new Error("ERR_MODULE_NOT_FOUND");
    return name;
  };
  assert.match(
    tracingFault(tracing, missing) ?? "",
    /^gateway\.tracing: .*npm install @opentelemetry\/sdk-trace beside/,
  );
  assert.equal(tracingFault(undefined, missing), undefined);
  assert.equal(tracingFault(tracing), undefined);
});
