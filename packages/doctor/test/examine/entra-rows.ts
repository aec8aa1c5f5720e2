import type { KineticOptions } from "@erpgate/client";
import type { RunningEmulator, StartEmulatorOptions } from "@erpgate/emulator";
import { seeded } from "../../../../tools/seeded-secrets.ts";
import { kineticOptions, type LiveRow } from "./fault-rows.ts";
import { jwt } from "./jwt.ts";

type Login = KineticOptions["auth"];

const NOBODY = "99999999-2222-3333-4444-555555555555";

/** A login at the emulated Entra ID by the application of this name. */
function entra(
  make: (app: object, erp: RunningEmulator) => object,
  emulator: StartEmulatorOptions = {},
  name = "integration",
): LiveRow {
  return {
    emulator: { entra: {}, ...emulator },
    make: (erp) => {
      const { clientId, secret } = erp.entra.app(name);
      const app = {
        kind: "entra",
        tenant: erp.entra.tenant.id,
        authority: erp.entra.url,
        clientId,
        ...(secret === undefined ? {} : { clientSecret: secret }),
        resource: "api://epicor-kinetic",
      };
      return { options: kineticOptions(erp, { auth: make(app, erp) as Login }) };
    },
  };
}

const itself = (more: object = {}, emulator?: StartEmulatorOptions): LiveRow =>
  entra((app) => ({ ...app, flow: "client-credentials", ...more }), emulator);

/** The number that Entra ID answers, where its emulator has no state that brings it about without a person. */
const answers = (code: number, flow: object = { flow: "refresh-token", refreshToken: seeded("refresh") }): LiveRow =>
  entra((app, erp) => {
    erp.fault({ system: "entra", kind: "aadsts", code });
    return { ...app, ...flow };
  });

const withApp = (more: object): StartEmulatorOptions => ({
  entra: {
    apps: [
      {
        name: "integration",
        secrets: [{ value: seeded("application") }],
        permissions: [{ app: "kinetic", roles: ["Kinetic.Access"] }],
        ...more,
      },
    ],
  },
});

/** The findings about Entra ID that a server can show to a program without a person. */
export const entraRows: Readonly<Record<string, LiveRow>> = {
  "entra/secret-invalid": itself({ clientSecret: seeded("wrong-secret") }),
  "entra/secret-expired": itself(
    { clientSecret: seeded("old") },
    withApp({ secrets: [{ value: seeded("old"), expiresAtMs: Date.now() - 86_400_000 }] }),
  ),
  "entra/app-not-found": itself({ clientId: NOBODY }),
  "entra/tenant-not-found": itself({ tenant: NOBODY }),
  "entra/scope-invalid": itself({ resource: "api://nobody-offers-this" }),
  "entra/obo-assertion-invalid": entra(
    (app) => ({ ...app, flow: "on-behalf-of", assertion: jwt({ aud: "api://portal", scp: "access_as_user" }) }),
    {},
    "portal",
  ),
  "entra/refresh-token-expired": entra((app) => ({
    ...app,
    flow: "refresh-token",
    refreshToken: seeded("refresh-of-nobody"),
  })),
  "entra/throttled": entra((app, erp) => {
    erp.fault({ system: "entra", kind: "throttled" });
    return { ...app, flow: "client-credentials" };
  }),
  "entra/assertion-invalid": answers(700_027, { flow: "client-credentials" }),
  "entra/tenant-required": answers(50_194, { flow: "client-credentials" }),
  "entra/redirect-platform-mismatch": answers(7_000_218),
  "entra/code-already-redeemed": answers(54_005, {
    flow: "refresh-token",
    redeem: { code: seeded("code"), redirectUri: "http://localhost:33333" },
  }),
  "entra/consent-missing": answers(65_001),
  "entra/user-not-assigned": answers(50_105),
  "entra/user-sign-in-failed": answers(50_057),
  "entra/interaction-required": answers(50_076),
  "entra/conditional-access-blocked": answers(53_003),
};
