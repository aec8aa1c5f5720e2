import type { Emulator, EmulatorOptions } from "@erpgate/emulator";
import type { Profile } from "../verifies.ts";
import { createErp, disposable } from "./erp.ts";
import { basic, send } from "./send.ts";
import type { Answer, Sent } from "./send.ts";

/** Kinetic as a program meets it that speaks HTTP and knows nothing of erpgate. */
export interface KineticWire {
  readonly erp: Emulator;
  readonly company: string;
  /** A user name and password that let a v1 call in. */
  readonly user: { readonly username: string; readonly password: string };
  readonly apiKey: string;
  /** Below the base URL, with Basic and key unless the headers say otherwise; a credential given as undefined is not sent. */
  readonly send: (path: string, sent?: Sent) => Promise<Answer>;
}

/** The emulator by itself, in this process. */
export function kineticEmulator(options?: EmulatorOptions["kinetic"]): Profile<KineticWire> {
  const open = (): Promise<KineticWire & AsyncDisposable> => {
    const erp = createErp(options && { kinetic: options });
    const { url, company, user, apiKey } = erp.kinetic;
    const login = {
      authorization: basic(user.username, user.password),
      "x-api-key": apiKey,
      accept: "application/json",
    };
    const wire: KineticWire = {
      erp,
      company,
      user,
      apiKey,
      send: (path, sent = {}) => send((request) => erp.kinetic.fetch(request), `${url}${path}`, login, sent),
    };
    return Promise.resolve(disposable(wire));
  };
  return { name: "emulator", open };
}
