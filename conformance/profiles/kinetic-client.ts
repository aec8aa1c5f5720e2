import { connect } from "@erpgate/client";
import type { KineticConnection, KineticOptions, LogEvent } from "@erpgate/client";
import type { Emulator, EmulatorOptions } from "@erpgate/emulator";
import type { Profile } from "../verifies.ts";
import { createErp } from "./erp.ts";
import { recorder } from "./recorder.ts";

/** Kinetic as a program meets it that uses @erpgate/client. */
export interface KineticClient {
  readonly erp: Emulator;
  readonly connection: KineticConnection;
}

/** The same with a view of what leaves the client. */
export interface SeenKineticClient extends KineticClient {
  /** Every request that the client sent, tokens included, oldest first. */
  readonly sent: readonly Request[];
  readonly logged: readonly LogEvent[];
}

/** What a test sets apart from the usual connection and ERP. */
export interface KineticClientOptions {
  readonly connection?: Partial<KineticOptions>;
  readonly erp?: EmulatorOptions["kinetic"];
}

/** The client on the emulator, in this process and on the emulator's clock; it waits for nothing. */
export function kineticClient({
  connection: given = {},
  erp: erpGiven,
}: KineticClientOptions = {}): Profile<SeenKineticClient> {
  const open = (): Promise<SeenKineticClient & AsyncDisposable> => {
    const erp = createErp(erpGiven && { kinetic: erpGiven });
    const { url, company, user, apiKey } = erp.kinetic;
    const { sent, fetch } = recorder((request) => erp.kinetic.fetch(request));
    const logged: LogEvent[] = [];
    const auth = { kind: "basic", username: user.username, password: user.password } as const;
    const options: KineticOptions = {
      system: "kinetic",
      url,
      company,
      apiKey,
      auth,
      log: (event) => logged.push(event),
      ...given,
    };
    const connection = connect(options, { fetch, now: () => erp.clock.now(), sleep: () => Promise.resolve() });
    return Promise.resolve({ erp, connection, sent, logged, [Symbol.asyncDispose]: () => connection.close() });
  };
  return { name: "client", open };
}

/** The login with a token of the token service, as the main user. */
export function tokenResource(password: string): Partial<KineticOptions> {
  return { auth: { kind: "token-resource", username: "integration", password } };
}
