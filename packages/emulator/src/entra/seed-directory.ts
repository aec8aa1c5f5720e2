import { seededGuid, seededSecret } from "../seeded-random.ts";
import type { EntraAppOption, EntraEmulatorOptions, EntraTenantOption, EntraUserOption } from "./options.ts";

type About<Option> = Option & { readonly about: string };

/** What a directory holds before its user's own options: made from the seed, and replaced by name. */
export interface SeededDirectory {
  readonly tenants: readonly EntraTenantOption[];
  readonly apps: readonly About<EntraAppOption>[];
  readonly users: readonly About<EntraUserOption>[];
}

const SECRET_LENGTH = 40;
const PASSWORD_LENGTH = 16;
const GIVEN = "given by option";

/** The options with everything seeded that they do not replace. The seeded ones come first, as the ones to try. */
export function seedDirectory(options: EntraEmulatorOptions, seed: number, certificate: () => string): SeededDirectory {
  const tenants = options.tenants ?? [{ domain: "example.com" }];
  const domain = tenants[0]?.domain ?? "example.com";
  const apps = [...seededApps(seed, certificate), MICROSOFT_GRAPH];
  const given = options.apps ?? [];
  const users = options.users ?? [];
  return {
    tenants,
    apps: [
      ...apps.filter(({ name }) => !given.some((app) => app.name === name)),
      ...given.map((app) => ({ ...app, about: GIVEN })),
    ],
    users: [
      ...seededUsers(seed, domain).filter(({ username }) => !users.some((user) => sameName(user.username, username))),
      ...users.map((user) => ({ ...user, about: GIVEN })),
    ],
  };
}

function sameName(left: unknown, right: string): boolean {
  return typeof left === "string" && left.toLowerCase() === right.toLowerCase();
}

const KINETIC_SCOPE = { app: "kinetic", scopes: ["user_impersonation"] };

/** What others are usually after, and what its tokens are good for here is nothing: the wrong audience, in the flesh. */
const MICROSOFT_GRAPH: About<EntraAppOption> = {
  name: "Microsoft Graph",
  clientId: "00000003-0000-0000-c000-000000000000",
  api: { identifierUris: ["https://graph.microsoft.com"], scopes: ["User.Read", "Mail.Read"] },
  about: "Microsoft's own API: its tokens have the wrong audience for Kinetic",
};

function seededApps(seed: number, certificate: () => string): readonly About<EntraAppOption>[] {
  const secret = (name: string): string => `${seededSecret(seed, `entra-secret:${name}`, SECRET_LENGTH - 1)}~`;
  return [
    {
      name: "kinetic",
      api: {
        identifierUris: ["api://epicor-kinetic"],
        scopes: ["user_impersonation"],
        roles: ["Kinetic.Access"],
      },
      about: "Kinetic's server application (WebAppID): tokens for it let calls in",
    },
    {
      name: "integration",
      redirectUris: { web: ["http://localhost:33333", "http://localhost/auth/callback"] },
      secrets: [{ value: secret("integration") }],
      get certificates(): readonly string[] {
        return [certificate()];
      },
      permissions: [{ ...KINETIC_SCOPE, roles: ["Kinetic.Access"] }],
      about: "has a secret and a certificate: client credentials, and sign-in on the web platform",
    },
    {
      name: "desktop",
      redirectUris: { desktop: ["http://localhost"] },
      publicClientFlows: true,
      permissions: [KINETIC_SCOPE],
      about: "a program on a desk: browser sign-in or device code, no secret",
    },
    {
      name: "portal",
      redirectUris: { web: ["http://localhost/signin", "https://portal.example.com/signin"] },
      secrets: [{ value: secret("portal") }],
      api: { identifierUris: ["api://portal"], scopes: ["access_as_user"], accessTokenAcceptedVersion: 2 },
      permissions: [KINETIC_SCOPE],
      about: "a web application that reads Kinetic on behalf of its users",
    },
    {
      name: "page",
      redirectUris: { spa: ["http://localhost/page"] },
      permissions: [{ app: "portal", scopes: ["access_as_user"] }],
      about: "a single-page application in front of the portal",
    },
  ];
}

function seededUsers(seed: number, domain: string): readonly About<EntraUserOption>[] {
  const user = (name: string, about: string, rest: Partial<EntraUserOption> = {}): About<EntraUserOption> => ({
    username: `${name}@${domain}`,
    password: seededSecret(seed, `entra-password:${name}`, PASSWORD_LENGTH),
    oid: seededGuid(seed, `entra-user:${name}`),
    ...rest,
    about,
  });
  return [
    user("integration", "signs in, and is a user of Kinetic"),
    user("clerk", "signs in, and lacks rights in Kinetic"),
    user("stranger", "signs in, but Kinetic knows nobody with this identity"),
    user("enroll", "has to register a second factor", { state: "must-enroll-mfa" }),
    user("disabled", "is disabled", { state: "disabled" }),
    user("locked", "is locked out", { state: "locked" }),
    user("lapsed", "has a password that has run out", { state: "password-expired" }),
  ];
}
