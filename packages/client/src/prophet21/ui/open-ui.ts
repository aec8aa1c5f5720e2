import type { WaitInit } from "../../connection.ts";
import type { ConnectionInside } from "../../dialect.ts";
import { readTimeoutMs } from "../../http/call.ts";
import type { Caller } from "../../http/call.ts";
import { waitFor } from "../../http/wait.ts";
import type { Prophet21Options } from "../options.ts";
import { createInteractive } from "./interactive.ts";
import { readServerInfo } from "./server-info.ts";
import type { Prophet21ServerInfo } from "./server-info.ts";
import type { InteractiveOptions, InteractiveSession } from "./session.ts";
import { transactionsAt } from "./transactions.ts";
import type { Prophet21Transactions } from "./transactions.ts";
import { callerAt, findUiServer, rehosted } from "./ui-server.ts";
import type { UiServer } from "./ui-server.ts";

/** Everything that is done at the UI server. */
export interface Prophet21Ui {
  readonly url: (init?: WaitInit) => Promise<string>;
  readonly serverInfo: (init?: WaitInit) => Promise<Prophet21ServerInfo>;
  readonly transactions: Prophet21Transactions;
  readonly interactive: (options?: InteractiveOptions) => Promise<InteractiveSession>;
}

/** Opens the UI server of one connection; where it is, is asked on first use and remembered. */
export function openUi(inside: ConnectionInside, options: Prophet21Options): Prophet21Ui {
  const { caller } = inside;
  let finding: Promise<Found> | undefined;
  // Asked once for all, so no one caller's signal ends it; a failure is forgotten, so that the next may succeed.
  const found = (init: WaitInit | undefined): Promise<Found> => {
    finding ??= find(inside, options);
    finding.catch(() => {
      finding = undefined;
    });
    return waitFor(finding, init?.signal, readTimeoutMs(init?.timeoutMs));
  };
  const callerFor = async (init: WaitInit | undefined): Promise<Caller> => (await found(init)).caller;
  return {
    url: async (init) => (await found(init)).server.url,
    serverInfo: async (init) => readServerInfo(await callerFor(init), init),
    transactions: transactionsAt(callerFor),
    interactive: createInteractive(caller, async (init) => (await found(init)).server),
  };
}

/** The UI server, and what calls are made there with the connection's own token. */
interface Found {
  readonly server: UiServer;
  readonly caller: Caller;
}

async function find(inside: ConnectionInside, options: Prophet21Options): Promise<Found> {
  const { caller } = inside;
  const server = await findUiServer(inside, options);
  const { endpoint } = server;
  const isSame = endpoint === caller.endpoint;
  const authorizer = isSame ? caller.authorizer : rehosted(caller.authorizer, endpoint.host);
  return { server, caller: callerAt(caller, server, authorizer) };
}
