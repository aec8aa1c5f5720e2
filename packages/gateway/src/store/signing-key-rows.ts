import type { SealedKey } from "../keys/sealed-key.ts";
import type { Row, Session } from "./driver.ts";
import { integer, text } from "./row.ts";
import { StoreError } from "./store-error.ts";

/** Every signing key, by purpose and generation. */
export async function selectSigningKeys(session: Session): Promise<readonly SealedKey[]> {
  const rows = await session.query("SELECT * FROM erpgate_signing_keys ORDER BY purpose, generation");
  return rows.map(readKey);
}

/** @returns false when the purpose already has a key of that generation */
export async function insertSigningKey(session: Session, key: SealedKey): Promise<boolean> {
  const sql = `INSERT INTO erpgate_signing_keys (id, purpose, generation, algorithm, sealed, created_at_ms)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
  const values = [key.id, key.purpose, key.generation, key.algorithm, key.sealed, key.createdAtMs];
  return (await session.run(sql, values)) > 0;
}

function readKey(row: Row): SealedKey {
  return {
    id: text(row, "id"),
    purpose: text(row, "purpose"),
    generation: integer(row, "generation"),
    algorithm: readAlgorithm(text(row, "algorithm")),
    sealed: text(row, "sealed"),
    createdAtMs: integer(row, "created_at_ms"),
  };
}

function readAlgorithm(name: string): SealedKey["algorithm"] {
  if (name === "ES256" || name === "HS256") return name;
  throw new StoreError(
    "STORE_ROW_INVALID",
    `The store holds a signing key for ${JSON.stringify(name)}, which is unknown.`,
  );
}
