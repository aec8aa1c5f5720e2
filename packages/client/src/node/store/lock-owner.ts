import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Who holds a lock: enough for another process to tell whether that one still runs. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Boot and process namespace where the system tells them: in another container the same number is another process. */
  readonly place: string;
  /** When the process began, in the system's own ticks; "" where it does not tell. Tells a reused number from the owner. */
  readonly began: string;
  /** Tells this very taking of the lock from every other. */
  readonly nonce: string;
  /** For people: when it was taken, in UTC. */
  readonly at: string;
}

/** What the system says about its processes; a test gives its own. */
export interface ProcessTable {
  readonly host: string;
  readonly place: string;
  /** When a process began; "" where nobody knows. */
  began(pid: number): string;
  isRunning(pid: number): boolean;
}

export function systemProcesses(): ProcessTable {
  return { host: hostname(), place: placeHere(), began: processBegan, isRunning };
}

/** This process as an owner. */
export function ownerHere(table: ProcessTable, nonce: string, nowMs: number): LockOwner {
  const { pid } = process;
  return {
    pid,
    host: table.host,
    place: table.place,
    began: table.began(pid),
    nonce,
    at: new Date(nowMs).toISOString(),
  };
}

/** Whether the owner is known to have died. `false` also means that nobody here can tell. */
export function isDead(owner: LockOwner, table: ProcessTable): boolean {
  if (owner.host !== table.host || owner.place !== table.place) return false;
  if (!table.isRunning(owner.pid)) return true;
  const began = owner.began === "" ? "" : table.began(owner.pid);
  return began !== "" && began !== owner.began;
}

/** Reads what a lock file says; undefined where it does not say. */
export function readOwner(text: string): LockOwner | undefined {
  try {
    const { pid, host, place, began, nonce, at } = JSON.parse(text) as Record<string, unknown>;
    const isWhole = typeof pid === "number" && Number.isInteger(pid) && pid > 0 && typeof nonce === "string";
    if (!isWhole || !/^[\w-]{1,64}$/.test(nonce)) return undefined;
    return { pid, host: String(host), place: String(place), began: String(began), nonce, at: String(at) };
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Linux only, elsewhere "": then a lock whose number was reused is broken by its age. */
function processBegan(pid: number): string {
  const stat = read(() => readFileSync(`/proc/${String(pid)}/stat`, "latin1"));
  // The name in brackets may hold anything, so counting begins behind it: the 22nd field is the time of the start.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function placeHere(): string {
  const boot = read(() => readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim());
  return `${boot} ${read(() => readlinkSync("/proc/self/ns/pid"))}`.trim();
}

function read(from: () => string): string {
  try {
    return from();
  } catch {
    return "";
  }
}
