import { seeded } from "../../../tools/seeded-secrets.ts";
import {
  createEmulator,
  startEmulator,
  type Emulator,
  type EmulatorOptions,
  type KineticEmulatorOptions,
  type KineticSwitches,
  type Prophet21EmulatorOptions,
  type Prophet21Switches,
  type RunningEmulator,
} from "../src/index.ts";

/** Noon of a day in 2026: nothing in these tests depends on the machine's clock. */
export const NOON: number = Date.UTC(2026, 10, 21, 12);

const kineticCredentials: KineticEmulatorOptions = {
  user: { username: "integration", password: seeded("kinetic-password") },
  apiKey: seeded("kinetic-api-key"),
  users: [
    {
      username: "clerk",
      password: seeded("clerk-password"),
      companies: ["EPIC06"],
      deniedMethods: ["Erp.BO.Company.GetRows"],
    },
  ],
  apiKeys: [
    { key: seeded("key-epic06"), description: "EPIC06 only", company: "EPIC06" },
    { key: seeded("key-disabled"), description: "disabled", enabled: false },
    { key: seeded("key-expiring"), description: "expires in an hour", expiresAtMs: NOON + 3_600_000 },
    {
      key: seeded("key-scoped"),
      description: "scoped",
      accessScope: ["Erp.BO.CustomerSvc/GetByID", "BaqSvc/zCustomer01", "efx/OrderDesk"],
    },
  ],
};

const prophet21Credentials: Prophet21EmulatorOptions = {
  user: { username: "api_user", password: seeded("p21-password") },
  consumerKey: { name: "erp-sync", key: seeded("p21-consumer-key"), scope: "/api" },
  users: [
    { username: "noodata", password: seeded("noodata-password") },
    {
      username: "buyer",
      password: seeded("buyer-password"),
      allowOdataApiService: true,
      dataservicePermission: ["supplier"],
    },
  ],
  consumers: [
    { name: "reader", key: seeded("reader-key"), scope: "/odata:supplier,price_page" },
    { name: "bare", key: seeded("bare-key"), scope: "/odata" },
    { name: "sdk", key: seeded("sdk-key"), sdkAccess: true, tokenExpire: 600 },
  ],
};

export interface FixtureOptions {
  readonly kinetic?: Partial<KineticSwitches>;
  readonly prophet21?: Partial<Prophet21Switches>;
}

function optionsOf({ kinetic = {}, prophet21 = {} }: FixtureOptions): EmulatorOptions {
  return {
    runtime: { now: () => NOON },
    kinetic: { ...kineticCredentials, switches: kinetic },
    prophet21: { ...prophet21Credentials, switches: prophet21 },
  };
}

/** An emulator in process with a standing clock and credentials that carry the mark of test secrets. */
export function makeEmulator(switches: FixtureOptions = {}): Emulator {
  return createEmulator(optionsOf(switches));
}

/** The same on sockets. */
export async function listenEmulator(switches: FixtureOptions = {}): Promise<RunningEmulator> {
  return await startEmulator(optionsOf(switches));
}

export function basic(username: string, password: string, charset: "utf8" | "latin1" = "utf8"): string {
  return `Basic ${Buffer.from(`${username}:${password}`, charset).toString("base64")}`;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown;
}

export interface Send {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A Kinetic call with no credentials but the ones given. */
export async function kineticRaw({ kinetic }: Emulator, path: string, send: Send = {}): Promise<Reply> {
  return await reply(await kinetic.fetch(new Request(`${kinetic.url}${path}`, send)));
}

/** A Kinetic call as the main user with the main key. */
export async function kineticCall(emulator: Emulator, path: string, send: Send = {}): Promise<Reply> {
  const { user, apiKey } = emulator.kinetic;
  const own = new Set(Object.keys(send.headers ?? {}).map((name) => name.toLowerCase()));
  const usual = { authorization: basic(user.username, user.password), "x-api-key": apiKey };
  const missing = Object.entries(usual).filter(([name]) => !own.has(name));
  const headers = { ...Object.fromEntries(missing), ...send.headers };
  return await kineticRaw(emulator, path, { ...send, headers });
}

/** A P21 call that asks for JSON, with no credentials but the ones given. */
export async function prophet21Raw({ prophet21 }: Emulator, path: string, send: Send = {}): Promise<Reply> {
  const headers = { accept: "application/json", ...send.headers };
  return await reply(await prophet21.fetch(new Request(`${prophet21.url}${path}`, { ...send, headers })));
}

/** A P21 token by the v2 endpoint. */
export async function prophet21Token(emulator: Emulator, body: Readonly<Record<string, string>>): Promise<string> {
  const { body: answer } = await prophet21Raw(emulator, "/api/security/token/v2", {
    method: "POST",
    body: JSON.stringify(body),
  });
  const token = member(answer, "AccessToken");
  if (typeof token !== "string") throw new Error("no token was given");
  return token;
}

export async function prophet21Call(emulator: Emulator, path: string, token: string, send: Send = {}): Promise<Reply> {
  return await prophet21Raw(emulator, path, {
    ...send,
    headers: { authorization: `Bearer ${token}`, ...send.headers },
  });
}

/** The main user's body for the v2 token endpoint. */
export function mainUser({ prophet21 }: Emulator): Readonly<Record<string, string>> {
  return { username: prophet21.user.username, password: prophet21.user.password };
}

export function consumer(key: string, username?: string): Readonly<Record<string, string>> {
  return { ClientSecret: key, GrantType: "client_credentials", ...(username === undefined ? {} : { username }) };
}

/** A member of something that came as JSON, `value.0.Name` style. */
export function member(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inside, name) =>
        typeof inside === "object" && inside !== null
          ? Object.entries(inside).find(([key]) => key === name)?.[1]
          : undefined,
      value,
    );
}

/** A list inside something that came as JSON. */
export function list(value: unknown, path = "value"): readonly unknown[] {
  const found = member(value, path);
  return Array.isArray(found) ? found : [];
}

/** The last thing the journal says. */
export function last(emulator: Emulator): Emulator["journal"][number] {
  const entry = emulator.journal.at(-1);
  if (entry === undefined) throw new Error("the journal is empty");
  return entry;
}

/** The claims of a token, unverified. */
export function claimsOf(token: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(String(token).split(".")[1] ?? "", "base64url").toString("utf8")) as Record<
    string,
    unknown
  >;
}
