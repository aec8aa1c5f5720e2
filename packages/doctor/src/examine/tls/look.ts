import type { Duplex } from "node:stream";
import type { ConnectionOptions, DetailedPeerCertificate, TLSSocket } from "node:tls";
import type { Place } from "../network/place.ts";
import type { Route } from "../wire/route.ts";
import { failureOf } from "../wire/failure-of.ts";
import type { WireFailure } from "../wire/sent.ts";
import { problemOf } from "./problem-of.ts";

/** A certificate as the server showed it. */
export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validFromMs: number;
  readonly validToMs: number;
  /** `erp.example.com, *.example.com`, for the server's own. */
  readonly names: readonly string[];
  readonly fingerprint256: string;
  readonly isSelfIssued: boolean;
  readonly pem: string;
}

/** What a handshake showed. Nothing but the handshake is sent. */
export interface Look {
  /** Why there was no handshake at all. */
  readonly failure: WireFailure | undefined;
  /** `TLSv1.3`. */
  readonly protocol: string | undefined;
  /** Node's word for what is wrong with the certificate; undefined where it is trusted. */
  readonly problem: string | undefined;
  readonly wantsClientCertificate: boolean;
  /** As served, the server's own first. */
  readonly chain: readonly ShownCertificate[];
}

/** Shakes hands with the trust that the connection has, and hangs up. */
export async function look(place: Place, route: Route, extra: ConnectionOptions, signal: AbortSignal): Promise<Look> {
  const raw = await route.open(place.url, signal);
  return new Promise((resolve) => {
    const options = {
      host: place.hostname,
      port: place.port,
      ...nameOf(place.hostname),
      ...route.tlsFor(place.url),
      ...extra,
    };
    const socket = connectWith(options, raw, place.limitMs);
    const end = (result: Partial<Look>): void => {
      socket.destroy();
      signal.removeEventListener("abort", late);
      resolve({
        failure: undefined,
        protocol: undefined,
        problem: undefined,
        wantsClientCertificate: false,
        chain: [],
        ...result,
      });
    };
    const late = (): void => end({ failure: { code: "ETIMEDOUT", message: "no handshake in time" } });
    signal.addEventListener("abort", late, { once: true });
    socket.once("timeout", late);
    socket.once("error", (error) => end({ failure: failureOf(error) }));
    socket.once("secureConnect", () => {
      const chain = chainOf(socket.getPeerCertificate(true));
      end({ protocol: socket.getProtocol() ?? undefined, problem: judged(socket, chain, place, route), chain });
    });
  });
}

function judged(
  socket: TLSSocket,
  [leaf]: readonly ShownCertificate[],
  place: Place,
  route: Route,
): string | undefined {
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  const problem = problemOf(socket);
  return leaf === undefined ? problem : route.judge(place.url, new X509Certificate(leaf.pem), problem);
}

function connectWith(
  options: ConnectionOptions,
  raw: Duplex | undefined,
  timeoutMs: number,
): ReturnType<typeof import("node:tls").connect> {
  const { connect } = process.getBuiltinModule("node:tls");
  const socket = connect({ ...options, ...(raw === undefined ? {} : { socket: raw }), rejectUnauthorized: false });
  socket.setTimeout(timeoutMs);
  return socket;
}

/** An address has no place in SNI (RFC 6066). */
function nameOf(hostname: string): { servername?: string } {
  return process.getBuiltinModule("node:net").isIP(hostname) === 0 ? { servername: hostname } : {};
}

/** Each certificate points at its issuer; a root points at itself. */
function chainOf(leaf: DetailedPeerCertificate): readonly ShownCertificate[] {
  const chain: ShownCertificate[] = [];
  const seen = new Set<string>();
  let each: DetailedPeerCertificate | undefined = leaf;
  while (each?.raw !== undefined && !seen.has(each.fingerprint256)) {
    seen.add(each.fingerprint256);
    chain.push(shown(each));
    each = each.issuerCertificate as DetailedPeerCertificate | undefined;
  }
  return chain;
}

function shown(certificate: DetailedPeerCertificate): ShownCertificate {
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  const parsed = new X509Certificate(certificate.raw);
  return {
    subject: oneLine(parsed.subject),
    issuer: oneLine(parsed.issuer),
    validFromMs: Date.parse(parsed.validFrom),
    validToMs: Date.parse(parsed.validTo),
    names: (parsed.subjectAltName ?? "").split(", ").filter((name) => name !== ""),
    fingerprint256: parsed.fingerprint256,
    isSelfIssued: parsed.checkIssued(parsed),
    pem: parsed.toString(),
  };
}

const oneLine = (name: string): string => name.split("\n").join(", ");
