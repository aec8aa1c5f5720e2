import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { GatewayOptions } from "@erpgate/gateway";
import { seeded } from "../seeded-secrets.ts";

/** Something in Kinetic's place that costs next to nothing, so that the gateway is what is measured. */
export interface PlainErp extends AsyncDisposable {
  readonly url: string;
  /** Of large answers. */
  sentBytes(): number;
}

const ROWS = Buffer.from(JSON.stringify({ value: [{ Name: "x".repeat(1000) }] }));
const LARGE_PART = Buffer.alloc(64 * 1024, 0x20);
/** Of an answer of `Parts`. */
export const LARGE_BYTES: number = 16 * 1024 * 1024;

/** `Parts` answers with 16 MiB, everything else with 1 KiB. */
export async function startPlainErp(): Promise<PlainErp> {
  let sent = 0;
  const server = createServer((request, response) => {
    request.resume();
    const isLarge = request.url?.includes("/Parts") === true;
    const length = isLarge ? LARGE_BYTES : ROWS.length;
    response.writeHead(200, { "content-type": "application/json", "content-length": String(length) });
    if (!isLarge) return void response.end(ROWS);
    let left = LARGE_BYTES;
    const pump = (): void => {
      while (left > 0) {
        left -= LARGE_PART.length;
        sent += LARGE_PART.length;
        if (!response.write(LARGE_PART)) return void response.once("drain", pump);
      }
      response.end();
    };
    pump();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    sentBytes: () => sent,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ERP`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The connection to it. */
export function plainConnection({ url }: Pick<PlainErp, "url">): GatewayOptions["connections"][string] {
  const auth = { kind: "basic", username: "svc", password: seeded("soak-password") } as const;
  return { system: "kinetic", url, company: "EPIC06", apiKey: seeded("soak-api-key"), auth };
}

export const CUSTOMERS = "/kinetic/api/v2/odata/EPIC06/Erp.BO.CustomerSvc/Customers?$top=1";
export const PARTS = "/kinetic/api/v2/odata/EPIC06/Erp.BO.PartSvc/Parts";
