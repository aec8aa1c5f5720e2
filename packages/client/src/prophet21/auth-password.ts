import type { TokenWorld } from "../dialect.ts";
import { revealed } from "../secret.ts";
import { plain } from "../token/token-request.ts";
import type { ObtainToken } from "../token/token.ts";
import { obtainFrom } from "./obtain.ts";
import type { Presentation } from "./obtain.ts";
import type { Prophet21PasswordAuth } from "./options.ts";
import { prophet21TokenReader } from "./token-answer.ts";

/** The strategy for a user's name and password. */
export function passwordLogin(url: string, auth: Prophet21PasswordAuth, world: TokenWorld): ObtainToken {
  const reader = prophet21TokenReader([revealed(auth.password)], plain("P21_CREDENTIALS_INVALID"));
  return obtainFrom(url, presentPassword(auth), reader, world);
}

/** v2 takes JSON; v1 takes headers and an empty body (both observed). */
export function presentPassword(auth: Prophet21PasswordAuth): Presentation {
  const { username, endpoint = "v2" } = auth;
  const password = revealed(auth.password);
  if (endpoint === "v1") return { endpoint, headers: { username, password }, body: "" };
  return { endpoint, headers: {}, body: JSON.stringify({ username, password }) };
}
