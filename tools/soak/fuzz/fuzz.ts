import { connect } from "node:net";
import { mutated } from "./mutate.ts";
import { type Arrived, type Who, whyForbidden } from "./oracle.ts";
import { type FuzzPlace, startFuzzPlace } from "./place.ts";
import { createRandom } from "./random.ts";

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** Gateways side by side, each with one request at a time, so that it is known whose request arrived. */
  readonly lanes: number;
  /** Called now and then with how many requests were sent. */
  readonly onProgress?: (sent: number) => void;
}

/** What came of it. */
export interface FuzzFigures {
  readonly seed: number;
  readonly sent: number;
  /** Requests that arrived at the ERP's place. */
  readonly arrived: number;
  /** Requests of each kind that arrived when nothing was done to them: what is fuzzed does open. */
  readonly seedsThatArrived: number;
  readonly seeds: number;
  /** Answers by status; 0: the connection was closed without one. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests that arrived and were not allowed, answers that held the ERP's login: why, and the bytes that were sent. */
  readonly violations: readonly string[];
  /** What nothing caught, and faults that the gateway found in itself. */
  readonly crashes: readonly string[];
  /** Gateways that did not serve a right request at the end. */
  readonly dead: number;
}

interface Tally {
  sent: number;
  arrived: number;
  seedsThatArrived: number;
  readonly statuses: Record<string, number>;
  readonly violations: string[];
}

// A request that is not whole is never answered. It is given up after this; one that is only slow loses its answer, and nothing else.
const QUIET_MS = 40;
const STEP = 1000;

/** Sends mutated requests over plain sockets, and holds whatever arrives at the ERP's place against the policy. */
export async function fuzz(options: FuzzOptions): Promise<FuzzFigures> {
  const { count, seed, lanes, onProgress } = options;
  const crashes: string[] = [];
  const note = (error: unknown): void =>
    void crashes.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  const tally: Tally = { sent: 0, arrived: 0, seedsThatArrived: 0, statuses: {}, violations: [] };
  try {
    const seeds = await Promise.all(
      Array.from({ length: lanes }, async (_none, lane) => {
        await using place = await startFuzzPlace();
        tally.seedsThatArrived += lane === 0 ? await sendSeeds(place) : 0;
        for (let number = lane; number < count; number += lanes) {
          // Each case has numbers of its own, so that it is the same whatever came before it.
          const bytes = mutated(createRandom(seed * 1_000_003 + number), place.seeds, `f${number}f`);
          await sendCase(place, number, bytes, tally);
          if (tally.sent % STEP === 0) onProgress?.(tally.sent);
        }
        const alive = await sendSeeds(place);
        crashes.push(...place.faults);
        return { count: place.seeds.length, isDead: alive !== place.seeds.length };
      }),
    );
    const dead = seeds.filter(({ isDead }) => isDead).length;
    return { ...tally, seed, seeds: seeds[0]?.count ?? 0, crashes, dead };
  } finally {
    process.off("unhandledRejection", note);
    process.off("uncaughtException", note);
  }
}

/** @returns how many of the right requests arrived */
async function sendSeeds(place: FuzzPlace): Promise<number> {
  let arrived = 0;
  for (const [at, { method, target, headers, body }] of place.seeds.entries()) {
    const mark = `seed-${at}`;
    const lines = [
      `${method} ${target} HTTP/1.1`,
      "Host: gateway",
      ...headers,
      `X-Fuzz: ${mark}`,
      `Content-Length: ${body.length}`,
      "",
      body,
    ];
    await exchange(place.port, Buffer.from(lines.join("\r\n"), "latin1"), 5000);
    // A batch is written anew, with nothing of the caller's headers.
    const isOf = ({ rawHeaders, target: sent }: Arrived): boolean =>
      rawHeaders.includes(mark) || (target.endsWith("$batch") && sent.endsWith("$batch"));
    arrived += place.arrived.some(isOf) ? 1 : 0;
    place.arrived.length = 0;
  }
  return arrived;
}

