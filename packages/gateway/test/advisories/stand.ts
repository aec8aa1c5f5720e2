import { type EchoUpstream, startEchoUpstream } from "../echo-upstream.ts";
import { sendRaw, statusOf } from "../raw-request.ts";
import { kineticAt, startTestGateway, type TestGateway } from "../test-gateway.ts";

type Section = Parameters<typeof startTestGateway>[1];
type Options = Parameters<typeof startTestGateway>[2];

export const CUSTOMERS = "/erp/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers";
export const SENT_CUSTOMERS: string = CUSTOMERS.replace("/erp/", "/ERP/");
/** What `orders` may not reach: no byte of it may come to the ERP. */
export const VENDORS = "/erp/api/v2/odata/EPIC06/Erp.BO.VendorSvc/Vendors";
export const READ = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc" } };
export const WRITE = { erp: { scope: "/EPIC06/Erp.BO.CustomerSvc:write" } };

/** A gateway in front of a server that keeps what it saw, and one consumer with a key. */
export interface Stand extends AsyncDisposable {
  readonly upstream: EchoUpstream;
  readonly running: TestGateway;
  readonly key: string;
  /** Sends these bytes. @returns the status of the first answer, 0 where none came, and what the ERP saw of it */
  raw(bytes: string | Buffer): Promise<Seen>;
  /** A request with the key; header lines and body as they are given. */
  ask(method: string, target: string, lines?: readonly string[], body?: string): Promise<Seen>;
}

export interface Seen {
  readonly status: number;
  readonly text: string;
  readonly targets: readonly string[];
  readonly headers: readonly (readonly string[])[];
  readonly bodies: readonly string[];
}

/** @param section of the gateway's configuration */
export async function startStand(
  section: Section = {},
  access: Parameters<TestGateway["register"]>[1] = WRITE,
  options: Options = {},
): Promise<Stand> {
  const upstream = await startEchoUpstream();
  const connections = { erp: kineticAt(`${upstream.url}/ERP`), two: kineticAt(`${upstream.url}/TWO`) };
  const running = await startTestGateway(connections, section, options);
  const key = await running.register("orders", access);
  const raw = async (bytes: string | Buffer): Promise<Seen> => {
    upstream.seen.length = 0;
    const text = await sendRaw(running.port, bytes);
    const seen = [...upstream.seen];
    return {
      status: statusOf(text),
      text,
      targets: seen.map(({ target }) => target),
      headers: seen.map(({ rawHeaders }) => rawHeaders),
      bodies: seen.map(({ body }) => body.toString("latin1")),
    };
  };
  return {
    upstream,
    running,
    key,
    raw,
    ask: (method, target, lines = [], body = "") =>
      raw(requestBytes(method, target, [`X-Api-Key: ${key}`, ...lines], body)),
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

/** One request, byte for byte (Latin-1). */
export const requestBytes = (method: string, target: string, lines: readonly string[], body = ""): Buffer =>
  Buffer.from([`${method} ${target} HTTP/1.1`, "Host: gateway", ...lines, "", body].join("\r\n"), "latin1");
