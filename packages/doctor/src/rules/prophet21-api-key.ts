import type { Evidence } from "../evidence/evidence.ts";
import { aboutEntra, aboutProphet21, failures, inWords } from "./calls.ts";
import { isTokenCall, presented } from "./prophet21-credentials.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

function keyRefused(evidence: Evidence): Sighting | undefined {
  const text = `${evidence.trouble} ${evidence.business}`;
  const shown = anyOf(failures(evidence), (call) => {
    if (!isTokenCall(call)) return undefined;
    const isKey = presented(call.request, evidence) === "key";
    return when(isKey && call.response.status === 401, 0.88, inWords(call), "a consumer key was sent");
  });
  const isPair = /user ?name or password/i.test(text);
  const said500 = isPair
    ? undefined
    : said(
        text,
        /unable to generate client token|P21\.Business\.Common\.TokenException|NotFoundException[^]{0,160}?consumer key/i,
        0.96,
      );
  const oauth = aboutProphet21(evidence) && !aboutEntra(evidence) ? said(text, /invalid_client/i, 0.9) : undefined;
  const prose = aboutProphet21(evidence)
    ? said(text, /consumer key\b[^.]{0,40}\b(?:not (?:found|registered|known|valid)|unknown|invalid)/i, 0.85)
    : undefined;
  return surest(shown, said500, oauth, prose);
}

export const prophet21ApiKey: readonly Rule[] = [
  { id: "prophet21/key-unknown", yieldsTo: ["client/key-whitespace"], look: keyRefused },
];
