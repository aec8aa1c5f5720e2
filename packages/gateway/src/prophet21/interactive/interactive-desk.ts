// Longer than a screen: a session's life is one machine, and opening, using and ending it must be read together.
import type { Injection } from "../../connections/outlet.ts";
import { credentialText } from "../../identity/credential-text.ts";
import { goodUntilMs } from "../../identity/renew-principal.ts";
import { readSmallBody } from "../../forward/request-body.ts";
import { hasBody } from "../../forward/request-headers.ts";
import type { DeskCall, DeskLogin, SessionCall, SessionDesk } from "../../session-desk.ts";
import { answerCaller, type Received, refuseFault } from "./desk-answer.ts";
import { Pin } from "./pin.ts";
import { sendWhole } from "./send-whole.ts";
import { readSessionTimeout } from "./session-timeout.ts";
import { createTokenPinning, type DeskOptions } from "./token-pinning.ts";

const MOST_CREATE_BYTES = 64 * 1024;
const END_TIMEOUT_MS = 5000;

/**
 * Interactive sessions. P21 knows a session by the token that opened it: one session for each token, out of reach with any
 * other (observed on 26.1.5910.3). So a session of a caller gets a token of its own upstream, pinned to the credential that
 * the caller opened it with, and that token is never renewed. The caller's contract is P21's own: the same credential
 * from create to DELETE, and one session at a time with it.
 */
export function createInteractiveDesk(login: DeskLogin, options: DeskOptions): SessionDesk {
  const pins = new Map<string, Pin>();
  const pinToken = createTokenPinning(login, options);

  function forget(key: string, pin: Pin): void {
    pin.stop();
    pin.watching?.[Symbol.dispose]();
    pin.token?.release();
    pin.token = undefined;
    if (pins.get(key) === pin) pins.delete(key);
  }

  /** Ends the session at P21, whatever it is worth there, and lets the token go. */
  async function endQuietly(key: string, pin: Pin): Promise<void> {
    const { token } = pin;
    pin.stop();
    if (pins.get(key) === pin) pins.delete(key);
    if (token !== undefined) await sendEnd(pin, token.injection).catch(() => undefined);
    forget(key, pin);
  }

  async function create(call: DeskCall, key: string): Promise<void> {
    const { exchange, decision } = call;
    const user = userOf(call);
    if (!options.hasUser && user === undefined) return call.refuse(exchange, "session.user-missing");
    const leaving = leavingSignal(call);
    const pin = new Pin({
      mount: decision.mount,
      path: decision.upstreamPath,
      user,
      now: call.now,
      onIdle: (idle) => void endQuietly(key, idle),
    });
    pins.set(key, pin);
    pin.watching = call.consumers.onChange(() => follow(call, key, pin));
    pin.begin();
    follow(call, key, pin);
    try {
      await open(call, key, pin, leaving);
    } catch (error) {
      await endQuietly(key, pin);
      if (!leaving.aborted) refuseFault(call, error);
    } finally {
      pin.end();
    }
  }

  /** Revoked, by consumer or by key, or registered for this connection no more: it ends at once, and does not wait to idle out. */
  function follow(call: DeskCall, key: string, pin: Pin): void {
    const untilMs = reachableUntilMs(call);
    if (untilMs <= call.now()) void endQuietly(key, pin);
    else pin.endBy(untilMs);
  }

  async function open(call: DeskCall, key: string, pin: Pin, leaving: AbortSignal): Promise<void> {
    const { exchange, headers } = call;
    if (headers.waitsForContinue) exchange.response.writeContinue();
    const body = hasBody(headers) ? await readSmallBody(exchange.request, MOST_CREATE_BYTES) : undefined;
    pin.idleMs = readSessionTimeout(body?.toString("utf8") ?? "");
    pin.token = await pinToken(call, leaving);
    if (pin.token === undefined) {
      forget(key, pin);
      if (!leaving.aborted) call.refuse(exchange, "session.busy");
      return;
    }
    if (pins.get(key) !== pin) {
      // Ended while its token was waited for.
      forget(key, pin);
      return call.refuse(exchange, "session.none");
    }
    if (isPinnedTwice(pins, pin)) {
      forget(key, pin);
      return call.refuse(exchange, "session.unpinned");
    }
    const received = await sendCreate(call, pin, body, leaving);
    // A failed create can leave a ghost behind, which blocks the token and a place in P21's pool of five (observed).
    const isOver = exchange.response.destroyed || pins.get(key) !== pin;
    if (!isGood(received.status) || isOver) await endQuietly(key, pin);
    answerCaller(call, received, pin);
  }

  async function end(call: DeskCall, key: string, pin: Pin): Promise<void> {
    const leaving = leavingSignal(call);
    pin.begin();
    try {
      if (pin.token === undefined) return call.refuse(call.exchange, "session.none");
      const received = await sendWhole(pin.mount, {
        method: "DELETE",
        target: targetOf(call),
        headers: passing(call),
        body: undefined,
        injection: pin.token.injection,
        signal: leaving,
      });
      // Whatever P21 says, the caller is done with it: a session that was not ended idles out by itself.
      forget(key, pin);
      answerCaller(call, received, pin);
    } catch (error) {
      if (!leaving.aborted) refuseFault(call, error);
    } finally {
      pin.end();
    }
  }

  function use(call: DeskCall, key: string, pin: Pin): void {
    const { exchange, decision, forwarder, headers } = call;
    pin.begin();
    exchange.response.once("close", () => {
      if (pin.isLost) forget(key, pin);
      pin.end();
    });
    forwarder.forward(exchange, { ...decision, outlet: pin }, headers);
  }

  /** The registration names another user now; the session would go on as the one before. */
  async function endOfUser(call: DeskCall, key: string, pin: Pin): Promise<void> {
    await endQuietly(key, pin);
    call.refuse(call.exchange, "session.none");
  }

  function serve(call: DeskCall, session: SessionCall): Promise<void> | void {
    const key = credentialText(call.exchange.request);
    const pin = pins.get(key);
    if (pin === undefined) {
      return session === "create" ? create(call, key) : call.refuse(call.exchange, "session.none");
    }
    if (pin.token === undefined) return call.refuse(call.exchange, "session.busy");
    if (pin.user !== userOf(call)) return endOfUser(call, key, pin);
    // A second create is P21's to refuse: it says 409, and the caller ends the first, as it would without a gateway.
    return session === "end" ? end(call, key, pin) : use(call, key, pin);
  }

  return {
    serve: async (call, session) => serve(call, session),
    async close() {
      await Promise.all([...pins].map(([key, pin]) => endQuietly(key, pin)));
    },
  };
}

