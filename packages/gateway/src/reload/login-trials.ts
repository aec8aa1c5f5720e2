import type { ChangedLogin } from "../connections/mount-set.ts";
import { sameOptions } from "../connections/same-options.ts";
import { type LoginFault, tryLogin } from "../connections/try-login.ts";
import { ReloadError } from "./reload-error.ts";

/** How long a login that the ERP refused is not tried again: longer than usual locks count wrong passwords. */
const REST_MS = 10 * 60_000;

interface Refused {
  readonly change: ChangedLogin;
  readonly fault: LoginFault;
  readonly untilMs: number;
}

/** Tries logins before they replace those that work. */
export interface LoginTrials {
  /** @throws ReloadError `LOGIN_REFUSED` or `LOGIN_UNTRIED` naming every connection whose old login must go on */
  run(changes: readonly ChangedLogin[]): Promise<void>;
  /** The codes of what the last trial said no to, by connection; for readiness. */
  readonly faults: ReadonlyMap<string, string>;
}

/** @param now epoch milliseconds */
export function createLoginTrials(now: () => number): LoginTrials {
  const refused = new Map<string, Refused>();
  let faults: ReadonlyMap<string, string> = new Map();

  /** The same login is not offered twice to an ERP that counts: what it said is remembered. */
  async function faultOf(change: ChangedLogin): Promise<LoginFault | undefined> {
    const known = refused.get(change.mount.name);
    if (known !== undefined && known.untilMs > now() && sameOptions(known.change.options, change.options))
      return known.fault;
    const fault = await tryLogin(change.mount);
    if (fault?.refused === true) refused.set(change.mount.name, { change, fault, untilMs: now() + REST_MS });
    else refused.delete(change.mount.name);
    return fault;
  }

  return {
    get faults() {
      return faults;
    },
    async run(changes) {
      const tried = await Promise.all(
        changes.map(async (change) => [change.mount.name, await faultOf(change)] as const),
      );
      const found = tried.flatMap(([name, fault]) => (fault === undefined ? [] : [{ name, ...fault }]));
      faults = new Map(found.map(({ name, code }) => [name, code]));
      if (found.length > 0) throw refusal(found);
    },
  };
}

function refusal(found: readonly ({ readonly name: string } & LoginFault)[]): ReloadError {
  const said = found.map(({ name, code, refused }) =>
    refused
      ? `the ERP refuses the new login of ${name} (${code})`
      : `the new login of ${name} could not be tried (${code})`,
  );
  const message = `The old login goes on, and nothing was changed: ${said.join("; ")}.`;
  if (!found.some(({ refused }) => refused))
    return new ReloadError("LOGIN_UNTRIED", message, "See that the ERP answers, and reload again.");
  const fix =
    "Correct the secret, and reload again. The very same login is tried again after ten minutes at the earliest, so that no account is locked.";
  return new ReloadError("LOGIN_REFUSED", message, fix);
}
