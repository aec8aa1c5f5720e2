import type { Socket } from "node:net";
import type { ConsumerDirectory } from "../consumers/directory.ts";
import type { Reason } from "../reason.ts";
import { CERTIFICATE_ISSUER, clientCertificate } from "./client-certificate.ts";
import type { Identification } from "./identify.ts";
import { holds } from "./known-credentials.ts";
import { createPrincipal, type Principal } from "./principal.ts";

/**
 * Lets callers in by certificate, too. A certificate is a credential like any other: one that no authority vouches for is
 * refused, and one that names somebody else than the header beside it is a conflict, never the weaker of the two.
 */
export function withCertificates(inner: Identification, consumers: ConsumerDirectory): Identification {
  // By connection: the certificate is the same for all of its requests.
  const known = new WeakMap<Socket, Principal>();

  function ofSocket(socket: Socket, nowMs: number): Principal | Reason | undefined {
    const before = known.get(socket);
    if (before !== undefined && holds(before, nowMs)) return before;
    const certificate = clientCertificate(socket);
    if (certificate === "none") return undefined;
    if (certificate === "untrusted") return "credential.unknown";
    if (certificate.expiresAtMs <= nowMs) return "credential.expired";
    const value = certificate.names.find((name) => consumers.bySubject(CERTIFICATE_ISSUER, name) !== undefined);
    const consumer = value === undefined ? undefined : consumers.bySubject(CERTIFICATE_ISSUER, value);
    if (value === undefined || consumer === undefined) return "credential.unknown";
    const basis = { kind: "subject", issuer: CERTIFICATE_ISSUER, value } as const;
    const principal = createPrincipal(consumer, certificate.expiresAtMs, { credential: "certificate", basis });
    known.set(socket, principal);
    return principal;
  }

  return {
    recall(presented, nowMs, socket) {
      const found = ofSocket(socket, nowMs);
      if (found === undefined) return inner.recall(presented, nowMs, socket);
      if (typeof found === "string") return undefined;
      if (presented.authorization === undefined && presented.apiKey === undefined) return found;
      const other = inner.recall(presented, nowMs, socket);
      return other?.consumer === found.consumer ? other : undefined;
    },
    identify(presented, mount, nowMs, socket) {
      const found = ofSocket(socket, nowMs);
      if (found === undefined) return inner.identify(presented, mount, nowMs, socket);
      if (typeof found === "string") return found;
      if (presented.authorization === undefined && presented.apiKey === undefined) return found;
      // The header may narrow what the certificate's consumer may do, so it is the header's principal that counts.
      const agreeing = (other: Principal | Reason): Principal | Reason =>
        typeof other === "string" || other.consumer === found.consumer ? other : "credential.conflict";
      const other = inner.identify(presented, mount, nowMs, socket);
      return other instanceof Promise ? other.then(agreeing) : agreeing(other);
    },
    get remembered() {
      return inner.remembered;
    },
  };
}
