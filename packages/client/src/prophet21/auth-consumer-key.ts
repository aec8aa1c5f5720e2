import type { TokenWorld } from "../dialect.ts";
import { revealed } from "../secret.ts";
import { plain } from "../token/token-request.ts";
import type { ObtainToken } from "../token/token.ts";
import { obtainFrom } from "./obtain.ts";
import type { Presentation } from "./obtain.ts";
import type { Prophet21ConsumerKeyAuth } from "./options.ts";
import { prophet21TokenReader } from "./token-answer.ts";

/** The strategy for a consumer key. */
export function consumerKeyLogin(url: string, auth: Prophet21ConsumerKeyAuth, world: TokenWorld): ObtainToken {
  const reader = prophet21TokenReader([revealed(auth.key)], plain("P21_KEY_UNKNOWN"));
  return obtainFrom(url, presentKey(auth), reader, world);
}

/**
 * v2: the key as `ClientSecret`, with or without the user to act as (observed). A `Scope` would be ignored (observed), so
 * none is sent. The two v1 forms are found in client code: `consumer_key` with a grant type, and `appkey`.
 */
export function presentKey(auth: Prophet21ConsumerKeyAuth): Presentation {
  const { username, endpoint = "v2" } = auth;
  const key = revealed(auth.key);
  const user = username === undefined ? {} : { username };
  switch (endpoint) {
    case "v2":
      return {
        endpoint,
        headers: {},
        body: JSON.stringify({ ClientSecret: key, GrantType: "client_credentials", ...user }),
      };
    case "v1-consumer_key":
      return { endpoint: "v1", headers: { consumer_key: key, grant_type: "client_credentials", ...user }, body: "" };
    case "v1-appkey":
      return { endpoint: "v1", headers: { appkey: key, ...user }, body: "" };
  }
}
