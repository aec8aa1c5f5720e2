import { advice, clientCertificateWanted, known } from "../blame.ts";
import type { Outcome } from "../examination.ts";
import { isLoopback, type Place } from "../network/place.ts";
import type { Route } from "../wire/route.ts";
import { judgeTls, type TlsSurroundings } from "./judge-tls.ts";
import { look, type Look, type ShownCertificate } from "./look.ts";

export interface TlsCheck {
  readonly outcome: Outcome;
  /** As served; empty where there is none. */
  readonly chain: readonly ShownCertificate[];
}

/** Looks at the server's certificate with the connection's trust and, for the chain as it is served, with none. */
export async function checkTls(
  place: Place,
  route: Route,
  surroundings: Omit<TlsSurroundings, "place">,
  signal: AbortSignal,
): Promise<TlsCheck> {
  if (!place.isTls) return { outcome: await withoutTls(place, route, signal), chain: [] };
  const [found, bare] = await Promise.all([look(place, route, {}, signal), look(place, route, { ca: [] }, signal)]);
  const failed = found.failure;
  if (failed !== undefined) return { outcome: await explainFailure(place, route, found, signal), chain: bare.chain };
  const judged = judgeTls(found, bare.chain, { ...surroundings, place });
  if (route.hasWeakMark(place.url)) return { outcome: weaklyMarked(judged), chain: bare.chain };
  const isOff = route.tlsFor(place.url).rejectUnauthorized === false;
  return { outcome: isOff ? unverified(judged) : judged, chain: bare.chain };
}

/** Verification is off: calls go through all the same, and what it would have found is said second. */
function unverified(judged: Outcome): Outcome {
  const seen =
    "tls.allowUnverifiedCertificate is true: whoever is on the way can read the password and change what is written";
  const troubles = [known("client/tls-verification-disabled", seen), ...(judged.troubles ?? [])];
  return { ...judged, verdict: "warn", summary: "the server's certificate is not verified", troubles };
}

/** What recognises the certificate can be made to fit another one. */
function weaklyMarked(judged: Outcome): Outcome {
  const trouble = advice(
    "tls.acceptCertificate is a fingerprint that can be forged",
    "A second certificate with the same SHA-1 or MD5 fingerprint can be made, and would be accepted.",
    ["Give the SHA-256 fingerprint of the certificate below instead, after its administrator has read it out."],
    ...(judged.details ?? []).filter((line) => line.startsWith("certificate 1:")),
  );
  const verdict = judged.verdict === "ok" ? "warn" : judged.verdict;
  return { ...judged, verdict, troubles: [...(judged.troubles ?? []), trouble] };
}

async function withoutTls(place: Place, route: Route, signal: AbortSignal): Promise<Outcome> {
  if (isLoopback(place.hostname))
    return { verdict: "ok", summary: "not used: plain http, which does not leave this computer" };
  const also = await look(place, route, { ca: [] }, signal);
  if (also.protocol !== undefined)
    return {
      verdict: "fail",
      summary: "this port speaks TLS",
      troubles: [
        known(
          "tls/plain-http-on-tls-port",
          `port ${String(place.port)} answers a TLS handshake with ${also.protocol}: write https:// in the connection's url`,
        ),
      ],
    };
  return {
    verdict: "warn",
    summary: "plain http: whoever is on the way reads password, key and token",
    troubles: [
      advice(
        "The connection is not encrypted",
        "Password, API key and token go over the network as they are, and so does all data.",
        ["Have the server given a certificate, and write https:// in the connection's url."],
        `the url is ${place.url.origin}`,
      ),
    ],
  };
}

/** No handshake: plain http on the port, a protocol that is too old, a client certificate that is wanted, or a cut. */
async function explainFailure(place: Place, route: Route, { failure }: Look, signal: AbortSignal): Promise<Outcome> {
  const code = failure?.code ?? "";
  const seen = `the handshake ended with ${code}${failure?.message === undefined || failure.message === code ? "" : ` (${failure.message.slice(0, 160)})`}`;
  if (
    /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH|RECORD_OVERFLOW/.test(code) ||
    /wrong version number|packet length/i.test(failure?.message ?? "")
  )
    return fail(
      known(
        "tls/plain-http-on-tls-port",
        seen,
        "the port answers in something else than TLS: write http:// if that is meant, or find the port that speaks TLS",
      ),
    );
  if (code === "ETIMEDOUT") return fail(known("network/timeout", seen));
  if (/CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA/.test(code)) return fail(clientCertificateWanted(code));
  const old = await look(place, route, { ca: [], minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" }, signal);
  if (old.protocol !== undefined && /^TLSv1(?:\.1)?$/.test(old.protocol))
    return fail(known("tls/protocol-too-old", seen, `the server speaks no more than ${old.protocol}`));
  if (/ECONNRESET|EPIPE/.test(code)) return fail(known("network/reset", seen));
  return fail(known("tls/protocol-too-old", seen));
}

const fail = (trouble: ReturnType<typeof known>): Outcome => ({
  verdict: "fail",
  summary: trouble.title,
  troubles: [trouble],
});
