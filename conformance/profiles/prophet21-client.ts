import { connect } from "@erpgate/client";
import type { LogEvent, Prophet21Connection, Prophet21Options } from "@erpgate/client";
import type { Emulator, EmulatorOptions } from "@erpgate/emulator";
import type { Profile } from "../verifies.ts";
import { createErp } from "./erp.ts";
import { recorder } from "./recorder.ts";

/** Prophet 21 as a program meets it that uses @erpgate/client. */
export interface Prophet21Client {
  readonly erp: Emulator;
  readonly connection: Prophet21Connection;
}

/** The same with a view of what leaves the client. */
export interface SeenProphet21Client extends Prophet21Client {
  /** Every request that the client sent, tokens included, oldest first. */
  readonly sent: readonly Request[];
  readonly logged: readonly LogEvent[];
}

/** What a test sets apart from the usual connection and ERP. */
export interface Prophet21ClientOptions {
  readonly auth?: (erp: Emulator["prophet21"]) => Prophet21Options["auth"];
  readonly erp?: EmulatorOptions["prophet21"];
  /** An ERP that is there already, instead of one of its own. */
  readonly on?: Emulator;
  /** Stands between the client and the ERP. */
  readonly answer?: (request: Request, next: (request: Request) => Promise<Response>) => Promise<Response>;
}

/** Logs in with the main consumer's key. */
export const byKey = ({ consumerKey }: Emulator["prophet21"]): Prophet21Options["auth"] => ({
  kind: "consumer-key",
  key: consumerKey.key,
});

/** Logs in as the main user. */
export const byPassword = ({ user }: Emulator["prophet21"]): Prophet21Options["auth"] => ({
  kind: "password",
  username: user.username,
  password: user.password,
});

/** The client on the emulator, in this process and on the emulator's clock; it waits for nothing. */
export function prophet21Client({
  auth = byKey,
  erp: erpGiven,
  on,
  answer = (request, next) => next(request),
}: Prophet21ClientOptions = {}): Profile<SeenProphet21Client> {
  const open = (): Promise<SeenProphet21Client & AsyncDisposable> => {
    const erp = on ?? createErp(erpGiven && { prophet21: erpGiven });
    const reach = (request: Request): Promise<Response> => erp.prophet21.fetch(request);
    const { sent, fetch } = recorder((request) => answer(request, reach));
    const logged: LogEvent[] = [];
    const options: Prophet21Options = {
      system: "prophet21",
      url: erp.prophet21.url,
      auth: auth(erp.prophet21),
      log: (event) => logged.push(event),
    };
    const connection = connect(options, { fetch, now: () => erp.clock.now(), sleep: () => Promise.resolve() });
    return Promise.resolve({ erp, connection, sent, logged, [Symbol.asyncDispose]: () => connection.close() });
  };
  return { name: "client", open };
}
