import type { Report } from "@erpgate/client/node";
import { checkAdmission } from "./check-admission.ts";
import { checkIssuer } from "./check-issuer.ts";
import { checkLog } from "./check-log.ts";
import { checkMounts } from "./check-mounts.ts";
import { checkTracing } from "./check-tracing.ts";
import { checkVerify } from "./check-verify.ts";
import { checkTls } from "./check-tls.ts";
import { at, type Field, isSection, items, readSwitch, readText, readWhole } from "./fields.ts";
import {
  DEFAULT_ADMIN,
  DEFAULT_LIMITS,
  DEFAULT_LISTEN,
  type GatewayConfig,
  type Limits,
  type ListenAddress,
} from "./gateway-config.ts";
import { defaultKeyFile } from "./gateway-files.ts";

const MEMBERS = [
  "listen",
  "admin",
  "allowPlainHttp",
  "tls",
  "verify",
  "publicUrl",
  "environment",
  "store",
  "keyFile",
  "mounts",
  "admission",
  "issuers",
  "log",
  "tracing",
  "limits",
];
const DAY_MS = 86_400_000;

// Least and most of each limit. The most is where a larger value is certainly a slip: another unit, a digit too many.
const RANGES: Readonly<Record<keyof Limits, { readonly least: number; readonly most: number }>> = {
  headerBytes: { least: 4096, most: 256 * 1024 },
  bodyBytes: { least: 1024, most: 16 * 1024 ** 3 },
  headersTimeoutMs: { least: 1000, most: 600_000 },
  requestTimeoutMs: { least: 1000, most: DAY_MS },
  keepAliveTimeoutMs: { least: 1000, most: DAY_MS },
  upstreamConnections: { least: 1, most: 10_000 },
  upstreamConnectTimeoutMs: { least: 100, most: 600_000 },
  upstreamHeadersTimeoutMs: { least: 100, most: DAY_MS },
  upstreamBodyTimeoutMs: { least: 100, most: DAY_MS },
  drainTimeoutMs: { least: 0, most: 3_600_000 },
  tokenLifetimeSeconds: { least: 1, most: 86_400 },
  erpTokenLifetimeSeconds: { least: 1, most: 30 * 86_400 },
};

/**
 * Checks the `gateway` section. Reports every fault with its path and what to do; the result is usable only if none was.
 * An absent section means all defaults.
 *
 * @param connections names of the connections there are, for what names them; absent: that is not checked here
 */
export function checkGatewayConfig(value: unknown, report: Report, connections?: readonly string[]): GatewayConfig {
  const field: Field = { value: value ?? {}, path: [], report };
  isSection(field, MEMBERS);
  const listen = checkListen(at(field, "listen"), DEFAULT_LISTEN);
  const admin = checkListen(at(field, "admin"), DEFAULT_ADMIN);
  if (listen.port !== 0 && listen.port === admin.port && listen.host === admin.host) {
    report(["admin", "port"], "is also the port of listen", "Give the administration a port of its own.");
  }
  const allowPlainHttp = readSwitch(at(field, "allowPlainHttp"), false);
  const tls = checkTls(at(field, "tls"));
  const plain = tls === undefined ? ["listen", "admin"] : ["admin"];
  if (!allowPlainHttp) for (const name of plain) requireLoopback(at(at(field, name), "host"));
  const environment = checkEnvironment(at(field, "environment"));
  const admission = checkAdmission(at(field, "admission"), connections);
  reportCrossed(at(field, "admission"), admission, environment);
  const storeFix = "Name a file, as ./erpgate.db, or give a postgres:// address.";
  const store = readText(at(field, "store"), "./erpgate.db", storeFix);
  return {
    listen,
    admin,
    allowPlainHttp,
    tls,
    verify: checkVerify(at(field, "verify")),
    publicUrl: checkPublicUrl(at(field, "publicUrl")),
    store,
    keyFile: readText(at(field, "keyFile"), defaultKeyFile(store), "Name a file."),
    mounts: checkMounts(at(field, "mounts"), {
      taken: [
        { option: "listen", address: listen },
        { option: "admin", address: admin },
      ],
      connections,
      checkPublicUrl,
    }),
    environment,
    admission,
    issuers: checkIssuers(at(field, "issuers")),
    log: checkLog(at(field, "log")),
    tracing: checkTracing(at(field, "tracing")),
    limits: checkLimits(at(field, "limits")),
  };
}

function checkEnvironment(field: Field): string | undefined {
  return field.value === undefined ? undefined : readText(field, undefined, "Name it, as Live or Pilot.");
}

/** A configuration that was copied from Live to Pilot with one address left as it was must not reach Live. */
function reportCrossed(
  field: Field,
  admission: GatewayConfig["admission"],
  environment: GatewayConfig["environment"],
): void {
  for (const [name, { environment: declared }] of Object.entries(admission)) {
    if (declared === undefined || declared === environment) continue;
    const own = environment === undefined ? "the gateway says nothing of its own" : `the gateway is for ${environment}`;
    field.report(
      [...field.path, name, "environment"],
      `is ${declared}, and ${own}`,
      `Set gateway.environment to ${declared} if this gateway is for it; otherwise correct the connection.`,
    );
  }
}

function checkListen(field: Field, fallback: ListenAddress): ListenAddress {
  if (field.value === undefined || !isSection(field, ["host", "port"])) return fallback;
  return {
    host: readText(at(field, "host"), fallback.host, "Name an address of this computer, as 127.0.0.1."),
    port: readWhole(at(field, "port"), { least: 0, most: 65_535 }, fallback.port),
  };
}

/** Keys and tokens travel in headers: on plain http whoever is on the way reads them. */
function requireLoopback({ value, path, report }: Field): void {
  if (typeof value !== "string" || /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(value.trim())) return;
  report(
    path,
    "is reached from other computers over plain http, where everybody on the way reads keys and tokens",
    "Give gateway.tls a certificate, listen on 127.0.0.1 behind a server that speaks https, or set gateway.allowPlainHttp: true for a network that you trust.",
  );
}

function checkPublicUrl(field: Field): string | undefined {
  if (field.value === undefined) return undefined;
  const text = readText(field, undefined, "Give the address at which callers reach the gateway.");
  const url = URL.parse(text);
  const plain = url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.username === "";
  if (!plain || url.search !== "" || url.hash !== "") {
    field.report(
      field.path,
      "is not an http(s) address without user, query and fragment",
      "Write it as https://gateway.example.com.",
    );
  }
  return text.replace(/\/+$/, "");
}

function checkIssuers(field: Field): GatewayConfig["issuers"] {
  const issuers = items(field).map((item) => checkIssuer(item));
  issuers.forEach(({ issuer }, index) => {
    if (issuer !== "" && issuers.findIndex((other) => other.issuer === issuer) < index) {
      field.report([...field.path, index, "issuer"], "is listed twice", "List each issuer once.");
    }
  });
  return issuers;
}

function checkLimits(field: Field): Limits {
  const names = Object.keys(RANGES) as (keyof Limits)[];
  if (field.value === undefined || !isSection(field, names)) return DEFAULT_LIMITS;
  const read = names.map((name) => [name, readWhole(at(field, name), RANGES[name], DEFAULT_LIMITS[name])] as const);
  return { ...DEFAULT_LIMITS, ...Object.fromEntries(read) };
}
