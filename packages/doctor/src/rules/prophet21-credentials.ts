import type { Evidence, HttpRequest } from "../evidence/evidence.ts";
import { membersOf } from "../evidence/members.ts";
import { aboutEntra, aboutKinetic, aboutProphet21, failures, inWords, type Call } from "./calls.ts";
import { anyOf, said, surest, type Rule, type Sighting } from "./rule.ts";

/** Whether a call goes to the token address. */
export const isTokenCall = (call: Call): boolean => /\/api\/security\/token/i.test(call.request.path);

/** What the token request presents, as far as it is shown. */
export function presented(request: HttpRequest, evidence: Evidence): "password" | "key" | "nothing" | undefined {
  const names = [...membersOf(request.body ?? "").keys(), ...request.headers.map(({ name }) => name.toLowerCase())];
  if (names.some((name) => /^(?:clientsecret|client_secret|consumer[-_]?key|appkey)$/.test(name))) return "key";
  if (names.includes("password") || /(?:^|&)password=/i.test(`${request.body ?? ""}&${request.query}`))
    return "password";
  const text = evidence.remarks;
  if (/client_?secret|consumer[ _-]?key|client_credentials|\bappkey\b/i.test(text)) return "key";
  if (/\bpassword\b|user ?name/i.test(text)) return "password";
  return request.headersKnown && request.body !== undefined ? "nothing" : undefined;
}

function pairRefused(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(failures(evidence), (call) => {
    if (
      !isTokenCall(call) ||
      call.response.status !== 401 ||
      /invalid_client|generate client token/i.test(call.response.body)
    )
      return undefined;
    const what = presented(call.request, evidence);
    if (what === "key") return undefined;
    return {
      confidence: what === "password" ? 0.92 : 0.7,
      seen: [inWords(call), ...(what === "password" ? ["a user name and password were sent"] : [])],
    };
  });
  const isOurs = aboutProphet21(evidence) || !aboutKinetic(evidence);
  const words =
    isOurs && !aboutEntra(evidence)
      ? said(
          evidence.trouble,
          // "Invalid username or password." is Kinetic's sentence (observed): it counts where nothing else is Kinetic's.
          aboutProphet21(evidence)
            ? /(?:the )?user ?name or password (?:is|are|was) (?:incorrect|invalid|wrong|not correct)|invalid_grant|invalid (?:user ?name|login) or password/i
            : /(?:the )?user ?name or password (?:is|are|was) (?:incorrect|invalid|wrong|not correct)|invalid_grant/i,
          aboutProphet21(evidence) ? 0.92 : 0.75,
        )
      : undefined;
  return surest(shown, words);
}

export const prophet21Credentials: readonly Rule[] = [
  {
    id: "prophet21/credentials-invalid",
    yieldsTo: ["prophet21/key-unknown", "prophet21/credentials-in-headers-on-v2"],
    look: pairRefused,
  },
];
