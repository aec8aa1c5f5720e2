import type { TokenWorld } from "../dialect.ts";
import { readTokenAnswer, sendTokenRequest } from "../token/token-request.ts";
import type { TokenReader } from "../token/token-request.ts";
import type { ObtainToken } from "../token/token.ts";

/** How a credential is presented: on which address, in which headers, in which body. */
export interface Presentation {
  readonly endpoint: "v1" | "v2";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The strategy for Prophet 21's token service, whichever way the credential is presented. */
export function obtainFrom(
  baseUrl: string,
  presented: Presentation,
  reader: TokenReader,
  world: TokenWorld,
): ObtainToken {
  const url = new URL(baseUrl);
  const endpoint = world.open(url);
  const path = `${url.pathname.replace(/\/$/, "")}/api/security/token${presented.endpoint === "v2" ? "/v2" : ""}`;
  // JSON asked for every time: the service answers XML by default. An empty v1 POST states its length, or IIS answers 411.
  const headers = { accept: "application/json", "content-type": "application/json", ...presented.headers };
  return async (signal) => {
    const request = { endpoint, path, headers, body: presented.body, timeoutMs: world.timeoutMs, signal };
    return readTokenAnswer(request, await sendTokenRequest(request), reader, world.runtime.now());
  };
}
