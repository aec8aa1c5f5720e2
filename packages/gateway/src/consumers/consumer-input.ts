import { isOrigin } from "../cors.ts";
import { type Problem, StoreError } from "../store/store-error.ts";
import { CONSUMER_TYPES, type ConsumerGrant, type ConsumerSubject, type ConsumerType } from "./consumer.ts";

/** What a person says about a new consumer. */
export interface ConsumerInput {
  readonly name: string;
  readonly access: Readonly<Record<string, ConsumerGrant>>;
  readonly subjects?: readonly ConsumerSubject[];
  readonly type?: ConsumerType;
  /** Life of tokens in P21's own shape. */
  readonly tokenLifetimeSeconds?: number | "never";
  /** Origins of web pages that may call as this consumer. */
  readonly origins?: readonly string[];
  /** When its first key ends, epoch milliseconds; without it the key does not expire. */
  readonly expiresAtMs?: number;
}

/**
 * Says what is wrong with a grant, in the words of the connection's ERP. The gateway gives this, because only its
 * dialects can read a scope and only it knows which connections there are.
 */
export type AccessCheck = (connection: string, grant: ConsumerGrant) => readonly Omit<Problem, "path">[];

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

// Ten years: what is longer is a slip of the finger, or meant as "never".
const LONGEST_TOKEN_SECONDS = 3650 * 86_400;

/**
 * @param act what was not done: `added`, `changed`
 * @throws StoreError `CONSUMER_INVALID` with every problem at once
 */
export function requireValidInput(
  input: ConsumerInput,
  checkAccess: AccessCheck,
  nowMs: number,
  act: "added" | "changed" = "added",
): void {
  const problems = [
    ...checkForm(input),
    ...checkName(input.name),
    ...checkGrants(input, checkAccess),
    ...checkSubjects(input.subjects ?? []),
    ...checkOrigins(input.origins ?? []),
  ];
  if (input.expiresAtMs !== undefined && !(Number.isSafeInteger(input.expiresAtMs) && input.expiresAtMs > nowMs)) {
    problems.push({ path: "expiresAtMs", message: "is not a time in the future", fix: "Give a later time, or none." });
  }
  throwProblems(input.name, problems, act);
}

/** @throws StoreError `CONSUMER_INVALID` unless there is none */
export function throwProblems(name: string, problems: readonly Problem[], act: "added" | "changed"): void {
  if (problems.length === 0) return;
  const lines = problems.map(({ path, message, fix }) => `${path}: ${message}. ${fix}`);
  const title = `The consumer ${JSON.stringify(name)} was not ${act}.`;
  throw new StoreError("CONSUMER_INVALID", [title, ...lines].join("\n  "), { problems });
}

function checkForm({ type, tokenLifetimeSeconds: life }: ConsumerInput): Problem[] {
  const problems: Problem[] = [];
  if (type !== undefined && !CONSUMER_TYPES.includes(type)) {
    problems.push({
      path: "type",
      message: "is no consumer type",
      fix: `Use one of ${CONSUMER_TYPES.join(", ")}.`,
    });
  }
  const isLife = life === undefined || life === "never" || (Number.isSafeInteger(life) && life > 0);
  if (!isLife || (typeof life === "number" && life > LONGEST_TOKEN_SECONDS)) {
    const message = `is not a whole number of seconds from 1 to ${LONGEST_TOKEN_SECONDS}`;
    problems.push({ path: "tokenLifetimeSeconds", message, fix: 'Correct it, or write "never".' });
  }
  return problems;
}

function checkName(name: string): Problem[] {
  if (NAME.test(name)) return [];
  const fix = "Begin with a small letter or a digit, then up to 63 more of these and . _ -";
  return [{ path: "name", message: `${JSON.stringify(name)} is no consumer name`, fix }];
}

function checkGrants(input: ConsumerInput, checkAccess: AccessCheck): Problem[] {
  const grants = Object.entries(input.access);
  if (grants.length === 0) {
    const fix = "Name at least one connection and its scope.";
    return [{ path: "access", message: "opens nothing", fix }];
  }
  return grants.flatMap(([connection, grant]) =>
    [...checkTexts(grant), ...checkAccess(connection, grant)].map((problem) => ({
      path: `access.${connection}`,
      ...problem,
    })),
  );
}

/** All of them travel in headers and bodies of requests; a line break in one could become a header of its own. */
function checkTexts({ scope, p21Username = "none", pinned = {} }: ConsumerGrant): Omit<Problem, "path">[] {
  if (p21Username === "") return [{ message: "has an empty p21Username", fix: "Name a P21 user, or leave it out." }];
  const empty = Object.keys(pinned).filter((name) => pinned[name] === "");
  if (empty.length > 0) return [{ message: `has an empty ${empty.join(", ")}`, fix: "Give a value, or leave it out." }];
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  if (!/[\u0000-\u001f\u007f]/.test([scope, p21Username, ...Object.values(pinned)].join(""))) return [];
  return [{ message: "holds a line break or another control character", fix: "Write it on one line." }];
}

function checkOrigins(origins: readonly string[]): Problem[] {
  return origins.flatMap((origin, index) => {
    if (isOrigin(origin)) return [];
    const fix = "Write scheme and host alone, as a browser does: https://app.example.com, without a slash at the end.";
    return [{ path: `origins.${index}`, message: `${JSON.stringify(origin)} is no origin`, fix }];
  });
}

function checkSubjects(subjects: readonly ConsumerSubject[]): Problem[] {
  const seen = new Set<string>();
  return subjects.flatMap(({ issuer, value }, index) => {
    const path = `subjects.${index}`;
    if (issuer === "" || value === "") return [{ path, message: "lacks its issuer or its value", fix: "Give both." }];
    const id = JSON.stringify([issuer, value]);
    if (seen.has(id)) return [{ path, message: "is listed twice", fix: "List it once." }];
    seen.add(id);
    return [];
  });
}
