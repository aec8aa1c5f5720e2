import type { LookupAddress } from "node:dns";

/** Where the connection's requests go, and how its name is looked up. */
export interface Place {
  readonly url: URL;
  /** Without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly lookup: (hostname: string) => Promise<readonly LookupAddress[]>;
  readonly limitMs: number;
}

export function placeOf(address: string, limitMs: number, lookup: Place["lookup"] = lookUp): Place {
  const url = new URL(address);
  const isTls = url.protocol === "https:";
  const port = url.port === "" ? (isTls ? 443 : 80) : Number(url.port);
  return { url, hostname: url.hostname.replace(/^\[|\]$/g, ""), port, isTls, lookup, limitMs };
}

async function lookUp(hostname: string): Promise<readonly LookupAddress[]> {
  const { lookup } = process.getBuiltinModule("node:dns/promises");
  return await lookup(hostname, { all: true });
}

/** Whether nothing that is sent there leaves this computer. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(hostname);
}
