import type { SecretText } from "@erpgate/client";
import type { ConnectionOptions } from "./open-connections.ts";

/** A secret option of a connection. */
export interface ConnectionSecret {
  /** `apiKey`, `auth.password`. */
  readonly option: string;
  /** The secret itself: to compare and to take out of texts, never to print. */
  readonly value: string;
}

const inAuth = ["password", "key", "clientSecret", "token"] as const;

/** Every secret that a connection was configured with. */
export function connectionSecrets(options: ConnectionOptions): readonly ConnectionSecret[] {
  const auth: Readonly<Record<string, unknown>> = { ...options.auth };
  const named: [string, unknown][] = inAuth.map((name) => [`auth.${name}`, auth[name]]);
  if (options.system === "kinetic") named.unshift(["apiKey", options.apiKey]);
  return named.flatMap(([option, secret]) => (isSecret(secret) ? [{ option, value: revealed(secret) }] : []));
}

function isSecret(value: unknown): value is SecretText {
  return typeof value === "string" || (typeof value === "object" && value !== null && "reveal" in value);
}

function revealed(secret: SecretText): string {
  return typeof secret === "string" ? secret : secret.reveal();
}
