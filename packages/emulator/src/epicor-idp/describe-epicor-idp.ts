import type { SystemDescription } from "../describe-emulator.ts";
import type { EmulatedEpicorIdp } from "./emulated-epicor-idp.ts";

/** Addresses, clients and things to try of an emulated Epicor Identity Provider. It has no switches of its own: Kinetic has the one. */
export function describeEpicorIdp({ url, clients, users, scope, client }: EmulatedEpicorIdp): SystemDescription {
  const body = {
    grant_type: "client_credentials",
    client_id: client.clientId,
    client_secret: client.secret ?? "",
    scope,
  };
  return {
    system: "epicorIdp",
    title: "Epicor Identity Provider (Kinetic takes its tokens with the switch idp)",
    url,
    credentials: [
      ...users.map(({ username, password, about }) => ({
        kind: "user" as const,
        name: username,
        secret: password,
        about,
      })),
      ...clients.map(({ clientId, secret = "" }) => ({
        kind: "application" as const,
        name: clientId,
        secret,
        about: "a client of the identity provider",
      })),
    ],
    examples: [
      {
        title: "Get a token",
        method: "POST",
        url: `${url}/connect/token`,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(body).toString(),
      },
    ],
    switches: [],
  };
}
