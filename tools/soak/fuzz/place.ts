import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  accessCheckFor,
  addConsumer,
  checkGatewayConfig,
  openKeyring,
  openStore,
  startGateway,
} from "@erpgate/gateway";
import { seeded } from "../../seeded-secrets.ts";
import type { SeedRequest } from "./mutate.ts";
import type { Arrived, ErpLogin, Who } from "./oracle.ts";

/** A gateway with a server in the ERP's place that keeps what arrives, and four consumers. */
export interface FuzzPlace extends AsyncDisposable {
  readonly port: number;
  readonly login: ErpLogin;
  readonly keys: Readonly<Record<Who, string>>;
  readonly seeds: readonly [SeedRequest, ...SeedRequest[]];
  /** What arrived at the ERP's place, and was not looked at yet. */
  readonly arrived: Arrived[];
  /** Notes of the gateway's log that speak of a fault of its own. */
  readonly faults: string[];
}

const SCOPES: Readonly<Record<Who, string>> = {
  reader: "/EPIC06/Erp.BO.CustomerSvc",
  writer: "/EPIC06/Erp.BO.CustomerSvc:write;/EPIC06/efx/Lib/Run",
  limited: "/EPIC06/Erp.BO.PartSvc/Parts?$select=PartNum,Name&$top=5",
  p21: "/odata:supplier;/api",
};

/** Starts one on free ports. */
export async function startFuzzPlace(): Promise<FuzzPlace> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => undefined);
    request.on("end", () => {
      const { method = "", url: target = "", rawHeaders } = request;
      arrived.push({ method, target, rawHeaders, body: Buffer.concat(chunks).toString("latin1") });
      response.setHeader("content-type", "application/json").end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [password, apiKey, token] = [seeded("fuzz-password"), seeded("fuzz-api-key"), seeded("fuzz-token")];
  const connections = {
    kinetic: {
      system: "kinetic",
      url: `http://${host}/ERP11`,
      company: "EPIC06",
      apiKey,
      auth: { kind: "basic", username: "svc", password },
    },
    p21: { system: "prophet21", url: `http://${host}/P21`, auth: { kind: "bearer", token } },
  } as const;
  const folder = await mkdtemp(join(tmpdir(), "erpgate-fuzz-"));
  const config = checkGatewayConfig(
    { listen: { port: 0 }, admin: { port: 0 }, store: join(folder, "erpgate.db") },
    (path, message) => {
      throw new Error(`${path.join(".")} ${message}`);
    },
  );
  const keys = await registerAll(config, connections);
  const faults: string[] = [];
  const gateway = await startGateway({
    config,
    connections,
    log: (event) => void (event["reason"] === "gateway.fault" && faults.push(JSON.stringify(event))),
  });
  return {
    port: Number(new URL(gateway.url).port),
    login: {
      host,
      apiKey,
      kinetic: `Basic ${Buffer.from(`svc:${password}`).toString("base64")}`,
      prophet21: `Bearer ${token}`,
    },
    keys,
    seeds: seedsFor(keys),
    arrived,
    faults,
    async [Symbol.asyncDispose]() {
      await gateway.drain();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function registerAll(
  config: ReturnType<typeof checkGatewayConfig>,
  connections: Parameters<typeof accessCheckFor>[0],
): Promise<Readonly<Record<Who, string>>> {
  await using store = await openStore(config.store);
  const keyring = await openKeyring(config.keyFile, store);
  const check = accessCheckFor(connections);
  const add = async (name: Who): Promise<string> => {
    const access = { [name === "p21" ? "p21" : "kinetic"]: { scope: SCOPES[name] } };
    return (await addConsumer(store, keyring, { name, access }, check)).key.reveal();
  };
  return {
    reader: await add("reader"),
    writer: await add("writer"),
    limited: await add("limited"),
    p21: await add("p21"),
  };
}

/** Requests that are allowed as they are. Their first header is the credential. */
function seedsFor(keys: Readonly<Record<Who, string>>): readonly [SeedRequest, ...SeedRequest[]] {
  const V2 = "/kinetic/api/v2/odata/EPIC06";
  const basic = (who: Who): string => `Authorization: Basic ${Buffer.from(`${who}:${keys[who]}`).toString("base64")}`;
  const json = "Content-Type: application/json";
  const read = (target: string, credential: string): SeedRequest => ({
    method: "GET",
    target,
    headers: [credential],
    body: "",
  });
  const write = (method: string, target: string, credential: string, body: string, type = json): SeedRequest => ({
    method,
    target,
    headers: [credential, type],
    body,
  });
  const part = (line: string): string => `--b\r\nContent-Type: application/http\r\n\r\n${line} HTTP/1.1\r\n\r\n\r\n`;
  const parts = `${part("GET Erp.BO.CustomerSvc/Customers")}${part("GET Erp.BO.VendorSvc/Vendors")}--b--\r\n`;
  const requests = ["Erp.BO.CustomerSvc/Customers", "Erp.BO.VendorSvc/Vendors"].map((url, at) => ({
    id: `${at}`,
    method: "GET",
    url,
  }));
  return [
    read(`${V2}/Erp.BO.CustomerSvc/Customers?$top=1`, `X-Api-Key: ${keys.reader}`),
    read(`${V2}/Erp.BO.CustomerSvc/Customers('EPIC06',1)`, basic("reader")),
    read("/kinetic/api/v1/Erp.BO.CustomerSvc/Customers?company=EPIC06", `Authorization: Bearer ${keys.reader}`),
    read(`${V2}/Erp.BO.PartSvc/Parts?$select=PartNum&$top=5`, `X-Api-Key: ${keys.limited}`),
    read("/p21/odataservice/odata/table/supplier?$top=1", `Authorization: Bearer ${keys.p21}`),
    read("/p21/api/sales/orders/400", `Authorization: Bearer ${keys.p21}`),
    write("POST", `${V2}/Erp.BO.CustomerSvc/GetByID`, `X-Api-Key: ${keys.reader}`, '{"custNum":1}'),
    write("PATCH", `${V2}/Erp.BO.CustomerSvc/Customers('EPIC06',1)`, basic("writer"), '{"Name":"A"}'),
    write("POST", "/kinetic/api/v2/efx/EPIC06/Lib/Run", `X-Api-Key: ${keys.writer}`, "{}"),
    write("POST", `${V2}/$batch`, `X-Api-Key: ${keys.reader}`, parts, "Content-Type: multipart/mixed; boundary=b"),
    write("POST", `${V2}/$batch`, `X-Api-Key: ${keys.writer}`, JSON.stringify({ requests })),
  ];
}