function userOf({ exchange, decision }: DeskCall): string | undefined {
  return exchange.consumer?.access[decision.mount.name]?.p21Username;
}

/** Until when the caller's credential opens this connection, as things are registered now. */
function reachableUntilMs({ exchange: { principal }, decision, consumers }: DeskCall): number {
  if (principal === undefined) return -Infinity;
  const { access } = consumers.byName(principal.consumer.name) ?? { access: {} };
  return Object.hasOwn(access, decision.mount.name) ? goodUntilMs(principal, consumers) : -Infinity;
}

const isGood = (status: number): boolean => status >= 200 && status < 300;

/** Two sessions on one token are one session to P21: what the first did would be seen and ended by the second. */
function isPinnedTwice(pins: ReadonlyMap<string, Pin>, pin: Pin): boolean {
  const text = pin.token?.injection.held["authorization"];
  return [...pins.values()].some((other) => other !== pin && other.token?.injection.held["authorization"] === text);
}

/**
 * A token that nobody else uses should have no session yet. If it has one (of a gateway that was cut off, where tokens are
 * shared in turn), it is ended with that very token, and the create is sent once more.
 */
async function sendCreate(call: DeskCall, pin: Pin, body: Buffer | undefined, signal: AbortSignal): Promise<Received> {
  const { injection } = pin.token ?? {};
  if (injection === undefined) throw new Error("There is no token.");
  const create = { method: "POST", target: targetOf(call), headers: passing(call), body, injection, signal };
  const first = await sendWhole(pin.mount, create);
  if (first.status !== 409) return first;
  await sendEnd(pin, injection);
  return sendWhole(pin.mount, create);
}

async function sendEnd({ mount, path }: Pin, injection: Injection): Promise<void> {
  const signal = AbortSignal.timeout(END_TIMEOUT_MS);
  const headers = ["accept", "application/json"];
  await sendWhole(mount, { method: "DELETE", target: path, headers, body: undefined, injection, signal });
}

function targetOf({ exchange: { query }, decision }: DeskCall): string {
  return query === undefined ? decision.upstreamPath : `${decision.upstreamPath}?${query}`;
}

function passing({ headers, decision }: DeskCall): readonly string[] {
  return [...headers.passing, ...decision.context.headers];
}

/** Aborted when the caller leaves. */
function leavingSignal({ exchange }: DeskCall): AbortSignal {
  const leaving = new AbortController();
  exchange.call = { hangUp: () => leaving.abort() };
  return leaving.signal;
}
