// Longer than a screen because it is one table: what has gone wrong in programs of this kind, by class of attack.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One class of attacks. */
export interface AttackClass {
  readonly number: number;
  /** What was done to whom. */
  readonly attack: string;
  /** Advisories in which it is told, or where else. */
  readonly advisories: string;
  /** What the gateway holds against it. */
  readonly answer: string;
}

const rows: readonly (readonly [attack: string, advisories: string, answer: string])[] = [
  [
    "Identity headers in another spelling reach the server behind",
    "CVE-2025-64484, GHSA-5m6w-wvh7-57vm, CVE-2026-44087",
    "Every name that comes to the same without case and punctuation is dropped",
  ],
  [
    "`Connection` names the header that the proxy wrote, and it is dropped",
    "CVE-2024-45410, CVE-2025-48865, GHSA-w9mr-28mw-j8hg",
    "Hop-by-hop names are taken from the caller's headers, before anything is written",
  ],
  [
    "Forwarded headers of a caller are believed",
    "CVE-2026-40575, CVE-2026-76835, CVE-2023-27487, CVE-2024-45806",
    "Policy reads the request line; `/verify` answers named peers alone, and one pair of headers, once",
  ],
  [
    "A header meant for the inside skips the check",
    "CVE-2025-29927",
    "There is no such header; a preflight is no yes to an engine in front",
  ],
  [
    "The User-Agent of a health check opens",
    "GHSA-5hvv-m4w4-gf6v",
    "Health is on the administration's listener, by path",
  ],
  [
    "A rule sees query or fragment as path",
    "CVE-2025-54576, GHSA-pxq7-h93f-9jrg",
    "The path up to `?` is judged, and a path with more in it is refused",
  ],
  [
    "Dot segments and encodings that are read twice",
    "CVE-2026-33494, CVE-2021-21321, CVE-2026-16117, CVE-2026-6414",
    "Nothing is repaired: a path, or a name in a query, that has two readings is refused",
  ],
  [
    "An empty segment becomes a host",
    "CVE-2021-29492, CVE-2026-26205, GHSA-6jwx-7vp4-9847",
    "Empty segments are refused",
  ],
  [
    "The Host header decides what is allowed",
    "CVE-2026-55602, CVE-2026-48710",
    "A host name picks a connection where that is configured, and nothing else",
  ],
  [
    "Of two credentials only the first is looked at",
    "CVE-2020-25017, CVE-2026-26308",
    "Two of one header, or two consumers in one request, are a 400, also at the token endpoints",
  ],
  ["A token counts because it is there", "CVE-2022-29226", "Every credential is verified"],
  [
    "The token chooses how it is verified",
    "CVE-2026-39999, CVE-2022-23540, CVE-2022-36083, CVE-2026-35039",
    "The key decides the algorithm; keys and addresses in a token are not looked at; unknown `kid`s are bounded",
  ],
  [
    "A credential of one source counts for another",
    "CVE-2026-49872, CVE-2025-46647, CVE-2026-33496",
    "Issuer, audience and tenant are part of who it is, and each kind has a memory of its own",
  ],
  [
    "What was allowed once is remembered past its end",
    "CVE-2021-32701, CVE-2021-41230",
    "What is remembered hangs on the live registration, and dies with it",
  ],
  ["An identity that two readers split differently", "CVE-2026-40574", "Identities are compared whole and exactly"],
  [
    "Texts that join to the same text as others",
    "CVE-2023-35941, GHSA-v574-6498-x57v",
    "Lengths before parts, Maps of Maps, and a cache key in which no caller can move a border",
  ],
  ["A seal that opens by chance, or with the key before", "Envoy 1.37.3", "AES-256-GCM bound to key id and place"],
  ["The time of a comparison tells a secret", "CVE-2022-31142", "Digests of equal length, in constant time"],
  [
    "The server behind is not verified",
    "CVE-2026-107318, CVE-2026-31923",
    "Certificates are checked, and no variable of the environment turns that off on the data path",
  ],
  [
    "Two readers see two requests in one",
    "CVE-2026-1525, CVE-2025-55315, CVE-2026-29057, GHSA-w5w5-487h-qv8q",
    "What can be read in two ways is refused; the framing is written anew",
  ],
  [
    "Line breaks in what is sent on",
    "CVE-2022-31150, CVE-2022-35948, litellm 38456",
    "Control characters are refused at every border, the command line's too",
  ],
  ["A path that names another host", "CVE-2022-35949", "No part of a request decides where it goes"],
  [
    "A redirect is followed with the credential",
    "CVE-2024-24758, CVE-2024-30260, GHSA-wqq4-5wpv-mx2g",
    "No redirect is followed; an address that is not the ERP's own is not passed on",
  ],
  [
    "A body that swells when it is opened",
    "CVE-2026-22036, CVE-2022-29225",
    "Bodies pass as they are; errors that are read have a limit",
  ],
  [
    "Floods of resets, headers and slow callers",
    "CVE-2023-44487, CVE-2026-49975, CVE-2026-47774, CVE-2026-2229",
    "Limits on everything; a caller that leaves takes its call along",
  ],
  [
    "One odd request ends the process",
    "CVE-2024-21536, CVE-2025-32996, CVE-2023-27496, http-proxy-middleware 822",
    "Nothing unhandled, and a fuzzer that says so (`npm run soak -- fuzz`)",
  ],
  [
    "What was checked is not what is sent",
    "GHSA-v2v2-hph8-q5xp, CVE-2023-51701",
    "A `$batch` is judged part by part and written anew from what was judged",
  ],
  [
    "Administration and metrics in reach",
    "CVE-2020-11710, CVE-2022-24797, EP-01-001",
    "A listener of its own on the loopback, its own host name, a token that no browser sends",
  ],
  [
    "A name in other letters names another, with more rights",
    "CVE-2026-105986",
    "Names are compared decoded and whole; no consumer's credential opens the administration",
  ],
  [
    "Secrets and line breaks in logs and pages",
    "CVE-2024-45808, oauth2-proxy 3106, CVE-2024-39315",
    "Neither is in any log line, audit row, metric, page or refusal",
  ],
  [
    "A session fixed beforehand; a faulty setting that opens",
    "GHSA-f24x-5g9q-753f, CVE-2026-49230",
    "No sessions at the administration; with a fault in the configuration nothing starts",
  ],
  [
    "A fault of the engine becomes a way in",
    "CVE-2023-33189, CVE-2021-39206",
    "A second reader behind the parser, strict whatever the environment says; few dependencies, pinned",
  ],
  [
    "Who floods the line keeps others out of it, or passes those who wait",
    "no advisory; Azure API Management refuses what is too much, whoever sent it",
    "Each consumer has one line, whatever its keys and connections; lines take turns, and the longest gives way when there is no room",
  ],
  [
    "The key of a write is answered with another's write, or holds it up",
    "no advisory",
    "A key is its consumer's, its user's and its connection's own, and good for exactly one method, address, query and body",
  ],
  [
    "A rate that counts addresses, connections or keys, and not callers",
    "Kong 8227, apisix 13443, Conduit 1219",
    "One exact count for each consumer and connection; the parts of a batch count, all of them or none",
  ],
  [
    "A slot is lost with its caller, or given out while it is still used",
    "no advisory; the public EpicorBridge sample owns to licences that it leaks",
    "A seat comes back once, when the ERP is done with the call, whoever has left at whatever moment",
  ],
];
/** Of those, so many have been told in advisories. */
export const ADVISED = 32;

export const CLASSES: readonly AttackClass[] = rows.map(([attack, advisories, answer], at) => ({
  number: at + 1,
  attack,
  advisories,
  answer,
}));

/**
 * Which test files hold tests of which class: those with a test whose name begins with `class N, ` and the advisory.
 * @param root of the workspace
 */
export function testsByClass(root: string): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const file of globSync("packages/gateway/test/**/*.test.ts", { cwd: root }).toSorted()) {
    const text = readFileSync(join(root, file), "utf8");
    const numbers = new Set([...text.matchAll(/["'`]class (\d+), /g)].map(([, number]) => Number(number)));
    for (const number of numbers) found.set(number, [...(found.get(number) ?? []), file.replaceAll("\\", "/")]);
  }
  return found;
}
