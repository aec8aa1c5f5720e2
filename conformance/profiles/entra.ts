import { createEmulator } from "@erpgate/emulator";
import type { Emulator, EntraEmulatorOptions } from "@erpgate/emulator";
import type { Profile } from "../verifies.ts";

/** What Entra answered. */
export interface EntraReply {
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;
}

/** Entra ID on the wire: the emulator, asked as any program would ask. */
export interface EntraWire {
  readonly erp: Emulator;
  /** A POST below the tenant's authority, to the token endpoint of v2.0 unless told otherwise. */
  readonly post: (form: Readonly<Record<string, string>>, more?: EntraPost) => Promise<EntraReply>;
  /** Client id and secret of an application, as members of a form. */
  readonly proof: (app: string) => Readonly<Record<string, string>>;
  /** A code for an application, as the sign-in of a user brings it. */
  readonly code: (app: string, more?: Readonly<Record<string, string>>) => string;
}

export interface EntraPost {
  readonly path?: string;
  readonly tenant?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const KINETIC_SCOPE = "api://epicor-kinetic/.default";

export const entraWireWith = (options: EntraEmulatorOptions = {}): Profile<EntraWire> => ({
  name: "emulator",
  open: () => {
    const erp = createEmulator({ entra: options });
    const { entra } = erp;
    const post = async (form: Readonly<Record<string, string>>, more: EntraPost = {}): Promise<EntraReply> => {
      const { path = "oauth2/v2.0/token", tenant = entra.tenant.id, headers = {} } = more;
      const answer = await entra.fetch(
        new Request(`${entra.url}/${tenant}/${path}`, { method: "POST", headers, body: new URLSearchParams(form) }),
      );
      return { status: answer.status, members: (await answer.json()) as Record<string, unknown> };
    };
    const proof = (app: string): Record<string, string> => {
      const { clientId, secret } = entra.app(app);
      return { client_id: clientId, ...(secret !== undefined && { client_secret: secret }) };
    };
    const code = (app: string, more: Readonly<Record<string, string>> = {}): string => {
      const asked = new URLSearchParams({
        client_id: entra.app(app).clientId,
        response_type: "code",
        scope: `openid offline_access ${KINETIC_SCOPE}`,
        state: "s",
        ...more,
      });
      const { parameters } = entra.signIn(`${entra.authority}/oauth2/v2.0/authorize?${asked.toString()}`);
      return parameters["code"] ?? "";
    };
    return Promise.resolve({ erp, post, proof, code, [Symbol.asyncDispose]: () => Promise.resolve() });
  },
});

export const entraWire: Profile<EntraWire> = entraWireWith();

/** The numbers in an error's answer. */
export function numbersOf({ members }: EntraReply): unknown {
  return members["error_codes"];
}

/** The claims of a token; nothing is verified. */
export function claimsIn(token: unknown): Readonly<Record<string, unknown>> {
  const [, payload = ""] = String(token).split(".");
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Record<string, unknown>;
}
