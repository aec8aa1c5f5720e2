import type { Connection, WaitInit } from "../connection.ts";
import type { ConnectionInside } from "../dialect.ts";
import { ErpgateError } from "../errors.ts";
import { readTimeoutMs } from "../http/call.ts";
import { waitFor } from "../http/wait.ts";
import type { AccessToken } from "../token/token.ts";
import { canRead } from "./can-read.ts";
import { readClaims } from "./claims.ts";
import type { Prophet21Connection } from "./connection.ts";
import type { Prophet21Options } from "./options.ts";
import { restFamily } from "./rest.ts";
import { parseScope } from "./scope.ts";
import { lateUi } from "./ui/late-ui.ts";

type Members = Omit<Prophet21Connection, keyof Connection>;
/**
 * What a connection to Prophet 21 can do besides every connection's `get`, `fetch` and `odata`. What needs the UI server is
 * loaded on first use (decisions/loaded-on-first-use.md).
 */
export function prophet21Members(inside: ConnectionInside, options: Prophet21Options): Members {
  const ui = lateUi(inside, options);
  return {
    rest: (family) => restFamily(inside.caller, family),
    transactions: ui.transactions,
    interactive: ui.interactive,
    uiServer: ui.url,
    serverInfo: ui.serverInfo,
    ...aboutToken(inside),
  };
}

function aboutToken({ caller }: ConnectionInside): Pick<Members, "whoami" | "scopes" | "canRead"> {
  const token = async (init: WaitInit | undefined): Promise<AccessToken> => {
    const shared = caller.authorizer.token();
    if (shared === undefined) throw new ErpgateError("REQUEST_INVALID", "this login has no token");
    return waitFor(shared, init?.signal, readTimeoutMs(init?.timeoutMs));
  };
  const claims = async (init: WaitInit | undefined) => readClaims((await token(init)).token);
  return {
    whoami: async (init) => {
      const { token: text, expiresAtMs } = await token(init);
      const read = readClaims(text);
      // A consumer's number or scope makes it a consumer's token (observed); one without either is a user's.
      const grant = read && (read.consumerUid === undefined && read.scope === "" ? "user" : "consumer");
      return { user: read?.user || undefined, grant, consumerUid: read?.consumerUid, expiresAtMs };
    },
    scopes: async (init) => {
      const read = parseScope((await claims(init))?.scope ?? "");
      return read.ok && read.scope.entries.length > 0 ? read.scope : undefined;
    },
    canRead: async (resource, init) => canRead(await claims(init), resource),
  };
}
