import type { Consumer } from "../consumers/consumer.ts";
import type { Narrowing } from "../issue/requested-scope.ts";
import type { Judge } from "../dialect.ts";
import { DecisionCache } from "../policy/decision-cache.ts";

/** What a caller showed. `mount-token`: a token in an ERP's own shape, from the gateway. */
export type CredentialKind = "key" | "token" | "mount-token" | "issuer-token" | "certificate";

/** What of a consumer's registration a credential rests on: it is good as long as that is there. */
export type Basis =
  | { readonly kind: "key"; readonly keyId: string }
  /** `value` of the issuer: a registered subject, or the consumer's name. */
  | { readonly kind: "subject"; readonly issuer: string; readonly value: string };

/** Who is calling, as one verified credential says. */
export interface Principal {
  /** The live registration: its `active` turns false once the consumer was changed or revoked, and the principal with it. */
  readonly consumer: Consumer;
  readonly credential: CredentialKind;
  /** Whom an issuer's token speaks about (`sub`): one of those who call through the consumer. */
  readonly user: string | undefined;
  /** Undefined: nothing but the consumer itself. */
  readonly basis: Basis | undefined;
  /** Epoch milliseconds from which the credential is refused. */
  readonly untilMs: number;
  /** The one connection that the credential is good for; undefined: all that the consumer is registered for. */
  readonly connection: string | undefined;
  /** What the credential is held to beyond the registration; undefined: nothing. */
  readonly narrowing: Narrowing | undefined;
  /** A user's own access token, where it is one that can be exchanged for one of the ERP. It is secret. */
  readonly userToken: string | undefined;
  /** Its scopes made ready, by connection. */
  readonly judges: Map<string, Judge>;
  /** What was decided for this principal before. Dies with it, so it needs no policy version. */
  readonly decisions: DecisionCache;
}

/** @returns a principal with an empty memory of decisions */
export function createPrincipal(
  consumer: Consumer,
  untilMs: number,
  limits: {
    readonly connection?: string;
    readonly narrowing?: Narrowing;
    readonly userToken?: string;
    readonly basis?: Basis;
    readonly user?: string;
    /** @default "key" */
    readonly credential?: CredentialKind;
  } = {},
): Principal {
  const { connection, narrowing, userToken, basis, user, credential = "key" } = limits;
  const decisions = new DecisionCache();
  return { consumer, credential, user, basis, untilMs, connection, narrowing, userToken, judges: new Map(), decisions };
}
