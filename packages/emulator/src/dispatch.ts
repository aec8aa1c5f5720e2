import type { EmulatorClock, WakingClock } from "./clock.ts";
import type { FaultBoard, FaultKind, FaultOptions, FaultRequest } from "./faults.ts";
import { html, type Answer } from "./http/answer.ts";
import type { Call } from "./http/call.ts";
import { iisPage } from "./http/iis-page.ts";
import type { JournalEntry, JournalKeeper } from "./journal.ts";
import type { EmulatedSystem, Findings } from "./system.ts";
import type { SystemName } from "./system-name.ts";
import type { TallyKeeper } from "./tally.ts";
import { createSecretBlanker } from "./without-secrets.ts";

/** What every request of either system passes through: counted, perhaps made to fail, answered, written down. */
export interface Desk {
  readonly clock: WakingClock;
  readonly journal: JournalKeeper;
  readonly tally: TallyKeeper;
  readonly faults: FaultBoard;
}

const EDGE_FAULTS: readonly FaultKind[] = [
  "reset",
  "close",
  "silence",
  "iis-page",
  "html-answer",
  "server-error",
  "conversions-pending",
];

export function createDispatch(
  name: SystemName,
  system: EmulatedSystem,
  desk: Desk,
): (call: Call) => Answer | Promise<Answer> {
  const blankerOf = keepBlanker();
  return (call) => {
    const findings: Findings = { notes: [] };
    const request = faultRequest(name, system, call);
    count(name, request, desk);
    return whenDecided(decide(system, call, request, findings, desk), (decided) => {
      const answer = dated(decided, desk.clock);
      if (answer.status >= 400) desk.tally.countRefusal(name);
      const entry = entryOf(call, answer, findings, blankerOf(system.secrets()));
      desk.journal.write({ system: name, atMs: desk.clock.now(), ...entry });
      return answer;
    });
  };
}

/** Nearly every answer is there at once, and then nothing waits for a turn of the event loop. */
function whenDecided(decided: Answer | Promise<Answer>, finish: (answer: Answer) => Answer): Answer | Promise<Answer> {
  return decided instanceof Promise ? decided.then(finish) : finish(decided);
}

/** The blanker for a list of secrets, made anew only when the list has changed: keys are registered while the emulator runs. */
function keepBlanker(): (secrets: readonly string[]) => (text: string) => string {
  let known: readonly string[] = [];
  let blank = createSecretBlanker(known);
  return (secrets) => {
    const same = secrets.length === known.length && secrets.every((secret, at) => secret === known[at]);
    if (!same) [known, blank] = [secrets, createSecretBlanker(secrets)];
    return blank;
  };
}

/** The server's date is the emulator's: clients measure the difference between the clocks by it. */
function dated(answer: Answer, clock: EmulatorClock): Answer {
  return { ...answer, headers: { ...answer.headers, date: new Date(clock.now()).toUTCString() } };
}

export function faultRequest(system: SystemName, server: EmulatedSystem, call: Call): FaultRequest {
  const hasBearer = /^bearer /i.test(call.headers["authorization"] ?? "");
  return { system, path: call.path, isTokenRequest: server.isTokenRequest(call), hasBearer };
}

function count(name: SystemName, request: FaultRequest, desk: Desk): void {
  desk.tally.countRequest(name);
  if (request.isTokenRequest) desk.tally.countTokenRequest(name);
}

function decide(
  system: EmulatedSystem,
  call: Call,
  request: FaultRequest,
  findings: Findings,
  desk: Desk,
): Answer | Promise<Answer> {
  const fault = desk.faults.take(request, EDGE_FAULTS);
  const failed = fault === undefined ? undefined : failedAnswer(system, call, fault);
  if (failed !== undefined) return failed;
  if (desk.faults.take(request, ["token-revoked"]) !== undefined) system.revokeTokens();
  const slow = desk.faults.take(request, ["slow-body"]);
  const answer = system.handle(call, findings);
  if (slow === undefined) return answer;
  return whenDecided(answer, (quick) => ({
    ...quick,
    transport: { kind: "slow-body", pieceDelayMs: slow.pieceDelayMs ?? 50 },
  }));
}

function failedAnswer(system: EmulatedSystem, call: Call, fault: FaultOptions): Answer | undefined {
  const wouldAccept = "the same request once this fault is over";
  switch (fault.kind) {
    case "reset":
    case "close":
    case "silence":
      return {
        status: 0,
        headers: {},
        body: "",
        rule: `fault.${fault.kind}`,
        wouldAccept,
        transport: { kind: fault.kind },
      };
    case "iis-page":
      return { ...iisPage("fault.iis-page", fault.status ?? 503), wouldAccept };
    case "html-answer":
      return { ...html("fault.html-answer", "Sign in to continue", fault.status ?? 200), wouldAccept };
    case "server-error":
      return withRetryAfter(fault, {
        ...system.serverError(call, fault.status ?? 500),
        rule: "fault.server-error",
        wouldAccept,
      });
    case "conversions-pending":
      return system.conversionsPending(call);
    case "license-exhausted":
    case "token-revoked":
    case "unexpected-window":
    case "aadsts":
    case "throttled":
    case "slow-down":
    case "slow-body":
    // These happened before there was a request
    case "tls-self-signed":
    case "tls-incomplete-chain":
    case "tls-wrong-host":
    case "tls-expired":
    case "tls-not-yet-valid":
    case "tls-old-protocol":
    case "tls-client-certificate":
      return undefined;
  }
}

function withRetryAfter({ retryAfterSeconds }: FaultOptions, answer: Answer): Answer {
  if (retryAfterSeconds === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, "retry-after": String(retryAfterSeconds) } };
}

function entryOf(
  call: Call,
  answer: Answer,
  findings: Findings,
  blank: (text: string) => string,
): Omit<JournalEntry, "seq" | "atMs" | "system"> {
  const { principal } = findings;
  const { status, rule, wouldAccept } = answer;
  return {
    method: call.method,
    path: blank(call.query === "" ? call.path : `${call.path}?${call.query}`),
    status,
    rule,
    notes: findings.notes.map(blank),
    ...(principal === undefined ? {} : { principal: blank(principal) }),
    ...(wouldAccept === undefined ? {} : { wouldAccept: blank(wouldAccept) }),
  };
}
