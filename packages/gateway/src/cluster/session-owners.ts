/** Which worker has whose sessions. A caller's come to one and the same worker as long as that lives. */
export interface SessionOwners {
  /**
   * @param caller a digest of what the caller shows, and where
   * @param asking where the worker that asks takes calls of others: it becomes the owner where there is none
   * @returns where the owner takes them
   */
  ownerOf(caller: string, asking: string): string;
  /** A worker is gone, and its sessions with it. */
  forget(owner: string): void;
}

/** P21 has room for five sessions at a time; what is forgotten first was not asked for in a long time. */
const MOST_CALLERS = 10_000;

/** @returns nobody has any */
export function createSessionOwners(): SessionOwners {
  const owners = new Map<string, string>();
  return {
    ownerOf(caller, asking) {
      const owner = owners.get(caller) ?? asking;
      // To the end of the line of those that are forgotten.
      owners.delete(caller);
      owners.set(caller, owner);
      const [longest] = owners.keys();
      if (owners.size > MOST_CALLERS && longest !== undefined) owners.delete(longest);
      return owner;
    },
    forget(owner) {
      for (const [caller, known] of owners) if (known === owner) owners.delete(caller);
    },
  };
}
