import type { Authorizer, ReadyHeaders } from "../http/authorizer.ts";
import type { Caller } from "../http/call.ts";
import { flatten } from "../http/flat-headers.ts";
import type { KineticCallSettings } from "./call-options.ts";
import { kineticHeaders } from "./headers.ts";
import type { KineticOptions } from "./options.ts";
import { kineticTarget } from "./target.ts";

/** A caller, and the options that its headers and addresses were made from. */
export interface KineticCaller {
  readonly caller: Caller;
  readonly options: KineticOptions;
}

/** The same login, acting elsewhere or in another name. */
export function callerWith({ caller, options }: KineticCaller, settings: KineticCallSettings): KineticCaller {
  const changed = settingsLaidOver(options, settings);
  const headers = kineticHeaders(changed);
  const dialect = { ...caller.dialect, headers, target: kineticTarget(changed) };
  const authorizer = withHeaders(caller.authorizer, caller.endpoint.host, headers);
  return { caller: { ...caller, dialect, authorizer }, options: changed };
}

/** A plant belongs to its company, so a call that names another company does not take the connection's plant along. */
function settingsLaidOver(options: KineticOptions, settings: KineticCallSettings): KineticOptions {
  const isElsewhere = settings.company !== undefined && settings.company !== options.company;
  if (!isElsewhere) return { ...options, ...settings };
  const { plant: _plant, ...rest } = options;
  return { ...rest, ...settings };
}

function withHeaders(authorizer: Authorizer, host: string, headers: Readonly<Record<string, string>>): Authorizer {
  let last: { readonly from: ReadyHeaders; readonly to: ReadyHeaders } | undefined;
  const changed = (from: ReadyHeaders): ReadyHeaders => {
    if (last?.from !== from) last = { from, to: dressed(from, host, headers) };
    return last.to;
  };
  return {
    ...authorizer,
    held: () => {
      const from = authorizer.held();
      return from && changed(from);
    },
    ready: async () => changed(await authorizer.ready()),
  };
}

function dressed({ record }: ReadyHeaders, host: string, headers: Readonly<Record<string, string>>): ReadyHeaders {
  const { authorization = "" } = record;
  const changed = Object.freeze({ authorization, ...headers });
  return Object.freeze({ record: changed, flat: flatten(host, changed) });
}
