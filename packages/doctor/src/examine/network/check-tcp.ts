import { known } from "../blame.ts";
import type { Outcome } from "../examination.ts";
import { failureOf } from "../wire/failure-of.ts";
import { isPrivate } from "./check-dns.ts";
import type { Place } from "./place.ts";

/** Whether each of the host's addresses takes a connection: a client may be given any of them. */
export async function checkTcp(place: Place, signal: AbortSignal): Promise<Outcome> {
  const addresses = await addressesOf(place);
  const tries = await Promise.all(
    addresses.map(async (address) => ({ address, code: await tryAddress(address, place, signal) })),
  );
  const open = tries.filter(({ code }) => code === undefined);
  const shut = tries.flatMap(({ address, code }) => (code === undefined ? [] : [`${address}: ${code}`]));
  if (open.length === 0) return unreachable(place, tries, shut);
  return {
    verdict: "ok",
    summary: `port ${String(place.port)} takes connections`,
    advice:
      shut.length === 0
        ? []
        : [`some addresses of the host do not, and a client may be given one of them: ${shut.join(", ")}`],
    details: open.map(({ address }) => `${address} is open`),
  };
}

async function addressesOf({ hostname, lookup }: Place): Promise<readonly string[]> {
  if (process.getBuiltinModule("node:net").isIP(hostname) !== 0) return [hostname];
  return (await lookup(hostname)).map(({ address }) => address);
}

function tryAddress(host: string, { port, limitMs }: Place, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = process.getBuiltinModule("node:net").connect({ host, port, timeout: limitMs });
    const end = (code: string | undefined): void => {
      socket.destroy();
      signal.removeEventListener("abort", late);
      resolve(code);
    };
    const late = (): void => end("ETIMEDOUT");
    signal.addEventListener("abort", late, { once: true });
    socket.once("connect", () => end(undefined));
    socket.once("timeout", late);
    socket.once("error", (error) => end(failureOf(error).code));
  });
}

function unreachable(
  { hostname, port }: Place,
  tries: readonly { readonly address: string; readonly code: string | undefined }[],
  shut: readonly string[],
): Outcome {
  const id = tries.every(({ code }) => code === "ECONNREFUSED")
    ? "network/refused"
    : tries.some(({ code }) => code === "ECONNRESET")
      ? "network/reset"
      : "network/timeout";
  const hidden = tries.some(({ address }) => isPrivate(address))
    ? ["the address is a private one: without a VPN into that network it cannot be reached"]
    : [];
  return {
    verdict: "fail",
    summary: `${hostname} takes no connection on port ${String(port)}`,
    troubles: [known(id, ...shut, ...hidden)],
  };
}
