import type { Dialect, Login, TokenWorld } from "../dialect.ts";
import { ErpgateError } from "../errors.ts";
import { checkTarget } from "../http/check-target.ts";
import { urlText } from "../options/read-url.ts";
import { revealed, Secret } from "../secret.ts";
import { bearer } from "../token/bearer.ts";
import { consumerKeyLogin } from "./auth-consumer-key.ts";
import { passwordLogin } from "./auth-password.ts";
import { classifyFailure } from "./failure.ts";
import { prophet21Members } from "./members.ts";
import { prophet21Pager } from "./odata.ts";
import type { Prophet21Options } from "./options.ts";

/** Prophet 21, as the rest of the client sees it. The options have been checked. */
export function prophet21Dialect(options: Prophet21Options, world: TokenWorld): Dialect {
  const base = new URL(options.url);
  const url = urlText(base);
  const below = base.pathname.replace(/\/$/, "");
  return Object.freeze({
    system: "prophet21",
    url,
    // On every call: the default is XML, and on early 26.1 builds a call that takes no JSON gets an empty 500 (observed).
    headers: { accept: "application/json" },
    secretHeaders: new Set(["username", "password", "consumer_key", "appkey"]),
    secrets: secretsOf(options),
    login: login(options, url, world),
    target: (path: string) => checkTarget(below + absolute(path)),
    classifyFailure: (answer, call) =>
      classifyFailure(answer, call && { ...call, path: call.path.slice(below.length) }),
    slashFinding: "prophet21/missing-trailing-slash",
    members: (inside) => prophet21Members(inside, options),
    odata: (resource, pages) => Promise.resolve(resource).then((name) => prophet21Pager(name, pages)),
  } satisfies Dialect);
}

function absolute(path: string): string {
  if (path.startsWith("/")) return path;
  throw new ErpgateError("REQUEST_INVALID", `a Prophet 21 path begins with "/", as "/api/entity/customers/…"`);
}

function login(options: Prophet21Options, url: string, world: TokenWorld): Login {
  const { auth } = options;
  const common = {
    system: "prophet21",
    issuer: url,
    audience: url,
    company: undefined,
    clientId: undefined,
    scopes: [],
  };
  switch (auth.kind) {
    case "password": {
      const grant = `password ${auth.endpoint ?? "v2"}`;
      const identity = { ...common, grant, user: auth.username, secret: revealed(auth.password) };
      return { kind: "token", identity, obtain: passwordLogin(url, auth, world) };
    }
    case "consumer-key": {
      const grant = `consumer-key ${auth.endpoint ?? "v2"}`;
      const identity = { ...common, grant, user: auth.username, secret: revealed(auth.key) };
      return { kind: "token", identity, obtain: consumerKeyLogin(url, auth, world) };
    }
    case "bearer":
      return { kind: "token", identity: undefined, obtain: bearer(auth) };
  }
}

function secretsOf({ auth }: Prophet21Options): readonly string[] {
  switch (auth.kind) {
    case "password":
      return [revealed(auth.password)];
    case "consumer-key":
      return [revealed(auth.key)];
    case "bearer":
      return typeof auth.token === "string" || Secret.is(auth.token) ? [revealed(auth.token)] : [];
  }
}
