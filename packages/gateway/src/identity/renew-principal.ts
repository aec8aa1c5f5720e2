import type { Consumer } from "../consumers/consumer.ts";
import type { ConsumerDirectory } from "../consumers/directory.ts";
import type { Reason } from "../reason.ts";
import { consumerOf } from "./issuer-token.ts";
import { holds } from "./known-credentials.ts";
import { createPrincipal, type Principal } from "./principal.ts";

type Registered = Pick<ConsumerDirectory, "byName" | "bySubject">;

/**
 * Until when a credential that was verified before is good, as things are registered now.
 * @returns epoch milliseconds; -Infinity: what it rests on is gone
 */
export function goodUntilMs(principal: Principal, consumers: Registered): number {
  const consumer = registeredNow(principal, consumers);
  if (consumer === undefined) return -Infinity;
  const { basis, untilMs } = principal;
  return basis?.kind === "key" ? Math.min(untilMs, consumer.keyEndMs(basis.keyId) ?? -Infinity) : untilMs;
}

/**
 * Who is calling, once more, for a call that has waited since it was asked: what was verified then may have ended meanwhile.
 * @returns the same principal where nothing has changed, without looking anything up
 */
export function renewPrincipal(principal: Principal, consumers: Registered, nowMs: number): Principal | Reason {
  if (holds(principal, nowMs)) return principal;
  const consumer = registeredNow(principal, consumers);
  const untilMs = goodUntilMs(principal, consumers);
  if (consumer === undefined || untilMs === -Infinity) return "credential.unknown";
  if (untilMs <= nowMs) return "credential.expired";
  const { connection, narrowing, userToken, basis, user, credential } = principal;
  return createPrincipal(consumer, untilMs, {
    credential,
    ...(connection === undefined ? {} : { connection }),
    ...(narrowing === undefined ? {} : { narrowing }),
    ...(userToken === undefined ? {} : { userToken }),
    ...(basis === undefined ? {} : { basis }),
    ...(user === undefined ? {} : { user }),
  });
}

/** The very consumer, not a namesake; for a foreign identity, the one that it stands for now. */
function registeredNow({ consumer: { id, name }, basis }: Principal, consumers: Registered): Consumer | undefined {
  const found = basis?.kind === "subject" ? consumerOf(basis, consumers) : consumers.byName(name);
  return found?.id === id ? found : undefined;
}
