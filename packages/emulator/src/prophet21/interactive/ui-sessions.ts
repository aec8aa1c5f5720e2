import type { WakingClock } from "../../clock.ts";
import type { Prophet21Switches } from "../switches.ts";
import type { UiWindow } from "./ui-window.ts";
import { createWaitingLine, type InVain } from "./waiting-line.ts";

/** A UI session. It belongs to the token that made it, and to no other token of the same user. */
export interface UiSession {
  readonly id: string;
  /** The middleware session of the token. */
  readonly owner: string;
  readonly username: string;
  /** How long it may lie idle: `SessionTimeout`, or the server's default. */
  readonly idleMs: number;
  /** False: dialogs are answered with their default at once. */
  readonly responseWindows: boolean;
  /** Left behind by a create that failed: it blocks and does nothing else. */
  readonly ghost: boolean;
  readonly startedAtMs: number;
  lastUsedAtMs: number;
  /** The next call breaks, for what the one before it did. */
  stumbles: boolean;
  readonly windows: Map<string, UiWindow>;
}

/** What a create asks for. */
export type UiSessionRequest = Omit<UiSession, "startedAtMs" | "lastUsedAtMs" | "stumbles" | "windows">;

export type Opened = UiSession | "exists";

/** The sessions of a UI server, its pool, and those who wait for a place in it. */
export interface UiSessions {
  readonly sessions: readonly UiSession[];
  /** How many creates wait for a free instance. */
  readonly waiting: number;
  /** The session of this token, idle ones and ghosts included. */
  of(owner: string): UiSession | undefined;
  /** The session if it may be used now, which keeps it from idling. */
  use(owner: string): UiSession | undefined;
  /** Opens a session at once or once the pool has room; `exists` when this token has one by then. */
  open(request: UiSessionRequest, whenGone: (leave: () => void) => void): Opened | Promise<Opened | InVain>;
  /** What a failed create leaves behind: it counts for the pool, and waits for nobody. */
  haunt(request: UiSessionRequest): void;
  end(owner: string): boolean;
}

/** Sessions that idle, are swept and wait for each other, all by the emulator's clock. */
export function createUiSessions(clock: WakingClock, switches: Prophet21Switches): UiSessions {
  const byOwner = new Map<string, UiSession>();
  const sweptAtMs = (session: UiSession): number =>
    session.lastUsedAtMs + Math.max(session.idleMs, switches.sessionReapSeconds * 1000);
  const sweep = (): void => {
    for (const session of byOwner.values()) if (sweptAtMs(session) <= clock.now()) byOwner.delete(session.owner);
  };
  const isFree = (): boolean => {
    sweep();
    return byOwner.size < switches.sessionPool;
  };
  const start = (request: UiSessionRequest): Opened => {
    if (byOwner.has(request.owner)) return "exists";
    const now = clock.now();
    const session: UiSession = { ...request, startedAtMs: now, lastUsedAtMs: now, stumbles: false, windows: new Map() };
    byOwner.set(session.owner, session);
    return session;
  };
  const line = createWaitingLine(clock, {
    waitMs: switches.sessionPoolWaitSeconds * 1000,
    isFree,
    nextChangeAtMs: () => Math.min(...[...byOwner.values()].map(sweptAtMs)),
  });
  return {
    get sessions(): readonly UiSession[] {
      sweep();
      return [...byOwner.values()];
    },
    get waiting(): number {
      return line.length;
    },
    of: (owner) => {
      sweep();
      return byOwner.get(owner);
    },
    use: (owner) => {
      const session = byOwner.get(owner);
      if (session === undefined || session.ghost) return undefined;
      if (session.lastUsedAtMs + session.idleMs <= clock.now()) return undefined;
      session.lastUsedAtMs = clock.now();
      return session;
    },
    open: (request, whenGone) =>
      line.length === 0 && isFree() ? start(request) : line.join(() => start(request), whenGone),
    haunt: (request) => void start({ ...request, ghost: true }),
    end: (owner) => {
      const ended = byOwner.delete(owner);
      line.serve();
      return ended;
    },
  };
}
