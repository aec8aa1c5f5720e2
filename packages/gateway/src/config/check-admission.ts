import {
  type AdmissionConfig,
  type BreakerConfig,
  DEFAULT_ADMISSION,
  DEFAULT_BREAKER,
  type RateConfig,
  type SeatsConfig,
  type SessionsConfig,
} from "../admission/admission-config.ts";
import { at, type Field, isSection, readSwitch, readText, readWhole } from "./fields.ts";

const MEMBERS = ["environment", "readOnly", "maintenance", "seats", "rate", "breaker"];
const HOUR_MS = 3_600_000;

/** Checks `admission`: by connection, what calls have to pass beside their scope. */
export function checkAdmission(
  field: Field,
  connections: readonly string[] | undefined,
): Readonly<Record<string, AdmissionConfig>> {
  if (field.value === undefined) return {};
  if (!isNamed(field, "Write it as: kinetic: { seats: { count: 4 } }.")) return {};
  return Object.fromEntries(
    Object.keys(field.value as object).map((name) => {
      if (connections !== undefined && !connections.includes(name))
        field.report([...field.path, name], "names no connection", `Use one of: ${connections.join(", ")}.`);
      return [name, checkConnection(at(field, name))];
    }),
  );
}

function checkConnection(field: Field): AdmissionConfig {
  if (!isSection(field, MEMBERS)) return DEFAULT_ADMISSION;
  const environment = at(field, "environment");
  return {
    environment:
      environment.value === undefined ? undefined : readText(environment, undefined, "Name it, as Live or Pilot."),
    readOnly: readSwitch(at(field, "readOnly"), false),
    maintenance: readSwitch(at(field, "maintenance"), false),
    seats: checkSeats(at(field, "seats")),
    rate: checkRate(at(field, "rate")),
    breaker: checkBreaker(at(field, "breaker")),
  };
}

function checkSeats(field: Field): SeatsConfig | undefined {
  if (field.value === undefined || !isSection(field, ["count", "waitMs", "mostWaiting", "sessions"])) return undefined;
  return {
    count: required(at(field, "count"), { least: 1, most: 10_000 }, "Give the number of licences or sessions."),
    waitMs: readWhole(at(field, "waitMs"), { least: 0, most: HOUR_MS }, 20_000),
    mostWaiting: readWhole(at(field, "mostWaiting"), { least: 0, most: 100_000 }, 1000),
    sessions: checkSessions(at(field, "sessions")),
  };
}

/** `sessions: true` takes every default. */
function checkSessions(field: Field): SessionsConfig | undefined {
  const { value } = field;
  if (value === undefined || value === false) return undefined;
  const section = value === true ? { ...field, value: {} } : field;
  if (!isSection(section, ["idleMs", "warm", "namedIn"])) return undefined;
  return {
    idleMs: readWhole(at(section, "idleMs"), { least: 1000, most: 24 * HOUR_MS }, 240_000),
    warm: readWhole(at(section, "warm"), { least: 0, most: 10_000 }, 1),
    namedIn: checkNamedIn(at(section, "namedIn")),
  };
}

function checkNamedIn({ value, path, report }: Field): SessionsConfig["namedIn"] {
  if (value === "License" || value === "SessionInfo" || value === undefined) return value ?? "License";
  report(path, 'must be "License" or "SessionInfo"', "Leave it out for License, which every known server takes.");
  return "License";
}

function checkRate(field: Field): RateConfig | undefined {
  if (field.value === undefined || !isSection(field, ["calls", "perMs", "consumers"])) return undefined;
  const range = { least: 1, most: 100_000 };
  const fix = "Give the number of calls that a consumer may make in that time.";
  const consumers = at(field, "consumers");
  const isListed = consumers.value !== undefined && isNamed(consumers, "Write it as: web-shop: 1200.");
  const names = isListed ? Object.keys(consumers.value as object) : [];
  return {
    calls: required(at(field, "calls"), range, fix),
    perMs: readWhole(at(field, "perMs"), { least: 1, most: 24 * HOUR_MS }, 60_000),
    consumers: Object.fromEntries(names.map((name) => [name, required(at(consumers, name), range, fix)])),
  };
}

/** On by default; `breaker: false` leaves every call to itself. */
function checkBreaker(field: Field): BreakerConfig | undefined {
  if (field.value === undefined || field.value === true) return DEFAULT_BREAKER;
  if (field.value === false || !isSection(field, ["failures", "pauseMs"])) return undefined;
  return {
    failures: readWhole(at(field, "failures"), { least: 1, most: 10_000 }, DEFAULT_BREAKER.failures),
    pauseMs: readWhole(at(field, "pauseMs"), { least: 100, most: HOUR_MS }, DEFAULT_BREAKER.pauseMs),
  };
}

function required(field: Field, range: { readonly least: number; readonly most: number }, fix: string): number {
  if (field.value !== undefined) return readWhole(field, range, range.least);
  field.report(field.path, "is missing", fix);
  return range.least;
}

function isNamed({ value, path, report }: Field, fix: string): boolean {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return true;
  report(path, "must be a section with names as members", fix);
  return false;
}
