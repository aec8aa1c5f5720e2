import type { LicenceLedger, Seat } from "./licences.ts";

/** A session, from Login to Logout or to its idle time-out. */
export interface Session {
  /** A GUID. */
  readonly id: string;
  readonly username: string;
  readonly createdAtMs: number;
  lastUsedAtMs: number;
  company: string;
  plant: string;
  /** What else SessionMod sets: language, employee, workstation. Kept and given back, without any other effect. */
  readonly values: Map<string, string>;
  /** Absent for a user whose account spares licences. */
  readonly seat: Seat | undefined;
}

/** The sessions there are. Those left idle for too long end by the emulator's clock, and give their licences back. */
export interface SessionBook {
  start(session: Session): void;
  /** The session with this id in any letter case, marked as used; undefined when it ended, timed out or never was. */
  use(id: string): Session | undefined;
  /** The same, without counting as use. */
  find(id: string): Session | undefined;
  /** Ends it and frees its licence; false when there was none. */
  end(id: string): boolean;
  /** Those that are open, the oldest first. */
  list(): readonly Session[];
}

export function createSessionBook(licences: LicenceLedger, now: () => number, idleTimeoutMs: number): SessionBook {
  const sessions = new Map<string, Session>();
  const end = (id: string): boolean => {
    const seat = sessions.get(id.toLowerCase())?.seat;
    if (seat !== undefined) licences.release(seat);
    return sessions.delete(id.toLowerCase());
  };
  const list = (): readonly Session[] => {
    for (const { id, lastUsedAtMs } of sessions.values()) if (now() - lastUsedAtMs >= idleTimeoutMs) end(id);
    return [...sessions.values()];
  };
  const find = (id: string): Session | undefined => list().find((session) => session.id === id.toLowerCase());
  return {
    start: (session) => void sessions.set(session.id, session),
    find,
    use: (id) => {
      const session = find(id);
      if (session !== undefined) session.lastUsedAtMs = now();
      return session;
    },
    end: (id) => find(id) !== undefined && end(id),
    list,
  };
}
