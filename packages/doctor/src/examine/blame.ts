import { explainEvidence } from "../explain.ts";
import { evidenceOf } from "../evidence/read-evidence.ts";
import { finding } from "../findings/findings.ts";
import type { FindingLayer } from "../findings/finding.ts";
import type { CheckName } from "./check-names.ts";
import type { Trouble } from "./examination.ts";
import type { Sent } from "./wire/sent.ts";

/** What went wrong, and at which check it belongs. */
export interface Blame {
  readonly check: CheckName;
  readonly troubles: readonly Trouble[];
}

/** Besides the likeliest cause, one more is worth a reader's time. */
const MOST = 2;

const CHECK_OF_LAYER: Readonly<Record<FindingLayer, CheckName>> = {
  dns: "dns",
  tcp: "tcp",
  tls: "tls",
  // What stands in front of the ERP shows itself in its answers; the outgoing proxy has a check of its own.
  proxy: "http",
  http: "http",
  url: "url",
  "api-key": "api-key",
  credentials: "credentials",
  token: "token",
  session: "session",
  licence: "licence",
  permission: "permission",
  scope: "scope",
  server: "server",
  "client-code": "configuration",
};

/** How a server that wants a client certificate ends the connection: in TLS 1.3 only after the handshake. */
const WANTS_CERTIFICATE =
  /ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA)|HANDSHAKE_FAILURE_ON_CLIENT/;

/** The check that a finding is reported under. */
export function checkOf(id: string | undefined): CheckName | undefined {
  if (id === "proxy/auth-required") return "proxy";
  if (id === "client/clock-skew") return "clock";
  const entry = id === undefined ? undefined : finding(id);
  return entry && CHECK_OF_LAYER[entry.layer];
}

/**
 * Lets the rules of `explain` judge what was exchanged.
 *
 * @param sent failed calls, and those that tell causes apart
 * @param otherwise where it belongs if the rules cannot say
 */
export function blame(sent: readonly Sent[], secrets: readonly string[], otherwise: CheckName): Blame {
  const wanted = sent.find(({ failure }) => WANTS_CERTIFICATE.test(failure?.code ?? ""));
  if (wanted !== undefined)
    return { check: otherwise, troubles: [clientCertificateWanted(wanted.failure?.code ?? "")] };
  const remarks = sent.flatMap(({ failure }) => (failure === undefined ? [] : [`${failure.code}: ${failure.message}`]));
  const evidence = evidenceOf(
    sent.filter(({ status }) => status > 0).map(({ exchange }) => exchange),
    remarks.join("\n"),
    secrets,
  );
  const { findings } = explainEvidence(evidence);
  const [first] = findings;
  if (first === undefined || first.id === "unknown") return { check: otherwise, troubles: [undecided(sent)] };
  return { check: checkOf(first.id) ?? otherwise, troubles: findings.slice(0, MOST) };
}

/** A catalogue entry as trouble, with what was seen here. */
export function known(id: string, ...evidence: readonly string[]): Trouble {
  const entry = finding(id);
  if (entry === undefined) throw new TypeError(`there is no finding ${id}`);
  const { title, cause, fix } = entry;
  return { id, confidence: 0.95, title, cause, fix, evidence, tellApart: [] };
}

/** Trouble that the catalogue has no entry for. */
export function advice(title: string, cause: string, fix: readonly string[], ...evidence: readonly string[]): Trouble {
  return { id: undefined, confidence: 0.95, title, cause, fix, evidence, tellApart: [] };
}

/** The catalogue has no entry for it. */
export function clientCertificateWanted(code: string): Trouble {
  return advice(
    "The server wants a client certificate",
    "Before it answers anything the server asks who connects, and takes no connection without a certificate that it knows.",
    [
      "Give the connection one, with its private key: tls.clientCertificate, issued by an authority that the server trusts.",
      "Ask the server's administrator which authorities those are.",
    ],
    `the connection ended with ${code}`,
  );
}

function undecided(sent: readonly Sent[]): Trouble {
  const last = sent.at(-1);
  const status = last === undefined || last.status === 0 ? "no answer" : `status ${String(last.status)}`;
  const what = last === undefined ? "a call" : last.purpose;
  return {
    id: undefined,
    confidence: 0.5,
    title: `An answer that nothing known explains (${status})`,
    cause: `The call made to ${what} got ${status}, which fits no known cause well enough to name one.`,
    fix: [
      "Look at the ERP's event log and the IIS log (status, substatus, win32 status) for the moment of this run.",
      "Run it again with --verbose, which lists every call that was made.",
    ],
    evidence: [],
    tellApart: [],
  };
}
