import type { Driver, Session } from "./driver.ts";
import { integer, optionalInteger, text } from "./row.ts";
import { takeTurn } from "./turns.ts";

/** A token as it is kept: sealed, so that the store alone, copied, lets nobody in. */
export interface KeptToken {
  readonly sealed: string;
  /** Which claim it was written under. */
  readonly fence: number;
  /** The time by the store's clock when it was read. */
  readonly nowMs: number;
}

/** The right to ask for one token, for a while. */
export interface TokenClaim {
  /** Grows with every claim of this name: who comes with an older one than the last is too late. */
  readonly fence: number;
  /** The time by the store's clock when it was given. */
  readonly nowMs: number;
}

/** Tokens that processes share: one asks at a time, and what it was given is written under its claim. */
export interface TokenLeases {
  read(name: string): Promise<KeptToken | undefined>;
  /** @returns undefined while somebody else has it */
  claim(name: string, ttlMs: number): Promise<TokenClaim | undefined>;
  /** @returns false when the claim has passed on to somebody else */
  renew(name: string, fence: number, ttlMs: number): Promise<boolean>;
  release(name: string, fence: number): Promise<void>;
  /** @returns false, and nothing is written, when somebody else has claimed it since */
  write(name: string, fence: number, sealed: string): Promise<boolean>;
  /** Puts this in the place of what was written under that claim, if it is still there. `null`: nothing. */
  replace(name: string, tokenFence: number, sealed: string | null): Promise<void>;
}

const LEASES = "erpgate_tokens";

/** @returns the tokens of a store; times are by its clock */
export function createTokenLeases(driver: Driver): TokenLeases {
  const { clock } = driver;
  return {
    async read(name) {
      const sql = `SELECT sealed, token_fence, ${clock} AS now_ms FROM ${LEASES} WHERE name = ? AND sealed IS NOT NULL`;
      const [row] = await driver.query(sql, [name]);
      if (row === undefined) return undefined;
      return { sealed: text(row, "sealed"), fence: integer(row, "token_fence"), nowMs: integer(row, "now_ms") };
    },
    claim: (name, ttlMs) => driver.transaction("process", (session) => claim(driver, session, name, ttlMs)),
    async renew(name, fence, ttlMs) {
      const sql = `UPDATE ${LEASES} SET held_until_ms = ${clock} + ? WHERE name = ? AND fence = ?`;
      return (await driver.run(sql, [ttlMs, name, fence])) > 0;
    },
    async release(name, fence) {
      await driver.run(`UPDATE ${LEASES} SET held_until_ms = 0 WHERE name = ? AND fence = ?`, [name, fence]);
    },
    async write(name, fence, sealed) {
      const sql = `UPDATE ${LEASES} SET sealed = ?, token_fence = ? WHERE name = ? AND fence = ?`;
      return (await driver.run(sql, [sealed, fence, name, fence])) > 0;
    },
    async replace(name, tokenFence, sealed) {
      const sql = `UPDATE ${LEASES} SET sealed = ?, token_fence = ? WHERE name = ? AND token_fence = ?`;
      await driver.run(sql, [sealed, sealed === null ? null : tokenFence, name, tokenFence]);
    },
  };
}

async function claim(driver: Driver, session: Session, name: string, ttlMs: number): Promise<TokenClaim | undefined> {
  const nowMs = await takeTurn(driver, session, `token ${name}`);
  const [row] = await session.query(`SELECT fence, held_until_ms FROM ${LEASES} WHERE name = ?`, [name]);
  if ((optionalInteger(row ?? {}, "held_until_ms") ?? 0) > nowMs) return undefined;
  const fence = (optionalInteger(row ?? {}, "fence") ?? 0) + 1;
  const sql = `INSERT INTO ${LEASES} (name, fence, held_until_ms) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET fence = excluded.fence, held_until_ms = excluded.held_until_ms`;
  await session.run(sql, [name, fence, nowMs + ttlMs]);
  return { fence, nowMs };
}
