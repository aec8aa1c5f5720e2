import type { CallInit, Connection } from "@erpgate/client";
import type { ConnectionOptions } from "../open-connections.ts";

/**
 * A request as the connection itself writes it, to nobody: so address and headers are those of a real call. Token and API key are
 * made up for it, so that a header that nobody thought of masking holds no secret.
 */
export async function unsentRequest(options: ConnectionOptions, path: string, init: CallInit = {}): Promise<Request> {
  const { connect } = await import("@erpgate/client");
  const sent: Request[] = [];
  const fetch = (request: Request): Promise<Response> => {
    sent.push(request);
    return Promise.resolve(new Response("{}", { headers: { "content-type": "application/json" } }));
  };
  const auth = { kind: "bearer", token: "placeholder" } as const;
  await using connection: Connection =
    options.system === "prophet21"
      ? connect({ ...options, auth }, { fetch })
      : connect({ ...options, auth, ...(options.apiKey === undefined ? {} : { apiKey: "placeholder" }) }, { fetch });
  await connection.fetch(path, init);
  const [request] = sent;
  if (request === undefined) throw new TypeError("the call was not sent");
  return request;
}
