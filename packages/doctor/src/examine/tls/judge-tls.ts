import { known } from "../blame.ts";
import type { Outcome, Trouble } from "../examination.ts";
import type { Place } from "../network/place.ts";
import { day, span } from "../span.ts";
import type { Look, ShownCertificate } from "./look.ts";
import { NOT_PINNED } from "./own-judgement.ts";
import { trustSteps } from "./trust-steps.ts";

/** Warned of this long before: a certificate is rarely renewed in a day. */
const SOON_MS = 21 * 86_400_000;

const INSPECTION =
  /zscaler|netskope|fortinet|fortigate|palo ?alto|blue ?coat|mcafee|trellix|kaspersky|eset|avast|bitdefender|sophos|forcepoint|websense|barracuda|umbrella|mitmproxy|fiddler|charles proxy/i;

/** What Node calls it, and the finding that it is. */
const PROBLEMS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls/self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "tls/private-ca-untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls/chain-incomplete",
  UNABLE_TO_GET_ISSUER_CERT: "tls/chain-incomplete",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls/private-ca-untrusted",
  CERT_UNTRUSTED: "tls/private-ca-untrusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls/hostname-mismatch",
  CERT_HAS_EXPIRED: "tls/expired",
  CERT_NOT_YET_VALID: "tls/not-yet-valid",
};

export interface TlsSurroundings {
  readonly place: Place;
  readonly nowMs: number;
  /** In words: which certificates are trusted, and where that comes from. */
  readonly trust: string;
  readonly platform: NodeJS.Platform;
}

/** Whether a client of this connection would accept what the server shows. `bare` is the same looked at with no trust at all: the chain as served. */
export function judgeTls(found: Look, bare: readonly ShownCertificate[], surroundings: TlsSurroundings): Outcome {
  const details = [`trusted: ${surroundings.trust}`, ...chainLines(bare)];
  const [leaf] = bare;
  if (found.problem === undefined) return { ...expirySoon(leaf, surroundings, found), details };
  if (found.problem === NOT_PINNED) return { ...notPinned(leaf), details };
  const id = idOf(found.problem, bare);
  const trouble = withSteps(known(id, ...evidenceOf(found, bare, surroundings)), id, surroundings);
  return {
    verdict: "fail",
    summary: trouble.title,
    troubles: [trouble, ...alsoWrong(id, bare, surroundings)],
    details,
  };
}

function notPinned(leaf: ShownCertificate | undefined): Outcome {
  const trouble = known(
    "tls/pin-mismatch",
    `the server shows SHA-256 ${leaf?.fingerprint256 ?? "nothing"}, issued by ${leaf?.issuer ?? "nobody"}`,
  );
  return { verdict: "fail", summary: trouble.title, troubles: [trouble] };
}

function idOf(problem: string, bare: readonly ShownCertificate[]): string {
  const last = bare.at(-1);
  if (bare.some(({ issuer }) => INSPECTION.test(issuer)) && !/EXPIRED|NOT_YET|ALTNAME/.test(problem))
    return "proxy/tls-intercepted";
  // One certificate alone that somebody else issued: the one between is missing, whatever OpenSSL calls it.
  if (/UNABLE_TO/.test(problem) && bare.length === 1 && last?.isSelfIssued === false) return "tls/chain-incomplete";
  return PROBLEMS[problem] ?? "tls/private-ca-untrusted";
}

function evidenceOf(
  found: Look,
  bare: readonly ShownCertificate[],
  { place, nowMs, trust }: TlsSurroundings,
): readonly string[] {
  const [leaf] = bare;
  if (leaf === undefined) return [`the handshake ended with ${found.problem ?? "nothing"}`];
  switch (found.problem ?? "") {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return [
        `the certificate is for ${leaf.names.join(", ") || leaf.subject}, and the connection asks for ${place.hostname}`,
      ];
    case "CERT_HAS_EXPIRED":
      return bare
        .filter(({ validToMs }) => validToMs < nowMs)
        .map(({ subject, validToMs }) => `${subject} ended on ${day(validToMs)}, ${span(nowMs - validToMs)} ago`);
    case "CERT_NOT_YET_VALID":
      return bare
        .filter(({ validFromMs }) => validFromMs > nowMs)
        .map(({ subject, validFromMs }) => `${subject} begins on ${day(validFromMs)}, in ${span(validFromMs - nowMs)}`);
    default:
      return [
        `the server shows ${String(bare.length)} certificate${bare.length === 1 ? "" : "s"}, the last of them issued by ${bare.at(-1)?.issuer ?? "nobody"}`,
        `trusted here: ${trust}`,
      ];
  }
}

/** OpenSSL stops at the first fault; a reader wants to know of all. */
function alsoWrong(id: string, bare: readonly ShownCertificate[], { nowMs }: TlsSurroundings): Trouble[] {
  const [leaf] = bare;
  if (leaf === undefined) return [];
  const found = leaf.validToMs < nowMs ? "tls/expired" : leaf.validFromMs > nowMs ? "tls/not-yet-valid" : undefined;
  return found === undefined || found === id
    ? []
    : [known(found, `${day(leaf.validFromMs)} to ${day(leaf.validToMs)}`)];
}

function withSteps(trouble: Trouble, id: string, { platform }: TlsSurroundings): Trouble {
  return ["tls/self-signed", "tls/chain-incomplete", "tls/private-ca-untrusted", "proxy/tls-intercepted"].includes(id)
    ? { ...trouble, fix: [...trouble.fix, ...trustSteps(platform)] }
    : trouble;
}

function expirySoon(leaf: ShownCertificate | undefined, { nowMs }: TlsSurroundings, { protocol }: Look): Outcome {
  const summary = `${protocol ?? "TLS"}, the certificate is good until ${leaf === undefined ? "?" : day(leaf.validToMs)}`;
  if (leaf === undefined || leaf.validToMs - nowMs > SOON_MS) return { verdict: "ok", summary };
  return {
    verdict: "warn",
    summary: `the certificate ends in ${span(leaf.validToMs - nowMs)}`,
    troubles: [
      {
        id: undefined,
        confidence: 0.95,
        title: `The server's certificate ends in ${span(leaf.validToMs - nowMs)}`,
        cause: "From then on every client refuses the connection before anything is sent.",
        fix: [
          "Have it renewed, and check that the whole chain is installed with it.",
          "If this connection pins a certificate or trusts just this one, give it the new one first.",
        ],
        evidence: [`${leaf.subject} ends on ${day(leaf.validToMs)}`],
        tellApart: [],
      },
    ],
  };
}

function chainLines(bare: readonly ShownCertificate[]): readonly string[] {
  return bare.map(
    ({ subject, issuer, validFromMs, validToMs, names, isSelfIssued, fingerprint256 }, at) =>
      `certificate ${String(at + 1)}: ${subject}${names.length === 0 ? "" : ` (${names.join(", ")})`}, issued by ${isSelfIssued ? "itself" : issuer}, ${day(validFromMs)} to ${day(validToMs)}, SHA-256 ${fingerprint256}`,
  );
}
