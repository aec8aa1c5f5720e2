import type { ConnectionOptions } from "../open-connections.ts";
import { unsentRequest } from "../request/unsent-request.ts";

/** Variables that stand where a secret would: the reader of an artefact sets them, nothing writes their value. */
export type SecretVariable = "ERPGATE_PASSWORD" | "ERPGATE_API_KEY" | "ERPGATE_CONSUMER_KEY" | "ERPGATE_TOKEN";

/** A text of the configuration that may be shown, or the variable in the place of a secret. */
export type Value = string | { readonly secret: SecretVariable };
export type NamedValues = readonly (readonly [string, Value])[];

/** How the call gets its `Authorization`. */
export type Login =
  | { readonly kind: "basic"; readonly username: string }
  | { readonly kind: "bearer" }
  | {
      readonly kind: "token";
      readonly path: string;
      readonly headers: NamedValues;
      /** A JSON object, or nothing: an empty body. */
      readonly json: NamedValues | undefined;
    };

/** An authorised read of a connection, in no language yet. */
export interface CallPlan {
  readonly connection: string;
  /** Without a slash at its end. */
  readonly url: string;
  /** What is read, below the URL, with a slash in front. */
  readonly path: string;
  /** Beside `Authorization`. */
  readonly headers: NamedValues;
  readonly login: Login;
  readonly secrets: readonly SecretVariable[];
}

const OWN: ReadonlySet<string> = new Set(["authorization", "host", "connection", "content-length", "accept-encoding"]);

/** Plans the read: address and headers are those of a real call. */
export async function planCall(
  connection: string,
  options: ConnectionOptions,
  path: string | undefined,
): Promise<CallPlan> {
  const url = options.url.replace(/\/+$/, "");
  const request = await unsentRequest(options, path ?? usualRead(options));
  const headers = [...request.headers]
    .filter(([name]) => !OWN.has(name))
    .map(([name, value]): readonly [string, Value] => [
      name,
      name === "x-api-key" ? { secret: "ERPGATE_API_KEY" } : value,
    ]);
  const login = loginOf(options);
  return {
    connection,
    url,
    path: decodedDollar(request.url.slice(url.length)),
    headers,
    login,
    secrets: secretsOf(login, headers),
  };
}

/** One row and few columns: it shows that the login works and costs the server nothing. */
function usualRead({ system }: ConnectionOptions): string {
  switch (system) {
    case "kinetic":
      return "Erp.BO.CustomerSvc/Customers?$select=CustID,Name&$top=1";
    case "prophet21":
      return "/odataservice/odata/table/supplier?$select=supplier_id,supplier_name&$top=1";
  }
}

/** A quote ends a string in half of the languages. */
const decodedDollar = (text: string): string => text.replaceAll("%24", "$").replaceAll("'", "%27");

const PASSWORD = { secret: "ERPGATE_PASSWORD" } as const;
const KEY = { secret: "ERPGATE_CONSUMER_KEY" } as const;

/** What the ERPs' own token endpoints take; a token of anybody else is brought along (`erpgate token`). */
function loginOf({ auth }: ConnectionOptions): Login {
  switch (auth.kind) {
    case "basic":
      return { kind: "basic", username: auth.username };
    case "token-resource":
      // With the slash: without it the service redirects, and a redirected POST becomes a GET (official, Epicor's own library).
      return withHeaders("/TokenResource.svc/", [
        ["username", auth.username],
        ["password", PASSWORD],
        ["content-type", "application/x-www-form-urlencoded"],
      ]);
    case "password":
      return passwordLogin(auth.username, auth.endpoint);
    case "consumer-key":
      return keyLogin(auth.username, auth.endpoint);
    case "entra":
    case "epicor-idp":
    case "bearer":
      return { kind: "bearer" };
  }
}

function passwordLogin(username: string, endpoint: "v1" | "v2" = "v2"): Login {
  const pair: NamedValues = [
    ["username", username],
    ["password", PASSWORD],
  ];
  return endpoint === "v1" ? withHeaders("/api/security/token", pair) : withJson(pair);
}

function keyLogin(username: string | undefined, endpoint: "v2" | "v1-consumer_key" | "v1-appkey" = "v2"): Login {
  const user: NamedValues = username === undefined ? [] : [["username", username]];
  switch (endpoint) {
    case "v2":
      return withJson([["ClientSecret", KEY], ["GrantType", "client_credentials"], ...user]);
    case "v1-consumer_key":
      return withHeaders("/api/security/token", [["consumer_key", KEY], ["grant_type", "client_credentials"], ...user]);
    case "v1-appkey":
      return withHeaders("/api/security/token", [["appkey", KEY], ...user]);
  }
}

const ACCEPT = ["accept", "application/json"] as const;

const withHeaders = (path: string, headers: NamedValues): Login => ({
  kind: "token",
  path,
  headers: [...headers, ACCEPT],
  json: undefined,
});

const withJson = (json: NamedValues): Login => ({
  kind: "token",
  path: "/api/security/token/v2",
  headers: [["content-type", "application/json"], ACCEPT],
  json,
});

function secretsOf(login: Login, headers: NamedValues): SecretVariable[] {
  const inLogin: Value[] =
    login.kind === "token"
      ? [...login.headers, ...(login.json ?? [])].map(([, value]) => value)
      : [{ secret: login.kind === "basic" ? "ERPGATE_PASSWORD" : "ERPGATE_TOKEN" }];
  const all = [...inLogin, ...headers.map(([, value]) => value)];
  return [...new Set(all.flatMap((value) => (typeof value === "string" ? [] : [value.secret])))];
}
