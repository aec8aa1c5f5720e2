import type { SystemName } from "./system-name.ts";

/** Counters that let a test prove how often something happened. Live: read them again after the next call. */
export interface Tally {
  /** Every request that arrived, whatever became of it. */
  readonly requests: Readonly<Record<SystemName, number>>;
  /** Requests to a token address, refused ones included. */
  readonly tokenRequests: Readonly<Record<SystemName, number>>;
  /** Tokens handed out. */
  readonly tokensMinted: Readonly<Record<SystemName, number>>;
  /** Tokens handed out by kind: `kinetic.token-resource`, `prophet21.user`, `prophet21.consumer`, `entra.user`, `entra.application`. */
  readonly tokensMintedByKind: Readonly<Record<string, number>>;
  /** Answers with a status of 400 or more. */
  readonly refusals: Readonly<Record<SystemName, number>>;
}

/** The writing side of the tally; stays inside the emulator. */
export interface TallyKeeper {
  readonly tally: Tally;
  countRequest(system: SystemName): void;
  countRefusal(system: SystemName): void;
  countTokenRequest(system: SystemName): void;
  countToken(system: SystemName, kind: string): void;
}

export function createTally(): TallyKeeper {
  const requests = perSystem();
  const tokenRequests = perSystem();
  const tokensMinted = perSystem();
  const refusals = perSystem();
  const tokensMintedByKind: Record<string, number> = {};
  return {
    tally: Object.freeze({ requests, tokenRequests, tokensMinted, tokensMintedByKind, refusals }),
    countRequest: (system) => void (requests[system] += 1),
    countRefusal: (system) => void (refusals[system] += 1),
    countTokenRequest: (system) => void (tokenRequests[system] += 1),
    countToken: (system, kind) => {
      tokensMinted[system] += 1;
      const name = `${system}.${kind}`;
      tokensMintedByKind[name] = (tokensMintedByKind[name] ?? 0) + 1;
    },
  };
}

function perSystem(): Record<SystemName, number> {
  return { kinetic: 0, prophet21: 0, entra: 0, epicorIdp: 0 };
}
