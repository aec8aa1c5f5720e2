import type { Socket } from "node:net";
import type { ConsumerDirectory } from "../consumers/directory.ts";
import { hasValidSignature, type ReadJwt, readJwt } from "../issue/jwt.ts";
import { readNarrowing } from "../issue/requested-scope.ts";
import type { SigningKeys } from "../keys/signing-keys.ts";
import type { Mount } from "../connections/mount.ts";
import type { Reason } from "../reason.ts";
import { readBasicPair } from "./basic.ts";
import type { TrustedIssuer } from "./issuer.ts";
import { namesAudience, verifyIssuerToken } from "./issuer-token.ts";
import { KnownCredentials } from "./known-credentials.ts";
import { createPrincipal, type Principal } from "./principal.ts";
import { checkTimes } from "./token-times.ts";

/** The credentials of a request, each at most once. */
export interface Presented {
  readonly authorization: string | undefined;
  readonly apiKey: string | undefined;
}

/** Who is calling, or why nobody is let in. */
export type Verdict = Principal | Reason;

export interface Identification {
  /** A principal that was verified before; undefined says nothing. The data path asks this first. */
  recall(presented: Presented, nowMs: number, socket: Socket): Principal | undefined;
  /** Verifies what is presented at a mount, or at the gateway itself. @returns a promise only where an issuer's key has to be fetched first */
  identify(presented: Presented, mount: Mount | undefined, nowMs: number, socket: Socket): Verdict | Promise<Verdict>;
  /** Credentials remembered, for metrics. */
  readonly remembered: number;
}

export interface IdentificationOptions {
  readonly consumers: ConsumerDirectory;
  readonly keys: SigningKeys;
  /** `iss` and `aud` of the gateway's own tokens. */
  readonly publicUrl: string;
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
}

/** @returns the gateway's one way to find out who is calling */
export function createIdentification(options: IdentificationOptions): Identification {
  const { consumers } = options;
  // One memory for each header: what is an Authorization must not open as an API key.
  const byAuthorization = new KnownCredentials();
  const byApiKey = new KnownCredentials();

  function ofKey(key: string, nowMs: number): Principal | Reason {
    const match = consumers.matchKey(key, nowMs);
    if (match === undefined) return "credential.unknown";
    const { consumer, keyId, expiresAtMs = Infinity } = match;
    return createPrincipal(consumer, expiresAtMs, { basis: { kind: "key", keyId } });
  }

  function ofAuthorization(text: string, mount: Mount | undefined, nowMs: number): Verdict | Promise<Verdict> {
    const [, scheme = "", value = ""] = /^(\S+) +(\S+)$/.exec(text) ?? [];
    if (scheme.toLowerCase() === "basic") {
      const pair = readBasicPair(value);
      if (pair === undefined) return "credential.malformed";
      const principal = ofKey(pair.key, nowMs);
      return typeof principal === "string" || principal.consumer.name === pair.name ? principal : "credential.unknown";
    }
    if (scheme.toLowerCase() !== "bearer") return "credential.malformed";
    const jwt = readJwt(value);
    return jwt === undefined ? ofKey(value, nowMs) : ofJwt(jwt, mount, nowMs, options);
  }

  function remember<Found extends Verdict | Promise<Verdict>>(
    memory: KnownCredentials,
    text: string,
    nowMs: number,
    verify: () => Found,
  ): Found | Principal {
    const known = memory.get(text, nowMs);
    if (known !== undefined) return known;
    const found = verify();
    const keep = (verdict: Verdict): void => {
      if (typeof verdict !== "string") memory.set(text, verdict);
    };
    if (found instanceof Promise) found.then(keep, () => undefined);
    else keep(found);
    return found;
  }

  return {
    recall({ authorization, apiKey }, nowMs) {
      const first = authorization === undefined ? undefined : byAuthorization.get(authorization, nowMs);
      if (apiKey === undefined) return first;
      const second = byApiKey.get(apiKey, nowMs);
      if (authorization === undefined) return second;
      return first?.consumer === second?.consumer ? first : undefined;
    },
    identify({ authorization, apiKey }, mount, nowMs) {
      const first =
        authorization === undefined
          ? undefined
          : remember(byAuthorization, authorization, nowMs, () => ofAuthorization(authorization, mount, nowMs));
      const second = apiKey === undefined ? undefined : remember(byApiKey, apiKey, nowMs, () => ofKey(apiKey, nowMs));
      if (first instanceof Promise) return first.then((known) => agreed(known, second));
      return isErpLogin(authorization, first, second) ? "credential.erp-login" : agreed(first, second);
    },
    get remembered() {
      return byAuthorization.size + byApiKey.size;
    },
  };
}

