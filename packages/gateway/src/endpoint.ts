import type { IncomingMessage } from "node:http";
import type { Mount } from "./connections/mount.ts";
import type { Consumer } from "./consumers/consumer.ts";
import type { ConsumerDirectory } from "./consumers/directory.ts";
import type { Principal } from "./identity/principal.ts";
import type { TokenIssuer } from "./issue/token-issuer.ts";
import type { Reason } from "./reason.ts";

/** What an address of the gateway's own has to work with. */
export interface EndpointCall {
  readonly request: IncomingMessage;
  /** The request target after `?`. */
  readonly query: string | undefined;
  /** Where callers find this connection (or the gateway, for its own addresses): no trailing slash. */
  readonly publicUrl: string;
  /** Name of the connection; undefined for the gateway's own addresses. */
  readonly connection: string | undefined;
  /** Who is calling; undefined at an open address. */
  readonly consumer: Consumer | undefined;
  readonly consumers: ConsumerDirectory;
  /** How the consumer was known; undefined where nobody was asked for. */
  readonly principal: Principal | undefined;
  readonly mounts: ReadonlyMap<string, Mount>;
  readonly issuer: TokenIssuer;
  readonly nowMs: number;
  readonly requestId: string;
  /** Reads the whole body; rejects with {@link BodyTooLarge} past a small limit. */
  readBody(): Promise<Buffer>;
}

/** A whole answer, with what the audit row needs beside it. */
export interface EndpointAnswer {
  readonly status: number;
  /** Names and values in turn; content-length is added. */
  readonly headers: readonly string[];
  readonly body: string;
  /** Name of the consumer that was recognised. */
  readonly consumer: string | undefined;
  /** Why it was refused; undefined when it was not. */
  readonly reason: Reason | undefined;
}

/** An address that the gateway answers itself. */
export interface OwnEndpoint {
  /** True: whoever calls proves who they are in the call itself. False: credential and scope were checked before. */
  readonly open: boolean;
  /** True: at an address of no connection, for whoever has a good credential, whatever its scopes. */
  readonly forConsumers?: boolean;
  answer(call: EndpointCall): Promise<EndpointAnswer> | EndpointAnswer;
}