const recent = new WeakMap<FuzzPlace, Buffer[]>();

async function sendCase(place: FuzzPlace, number: number, bytes: Buffer, tally: Tally): Promise<void> {
  const last = recent.get(place) ?? [];
  // What has no mark any more may be of a request before, whose answer was not waited for.
  recent.set(place, [...last.slice(-63), bytes]);
  const answer = await exchange(place.port, bytes, QUIET_MS);
  tally.sent += 1;
  const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? "0";
  tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
  const shown = (of: Buffer): string => JSON.stringify(of.toString("latin1"));
  if ([place.login.apiKey, place.login.kinetic, place.login.prophet21].some((secret) => answer.includes(secret)))
    tally.violations.push(`case ${number}: the answer holds the ERP's login: ${shown(bytes)}`);
  for (const arrived of place.arrived.splice(0)) {
    tally.arrived += 1;
    const sources = sourcesOf(recent.get(place) ?? [], bytes, arrived.rawHeaders);
    const why = sources.map((each) => whyForbidden(arrived, sendersOf(each, place), place.login));
    if (why.includes(undefined)) continue;
    tally.violations.push(
      `case ${number}: ${why.join(" | ") || "nobody sent it"}\n  arrived: ${arrived.method} ${arrived.target} ${JSON.stringify(arrived.rawHeaders)} ${JSON.stringify(arrived.body.slice(0, 400))}\n  sent: ${sources.map(shown).join("\n        ")}`,
    );
  }
}

/** Those that may have sent it: by the mark that it carries, which may have been changed on the way; where that says nothing, any of the last. */
function sourcesOf(last: readonly Buffer[], now: Buffer, rawHeaders: readonly string[]): readonly Buffer[] {
  const marks = rawHeaders.filter((value) => /^f\d+f$/.test(value));
  const marked = last.filter((each) => marks.some((mark) => each.includes(mark)));
  return marked.length === 0 ? last : [...new Set([...marked, now])];
}

/** Whose credentials stand in the bytes, in clear or as Basic. */
function sendersOf(bytes: Buffer, { keys }: FuzzPlace): readonly Who[] {
  const text = bytes.toString("latin1");
  return (Object.keys(keys) as Who[]).filter(
    (who) => text.includes(keys[who]) || text.includes(Buffer.from(`${who}:${keys[who]}`).toString("base64")),
  );
}

/** Sends bytes. @returns what came back, up to the first whole answer, the end of the connection, or as long as nothing came */
function exchange(port: number, bytes: Buffer, quietMs: number): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setTimeout(quietMs, () => socket.resetAndDestroy());
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      // A reset leaves no port waiting; a hundred thousand that wait are more than there are.
      if (isWhole(text)) socket.resetAndDestroy();
    });
    socket.on("end", () => socket.resetAndDestroy());
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}

function isWhole(text: string): boolean {
  const head = text.indexOf("\r\n\r\n") + 4;
  if (head < 4) return false;
  // A continue is on the way to an answer, and none itself.
  if (text.startsWith("HTTP/1.1 1")) return isWhole(text.slice(head));
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, head))?.[1];
  return length === undefined
    ? text.endsWith("0\r\n\r\n") || /^HTTP\/1\.1 [23]04/.test(text)
    : text.length >= head + Number(length);
}

/** What must hold; each line that does not is a fault. */
export function fuzzFaults({
  violations,
  crashes,
  dead,
  seeds,
  seedsThatArrived,
  arrived,
  sent,
}: FuzzFigures): readonly string[] {
  const faults = [...violations, ...crashes.map((crash) => `not caught: ${crash}`)];
  if (dead > 0) faults.push(`${dead} gateways no longer served`);
  if (seedsThatArrived !== seeds) faults.push(`only ${seedsThatArrived} of ${seeds} right requests arrived`);
  // With less, the mutations would be too wild to say anything.
  if (arrived < sent / 20) faults.push(`only ${arrived} of ${sent} arrived`);
  return faults;
}
