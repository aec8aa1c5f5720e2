import type { Emulator, EmulatorOptions } from "@erpgate/emulator";
import type { Profile } from "../verifies.ts";
import { createErp, disposable } from "./erp.ts";
import { send } from "./send.ts";
import type { Answer, Sent } from "./send.ts";

/** Prophet 21 as a program meets it that speaks HTTP and knows nothing of erpgate. */
export interface Prophet21Wire {
  readonly erp: Emulator;
  /** Base address, no trailing slash. */
  readonly url: string;
  readonly user: { readonly username: string; readonly password: string };
  /** The main consumer's key. */
  readonly key: string;
  /** Below the base URL, accepting JSON, with no credential but those in the headers. */
  readonly send: (path: string, sent?: Sent) => Promise<Answer>;
  /** A token call with these JSON members. */
  readonly askToken: (members: Readonly<Record<string, string>>, headers?: Sent["headers"]) => Promise<Answer>;
  /** The headers of a call that carries a token of the main consumer, or the one that was asked for with these members. */
  readonly bearer: (members?: Readonly<Record<string, string>>) => Promise<{ authorization: string }>;
}

/** The emulator by itself, in this process. */
export function prophet21Emulator(options?: EmulatorOptions["prophet21"]): Profile<Prophet21Wire> {
  const open = (): Promise<Prophet21Wire & AsyncDisposable> => {
    const erp = createErp(options && { prophet21: options });
    const { url, user, consumerKey } = erp.prophet21;
    return Promise.resolve(
      disposable(
        prophet21Wire({ erp, fetch: (request) => erp.prophet21.fetch(request), url, user, key: consumerKey.key }),
      ),
    );
  };
  return { name: "emulator", open };
}

interface Parts extends Pick<Prophet21Wire, "erp" | "url" | "user" | "key"> {
  readonly fetch: (request: Request) => Promise<Response>;
}

/** The tools of a test around an address that speaks Prophet 21. */
export function prophet21Wire({ fetch, ...parts }: Parts): Prophet21Wire {
  const { url, key } = parts;
  const ask = (path: string, sent: Sent = {}): Promise<Answer> =>
    send(fetch, `${url}${path}`, { accept: "application/json" }, sent);
  const askToken: Prophet21Wire["askToken"] = (members, headers = {}) =>
    ask(TOKEN_V2, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(members),
    });
  const bearer: Prophet21Wire["bearer"] = async (members = consumerGrant(key)) => {
    const { AccessToken } = (await askToken(members)).json<{ AccessToken: string }>();
    return { authorization: `Bearer ${AccessToken}` };
  };
  return { ...parts, send: ask, askToken, bearer };
}

export const TOKEN_V1 = "/api/security/token";
export const TOKEN_V2 = "/api/security/token/v2";

/** The members of a consumer's token request. */
export function consumerGrant(key: string, username?: string): Readonly<Record<string, string>> {
  return { ClientSecret: key, GrantType: "client_credentials", ...(username === undefined ? {} : { username }) };
}