/** A program that was given the key and kept its login of the ERP: a 401 would have it look for a mistake in either. */
function isErpLogin(
  authorization: string | undefined,
  first: Verdict | undefined,
  second: Verdict | undefined,
): boolean {
  const isNobody = first === "credential.unknown" || first === "credential.malformed";
  return isNobody && typeof second === "object" && /^basic /i.test(authorization ?? "");
}

/** Both are good, and speak for the same consumer. */
function agreed(first: Verdict | undefined, second: Verdict | undefined): Verdict {
  if (typeof first === "string") return first;
  // Programs tell a refused key from a refused login, because Kinetic does.
  if (typeof second === "string") return second === "credential.unknown" ? "credential.key-unknown" : second;
  if (first !== undefined && second !== undefined && first.consumer !== second.consumer) return "credential.conflict";
  return first ?? second ?? "credential.missing";
}

/**
 * `iss` picks whose token it is, and with that the key and the only algorithm: nothing else in the token has a say in how
 * it is verified, so a token cannot ask to be checked by another's rules.
 */
function ofJwt(
  jwt: ReadJwt,
  mount: Mount | undefined,
  nowMs: number,
  options: IdentificationOptions,
): Verdict | Promise<Verdict> {
  const { iss } = jwt.claims;
  if (typeof iss !== "string") return "credential.unknown";
  if (iss === options.publicUrl) return ofOwnToken(jwt, nowMs, options);
  if (mount !== undefined && iss === mount.dialect.mountTokens?.issuer) return ofMountToken(jwt, mount, nowMs, options);
  const issuer = options.issuers.get(iss);
  return issuer === undefined ? "credential.unknown" : verifyIssuerToken(jwt, issuer, options.consumers, nowMs);
}

function ofOwnToken(jwt: ReadJwt, nowMs: number, options: IdentificationOptions): Principal | Reason {
  const { header, claims } = jwt;
  const key = header["alg"] === "ES256" ? options.keys.oauth.verifying(header["kid"], nowMs) : undefined;
  if (key === undefined || !hasValidSignature(jwt, "ES256", key.publicKey)) return "credential.unknown";
  if (!namesAudience(claims["aud"], options.publicUrl)) return "credential.misplaced";
  const narrowing = typeof claims["scope"] === "string" ? readNarrowing(claims["scope"]) : undefined;
  if (narrowing === undefined) return "credential.unknown";
  return ofClaims({ id: claims["sub"], name: claims["client_id"], key: claims["erpgate_key"] }, jwt, nowMs, options, {
    narrowing,
    credential: "token",
  });
}

function ofMountToken(jwt: ReadJwt, mount: Mount, nowMs: number, options: IdentificationOptions): Principal | Reason {
  const key = options.keys.mounts.get(mount.name);
  if (key === undefined || jwt.header["alg"] !== "HS256" || !hasValidSignature(jwt, "HS256", key.secret))
    return "credential.unknown";
  const named = mount.dialect.mountTokens?.consumerOf(jwt.claims);
  if (named === undefined) return "credential.unknown";
  return ofClaims(named, jwt, nowMs, options, { connection: mount.name, credential: "mount-token" });
}

/**
 * The id must be that of the live consumer: a token outlives neither its registration nor a namesake's. Nor does it outlive
 * the key that it was issued for, whatever its own times say.
 */
function ofClaims(
  named: { readonly id: unknown; readonly name: unknown; readonly key: unknown },
  jwt: ReadJwt,
  nowMs: number,
  options: IdentificationOptions,
  limits: Parameters<typeof createPrincipal>[2],
): Principal | Reason {
  const untilMs = checkTimes(jwt.claims, nowMs);
  if (typeof untilMs === "string") return untilMs;
  const consumer = typeof named.name === "string" ? options.consumers.byName(named.name) : undefined;
  if (consumer === undefined || consumer.id !== named.id) return "credential.unknown";
  const keyId = typeof named.key === "string" ? named.key : undefined;
  const keyEndMs = keyId === undefined ? undefined : consumer.keyEndMs(keyId);
  if (keyId === undefined || keyEndMs === undefined) return "credential.unknown";
  if (keyEndMs <= nowMs) return "credential.expired";
  return createPrincipal(consumer, Math.min(untilMs, keyEndMs), { ...limits, basis: { kind: "key", keyId } });
}
