import { connect, createMemoryTokenStore, ErpgateError, errorTable, Secret } from "@erpgate/client";
import type {
  AccessToken,
  CallInit,
  Connection,
  ErpgateErrorCode,
  KineticConnection,
  KineticOptions,
  LogEvent,
  ODataOptions,
  Prophet21Connection,
  Prophet21Options,
  Runtime,
  TokenStore,
} from "@erpgate/client";

// The usual trick: two generic functions are alike only if what they compare with is.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- that is the trick
type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const proof = <Claim extends true>(claim: Claim): Claim => claim;

/** The example of the README: secrets come from the environment as they are. */
export function readme(): KineticConnection {
  return connect({
    system: "kinetic",
    url: "https://erp.example.com/ERP11PROD",
    company: "EPIC06",
    apiKey: process.env["KINETIC_API_KEY"],
    auth: { kind: "basic", username: "integration", password: process.env["KINETIC_PASSWORD"] },
  });
}

/** The options decide the connection's type; options that may be either give either. */
export function overloads(
  kinetic: KineticOptions,
  prophet21: Prophet21Options,
  either: KineticOptions | Prophet21Options,
): void {
  const one: KineticConnection = connect(kinetic);
  const other: Prophet21Connection = connect(prophet21);
  const any: KineticConnection | Prophet21Connection = connect(either);
  const base: Connection[] = [one, other, any];
  void base;
  // @ts-expect-error Prophet 21 has no company
  connect({ system: "prophet21", url: "", company: "x", auth: { kind: "bearer", token: "" } });
  // @ts-expect-error Kinetic has no consumer keys
  connect({ system: "kinetic", url: "", auth: { kind: "consumer-key", key: "" } });
  // @ts-expect-error a kind decides its members
  connect({ system: "kinetic", url: "", auth: { kind: "basic", clientId: "", clientSecret: "" } });
}

/** Every way to give somebody else's token. */
export function bearers(credential: {
  getToken(scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number } | null>;
}): void {
  const system = "kinetic";
  const url = "https://erp.example.com/ERP";
  connect({ system, url, auth: { kind: "bearer", token: "t" } });
  connect({ system, url, auth: { kind: "bearer", token: new Secret("t") } });
  connect({ system, url, auth: { kind: "bearer", token: async () => "t" } });
  connect({ system, url, auth: { kind: "bearer", token: async () => ({ token: "t", expiresAtMs: 0 }) } });
  connect({ system, url, auth: { kind: "bearer", token: credential, scopes: ["api://x/.default"] } });
}

/** What calls give. */
export async function calls(connection: Connection): Promise<void> {
  const response: Response = await connection.fetch("/x", { method: "POST", body: "{}", headers: [["a", "b"]] });
  const typed: { value: number[] } = await connection.get<{ value: number[] }>("/x");
  const unknown: unknown = await connection.get("/x");
  for await (const row of connection.odata<{ CustID: string }>("x/y", { select: ["CustID"] }))
    proof<Equals<typeof row, { CustID: string }>>(true);
  for await (const row of connection.odata("x/y")) proof<Equals<typeof row, Record<string, unknown>>>(true);
  const token: AccessToken | undefined = await connection.token({ timeoutMs: 5, signal: AbortSignal.timeout(5) });
  const held: Readonly<Record<string, string>> | undefined = connection.heldHeaders();
  if (held) connection.refused(held);
  // @ts-expect-error headers are frozen
  (await connection.headers())["authorization"] = "x";
  await using scoped: AsyncDisposable = connection;
  void [response, typed, unknown, token, scoped];
  const headersOfFetch: CallInit = { headers: new Headers() };
  const options: ODataOptions = { orderby: ["a", "b desc"], top: 1 };
  void [headersOfFetch, options];
}

/** A code narrows nothing by accident: the union is closed, and the table has every member. */
export function errors(thrown: unknown): string {
  if (!ErpgateError.is(thrown)) return "";
  const code: ErpgateErrorCode = thrown.code;
  // @ts-expect-error no such code
  if (code === "KINETIC_PASSWORD_FORGOTTEN") return "";
  proof<Equals<keyof typeof errorTable, ErpgateErrorCode>>(true);
  return errorTable[code].fix + (thrown.finding ?? "") + (thrown.response?.body ?? "");
}

/** Hooks and stores. */
export function hooks(kinetic: KineticOptions, store: TokenStore): void {
  const log = (event: LogEvent): void => {
    if (event.event === "call") proof<Equals<typeof event.durationMs, number>>(true);
  };
  const runtime: Partial<Runtime> = { now: () => 0, fetch: async () => new Response() };
  connect({ ...kinetic, log, tokenStore: store }, runtime);
  connect({ ...kinetic, tokenStore: createMemoryTokenStore() });
  // @ts-expect-error a secret prints as [redacted] and is no string
  const text: string = new Secret("x");
  void text;
}
