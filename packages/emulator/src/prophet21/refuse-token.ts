import { json, refusing, xml, type Answer } from "../http/answer.ts";
import { elements } from "../http/xml.ts";
import { middlewareError } from "./errors.ts";
import type { Prophet21Exchange } from "./exchange.ts";
import type { TokenRequest } from "./read-token-request.ts";
import type { Prophet21User } from "./state.ts";
import { isLive, loginNameOf, userNamed } from "./users.ts";

const WRONG_PAIR = "The user name or password is incorrect.";

/** A wrong user or password: 401 (documented); all three bodies rest on one source each. */
export function refusePassword(exchange: Prophet21Exchange, request: TokenRequest | undefined): Answer {
  const rule = request?.kind === "user" ? "prophet21.token.password" : "prophet21.token.no-credentials";
  return refusing(passwordBody(exchange, rule), wouldAccept(exchange, request));
}

function passwordBody({ call, switches }: Prophet21Exchange, rule: string): Answer {
  switch (switches.badPassword) {
    case "invalid_grant":
      return json(rule, { error: "invalid_grant", error_description: WRONG_PAIR }, 401);
    case "ErrorMessage":
      return middlewareError(call, rule, 401, { message: WRONG_PAIR, type: "P21.Business.Common.TokenException" });
    case "ResourceError":
      return xml(
        rule,
        `<ResourceError>${elements({ ErrorMessage: WRONG_PAIR, ErrorType: "P21.Business.Common.TokenException" })}</ResourceError>`,
        401,
      );
  }
}

function wouldAccept({ state, address, switches }: Prophet21Exchange, request: TokenRequest | undefined): string {
  if (request?.kind === "user") {
    const known = userNamed(request.username, state);
    return known === undefined ? `one of the users ${liveNames(state).join(", ")}` : wantedOf(known, request.username);
  }
  const isV2 = address.kind === "token" && address.version === "v2";
  return isV2
    ? "a JSON body with username and password, or with ClientSecret and GrantType"
    : `the headers of one of the v1 forms ${switches.v1Forms.join(", ")}`;
}

function liveNames({ users }: Prophet21Exchange["state"]): readonly string[] {
  return users.filter(isLive).map(loginNameOf);
}

/** The caller learns nothing of this; the journal does. */
function wantedOf(user: Prophet21User, given: string): string {
  if (user.deleted) return `${user.username} not deleted in User Maintenance`;
  if (user.login === "none") return `${user.username} tied to a Windows, Azure AD or SQL login`;
  const name = loginNameOf(user);
  return given === name ? `the password of ${name}` : `the password of ${name}, and the name with its domain`;
}

/**
 * A key that is not registered on this tenant: a 500 whose InnerException holds the key in clear (observed on 26.1.5950.0), or
 * the 401 of older texts (documented).
 */
export function refuseKey({ call, switches, state }: Prophet21Exchange, key: string): Answer {
  const rule = "prophet21.token.unknown-key";
  const good = `the key of one of the consumers ${state.consumers.map(({ name }) => name).join(", ")}`;
  if (switches.unknownKey === 401)
    return refusing(
      json(rule, { error: "invalid_client", error_description: "The consumer key is invalid." }, 401),
      good,
    );
  const inner = `P21.Common.Exceptions.NotFoundException: Your query did not yield any results. Consumer Key: ${key}`;
  const error = { message: "Unable to generate client token.", type: "P21.Business.Common.TokenException", inner };
  return refusing(middlewareError(call, rule, 500, error), good);
}
