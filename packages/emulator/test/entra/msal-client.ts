import type { Configuration, INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import { request } from "node:https";
import type { RunningEmulator } from "../../src/index.ts";

/** Microsoft's own library, which insists on https; its requests go through node's TLS with the emulator's authority trusted, and nothing else changed. */
export function msalConfiguration(emulator: RunningEmulator, auth: Partial<Configuration["auth"]>): Configuration {
  const { entra, tls } = emulator;
  return {
    auth: { authority: entra.authority, knownAuthorities: [new URL(entra.url).host], clientId: "", ...auth },
    system: { networkClient: networkOver(tls?.ca ?? "") },
  };
}

function networkOver(ca: string): INetworkModule {
  const send = async <T>(
    method: string,
    url: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> =>
    await new Promise((resolve, reject) => {
      const sent = request(url, { method, ca, headers: options.headers ?? {}, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => void chunks.push(chunk));
        response.on("end", () => {
          const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as T;
          resolve({ status: response.statusCode ?? 0, headers: response.headers as Record<string, string>, body });
        });
      });
      sent.on("error", reject);
      sent.end(options.body);
    });
  return {
    sendGetRequestAsync: async (url, options) => await send("GET", url, options),
    sendPostRequestAsync: async (url, options) => await send("POST", url, options),
  };
}
