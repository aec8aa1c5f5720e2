import type { OptionReport } from "../check-options.ts";
import { checkUsers } from "../check-credentials.ts";
import { seededGuid, seededSecret } from "../seeded-random.ts";
import { createSigningKeys, type SigningKeys } from "../signing-keys.ts";
import type { EpicorIdpClientOption, EpicorIdpEmulatorOptions, EpicorIdpUserOption } from "./options.ts";

/** A refresh token, good for one use. All that came from one sign-in are of one family, and fall together. */
export interface IdpRefreshToken {
  readonly clientId: string;
  readonly email: string;
  readonly scopes: readonly string[];
  readonly family: string;
  isUsed: boolean;
}

export interface EpicorIdpState {
  origin: string;
  readonly clients: readonly EpicorIdpClientOption[];
  readonly users: readonly (EpicorIdpUserOption & { readonly sub: string })[];
  readonly scope: string;
  readonly tokenLifetimeSeconds: number;
  readonly signing: SigningKeys;
  readonly refreshTokens: Map<string, IdpRefreshToken>;
  readonly deadFamilies: Set<string>;
}

export function createEpicorIdpState(
  options: EpicorIdpEmulatorOptions,
  seed: number,
  report: OptionReport,
): EpicorIdpState {
  const { clients = [], users = [], scope = "epicor_erp", tokenLifetimeSeconds = 3600 } = options;
  const allUsers = [...seededUsers(seed).filter(({ email }) => !users.some((user) => user.email === email)), ...users];
  checkUsers(
    "epicorIdp.users",
    allUsers.map(({ email, password }) => ({ username: email, password })),
    report,
  );
  if (!(Number.isSafeInteger(tokenLifetimeSeconds) && tokenLifetimeSeconds > 0))
    report.add("epicorIdp.tokenLifetimeSeconds", "takes a whole number from 1");
  return {
    origin: "",
    clients: [
      ...seededClients(seed).filter(({ clientId }) => !clients.some((c) => c.clientId === clientId)),
      ...clients,
    ],
    users: allUsers.map((user) => ({ ...user, sub: seededGuid(seed, `idp-user:${user.email}`) })),
    scope,
    tokenLifetimeSeconds,
    signing: createSigningKeys({
      seed,
      alg: options.signing ?? "RS256",
      label: "epicor-idp",
      name: "login.epicor.com",
    }),
    refreshTokens: new Map(),
    deadFamilies: new Set(),
  };
}

const SECRET_LENGTH = 40;
const PASSWORD_LENGTH = 16;

function seededClients(seed: number): readonly EpicorIdpClientOption[] {
  return [{ clientId: "erp-sync", secret: seededSecret(seed, "idp-secret:erp-sync", SECRET_LENGTH) }];
}

function seededUsers(seed: number): readonly EpicorIdpUserOption[] {
  return ["integration", "clerk", "stranger"].map((name) => ({
    email: `${name}@example.com`,
    password: seededSecret(seed, `idp-password:${name}`, PASSWORD_LENGTH),
  }));
}
