import type { AccessToken } from "@erpgate/client";
import type { Io } from "../command.ts";
import { moment, momentText, printJson } from "../output/json.ts";

/** In which a token is printed. */
export const tokenForms = ["raw", "json", "header", "env", "credential-process"] as const;
export type TokenForm = (typeof tokenForms)[number];

/** What lets a call in. */
export interface LetIn {
  readonly connection: string;
  readonly url: string;
  /** Undefined where the login has none, as with Basic. */
  readonly token: AccessToken | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Prints in a form; without one the token on a line, and on stderr until when it is good. */
export function printLetIn(given: LetIn, form: TokenForm | undefined, io: Io): void {
  switch (form) {
    case undefined:
      io.stdout.write(`${given.token?.token ?? ""}\n`);
      return io.stderr.write(`valid until ${momentText(given.token?.expiresAtMs)}\n`);
    case "raw":
      return io.stdout.write(given.token?.token ?? "");
    case "json":
      return printJson(io.stdout, document(given));
    case "header":
      return io.stdout.write(lines(given.headers, (name, value) => `${name}: ${value}`));
    case "env":
      return io.stdout.write(lines(variables(given), (name, value) => `${name}=${quoted(value)}`));
    case "credential-process":
      return printJson(io.stdout, credentialProcess(given));
  }
}

function document({ connection, token }: LetIn): object {
  const tokenType = token === undefined ? null : "Bearer";
  return { connection, tokenType, token: token?.token ?? null, expires: moment(token?.expiresAtMs) };
}

/**
 * The shape that AWS made common for a program that hands out credentials: a version, the credential, and its end in RFC 3339,
 * which is absent where there is none.
 */
function credentialProcess({ token, headers }: LetIn): object {
  const { utc } = moment(token?.expiresAtMs);
  return {
    Version: 1,
    ...(token === undefined ? {} : { TokenType: "Bearer", Token: token.token }),
    Headers: headers,
    ...(utc === null ? {} : { Expiration: utc }),
  };
}

/** Variables for a shell or an environment file; what there is none of is absent. */
function variables({ url, token, headers }: LetIn): Readonly<Record<string, string>> {
  const { epochSeconds, utc } = moment(token?.expiresAtMs);
  return {
    ERPGATE_URL: url,
    ...(token === undefined ? {} : { ERPGATE_TOKEN: token.token }),
    ...(epochSeconds === null ? {} : { ERPGATE_TOKEN_EXPIRES: String(epochSeconds) }),
    ...(utc === null ? {} : { ERPGATE_TOKEN_EXPIRES_UTC: utc }),
    ...(headers["authorization"] === undefined ? {} : { ERPGATE_AUTHORIZATION: headers["authorization"] }),
    ...(headers["x-api-key"] === undefined ? {} : { ERPGATE_API_KEY: headers["x-api-key"] }),
  };
}

function lines(record: Readonly<Record<string, string>>, write: (name: string, value: string) => string): string {
  return Object.entries(record)
    .map(([name, value]) => `${write(name, value)}\n`)
    .join("");
}

/** For a shell; bare where nothing needs quotes, because readers of environment files take quotes literally. */
function quoted(value: string): string {
  return /^[\w.~+/=:@,-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
