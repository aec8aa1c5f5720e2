import { known } from "../blame.ts";
import type { Outcome } from "../examination.ts";
import { failureOf } from "../wire/failure-of.ts";
import { isLoopback, type Place } from "./place.ts";

/** Names that are made for the inside of a network: a private address is what they ought to have. */
const INSIDE = /\.(?:local|lan|internal|intranet|corp|home|private|test|arpa|localdomain)$/i;

/** Whether the name can be looked up here, and what it stands for. */
export async function checkDns({ hostname, lookup }: Place): Promise<Outcome> {
  if (process.getBuiltinModule("node:net").isIP(hostname) !== 0)
    return { verdict: "ok", summary: `${hostname} is an address: no name to look up` };
  try {
    const addresses = (await lookup(hostname)).map(({ address }) => address);
    const isInside = isLoopback(hostname) || INSIDE.test(hostname) || !hostname.includes(".");
    const hidden = isInside ? [] : addresses.filter(isPrivate);
    return {
      verdict: "ok",
      summary: `${hostname} is ${addresses.join(", ")}`,
      advice:
        hidden.length === 0
          ? []
          : [
              `${hidden.join(", ")} is a private address behind a public name: it can be reached from inside that network or by VPN alone`,
            ],
    };
  } catch (error) {
    const { code } = failureOf(error);
    return {
      verdict: "fail",
      summary: `${hostname} cannot be looked up (${code})`,
      troubles: [known("network/dns-not-found", `the look-up of ${hostname} ended with ${code}`)],
    };
  }
}

/** RFC 1918, shared, link-local and unique-local addresses. */
export function isPrivate(address: string): boolean {
  return /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(
    address,
  );
}
