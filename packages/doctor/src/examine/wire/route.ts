import type { Duplex } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import type { KineticOptions, Prophet21Options } from "@erpgate/client";
import type { Outcome } from "../examination.ts";
import type { Place } from "../network/place.ts";

/** How bytes get to a server: what TLS is told, and who opens the socket where it is not opened directly. */
export interface Route {
  readonly tlsFor: (url: URL) => ConnectionOptions;
  readonly open: ((url: URL, signal: AbortSignal) => Promise<Duplex>) | undefined;
  readonly isDirect: (url: URL) => boolean;
  readonly checkProxy: (place: Place, signal: AbortSignal) => Promise<Outcome>;
  /** In words: which certificates are trusted, and where that comes from. */
  readonly trust: string;
}

/** The way that a connection's options lead. */
export function routeFor(_options: KineticOptions | Prophet21Options): Route {
  return {
    tlsFor: () => ({}),
    open: undefined,
    isDirect: () => true,
    checkProxy: async () => ({ verdict: "ok", summary: "none: straight to the host" }),
    trust: trustOfNode(process.env),
  };
}

function trustOfNode(env: Readonly<Record<string, string | undefined>>): string {
  const extra = env["NODE_EXTRA_CA_CERTS"];
  const options = `${env["NODE_OPTIONS"] ?? ""} ${process.execArgv.join(" ")}`;
  const system = /--use-system-ca/.test(options) ? ", the operating system's store" : "";
  return `Node's own list${system}${extra === undefined || extra === "" ? "" : `, ${extra} (NODE_EXTRA_CA_CERTS)`}`;
}
