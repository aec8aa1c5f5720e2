import type { IncomingMessage } from "node:http";
import type { GatewayLog } from "../event.ts";
import { BodyTooLarge, readSmallBody } from "../forward/request-body.ts";
import type { Keyring } from "../keys/keyring.ts";
import { StoreError } from "../store/store-error.ts";
import { type AdminCall, type AdminRoute, failed, type JsonAnswer } from "./admin-route.ts";
import { checkBody } from "./body-schema.ts";
import { readOperatorToken, type ReadOperator } from "./operator-token.ts";
import { isOwnHost } from "./own-host.ts";

const MOST_BODY_BYTES = 65_536;

export interface AdminApiParts {
  readonly routes: readonly AdminRoute[];
  readonly keyring: Pick<Keyring, "proves">;
  /** Where the administration listens, as it is configured. */
  readonly host: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: GatewayLog;
}

export interface ApiAnswer extends JsonAnswer {
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

/** Answers what needs a token; undefined where there is no such path. */
export type AdminApi = (request: IncomingMessage) => Promise<ApiAnswer | undefined>;

/**
 * The administration's API. Who comes in shows a token that was made from the key file, in a header: a browser sends it
 * nowhere by itself, so a page of somebody else can do nothing here.
 */
export function createAdminApi({ routes, keyring, host, now, log }: AdminApiParts): AdminApi {
  return async (request) => {
    const [path = "", query = ""] = (request.url ?? "").split(/\?(.*)/s);
    const here = routes.flatMap((route) => {
      const parts = match(route.path, path);
      return parts === undefined ? [] : [{ route, parts }];
    });
    if (here.length === 0) return undefined;
    const caller = identify(request);
    if ("status" in caller) return caller;
    const method = request.method === "HEAD" ? "GET" : request.method;
    const found = here.find(({ route }) => route.method === method);
    if (found === undefined) {
      const allow = here.map(({ route }) => route.method).join(", ");
      return { ...failed(405, "METHOD_NOT_ALLOWED", `Here is ${allow} alone.`), headers: ["allow", allow] };
    }
    const call = { path: found.parts, query: new URLSearchParams(query), operator: caller.operator };
    return { ...(await run(found.route, call, request)), headers: [] };
  };

  function identify(request: IncomingMessage): { readonly operator: string } | ApiAnswer {
    const own = isOwnHost(host, request);
    const read: ReadOperator = own
      ? readOperatorToken(keyring, request.headers.authorization, now())
      : { why: "Host header of somebody else" };
    if ("operator" in read) return read;
    const { why } = read;
    log({ level: "warn", event: "admin.refused", message: `A request to the administration was refused: ${why}.` });
    if (!own) return { ...failed(403, "HOST_FOREIGN", "Call it by the address that it listens at."), headers: [] };
    const answer = failed(
      401,
      "TOKEN_REQUIRED",
      "Send a token that `erpgate admin token` prints as Authorization: Bearer.",
    );
    return { ...answer, headers: ["www-authenticate", 'Bearer realm="erpgate administration"'] };
  }
}

async function run(route: AdminRoute, call: Omit<AdminCall, "body">, request: IncomingMessage): Promise<JsonAnswer> {
  const missing = Object.entries(route.query ?? {}).filter(([name, { required }]) => required && !call.query.has(name));
  if (missing.length > 0)
    return failed(400, "QUERY_INVALID", `The query lacks ${missing.map(([name]) => name).join(", ")}.`);
  try {
    const read = route.body === undefined ? { body: undefined } : await readBody(route.body, request);
    return "status" in read ? read : await route.run({ ...call, ...read });
  } catch (error) {
    return failure(error);
  }
}

async function readBody(
  schema: NonNullable<AdminRoute["body"]>,
  request: IncomingMessage,
): Promise<{ readonly body: unknown } | JsonAnswer> {
  if (!/^application\/json *(?:;|$)/i.test(request.headers["content-type"] ?? ""))
    return failed(415, "JSON_REQUIRED", "Send the body as Content-Type: application/json.");
  const bytes = await readSmallBody(request, MOST_BODY_BYTES);
  const body = parsed(bytes.toString("utf8"));
  if (body === undefined) return failed(400, "BODY_INVALID", "The body is no JSON.");
  const problems = checkBody(schema, body);
  return problems.length === 0 ? { body } : failed(422, "BODY_INVALID", "The body is not as described.", { problems });
}

function failure(error: unknown): JsonAnswer {
  if (error instanceof BodyTooLarge) return failed(413, "BODY_TOO_LARGE", `At most ${MOST_BODY_BYTES} bytes are read.`);
  // What nobody foresaw may quote anything.
  if (!StoreError.is(error)) return failed(500, "FAILED", "The request failed.");
  const { code, message, problems } = error;
  return failed(statusOf(error), code, message, problems.length === 0 ? {} : { problems });
}

const STATUS: Readonly<Partial<Record<StoreError["code"], number>>> = {
  CONSUMER_UNKNOWN: 404,
  CONSUMER_INVALID: 422,
  CONSUMER_CONFLICT: 409,
  CONSUMER_NAME_TAKEN: 409,
  SUBJECT_TAKEN: 409,
};

function statusOf({ code, retryable }: StoreError): number {
  return STATUS[code] ?? (retryable ? 503 : 500);
}

/** @returns the variable parts; undefined when it is another path, or one that cannot be decoded */
function match(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  const parts: [string, string][] = [];
  for (const [index, part] of wanted.entries()) {
    const segment = given[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== segment) return undefined;
    const value = name === undefined ? segment : decoded(segment);
    if (value === undefined || (name !== undefined && value === "")) return undefined;
    if (name !== undefined) parts.push([name, value]);
  }
  return Object.fromEntries(parts);
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
