import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeCertificate } from "../../packages/client/test/http/certificate.ts";
import type { Profile } from "../verifies.ts";

/** A TLS server whose certificate nobody vouches for. */
export interface UntrustedServer {
  readonly url: string;
  /** How many requests got through to it. */
  readonly arrived: () => number;
}

/** Self-signed, as an ERP on premises often is. */
export const untrustedServer: Profile<UntrustedServer> = {
  name: "self-signed, real sockets",
  open: async () => {
    let requests = 0;
    const { pem, keyPem } = makeCertificate("erp on premises");
    const server = createServer({ cert: pem, key: keyPem }, (_request, response) => {
      requests += 1;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const close = (): Promise<void> =>
      new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve())));
    return { url, arrived: () => requests, [Symbol.asyncDispose]: close };
  },
};
