import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "../../src/index.ts";
import type { Finding, FindingCertainty } from "../../src/index.ts";

const SECRET_SHAPES: readonly RegExp[] = [
  /\beyJ[A-Za-z0-9_-]{8,}/, // a JWT
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i, // a consumer key or licence GUID
  /\b[A-Za-z0-9]{32,}\b/, // a Kinetic API key has about 45 letters and digits
  /\bBasic (?=[A-Za-z+/]*[0-9=])[A-Za-z0-9+/=]{8,}/,
  /\/\/[^/\s]+:[^/\s]+@/, // user:password@host
];

/** What a text may claim about how well its fact is known. */
const TONE: Record<FindingCertainty, { needs: RegExp | undefined; forbids: RegExp | undefined }> = {
  observed: { needs: undefined, forbids: /\b(probably|likely|possibly)\b/i },
  documented: { needs: undefined, forbids: /\b(probably|likely|possibly)\b/i },
  claimed: { needs: /\breported\b/i, forbids: /\b(documented|observed|captured|certainly|always)\b/i },
  inferred: {
    needs: /\b(probably|likely|possibly)\b/i,
    forbids: /\b(documented|observed|captured|reported|seen|certainly|always)\b/i,
  },
};

const textsOf = (finding: Finding): readonly string[] => [finding.title, finding.cause, ...finding.fix];

for (const finding of findings) {
  test(`${finding.id} reads well`, () => {
    assert.ok(finding.title.length >= 8 && finding.title.length <= 90, `title of ${finding.title.length} characters`);
    assert.doesNotMatch(finding.title, /\.$/, "a title is no sentence");
    assert.match(finding.cause, /^[^a-z].{20,}\.$/, "a cause is whole sentences");
    assert.ok(finding.cause.length <= 400, `cause of ${finding.cause.length} characters`);
    assert.ok(finding.fix.length > 0, "a finding without a way out");
    for (const step of finding.fix) assert.match(step, /^\S.{5,}[.?]$/, `step: ${step}`);
  });

  test(`${finding.id} says no more than is known`, () => {
    const { needs, forbids } = TONE[finding.certainty];
    const claim = `${finding.title}. ${finding.cause}`;
    if (needs) assert.match(claim, needs);
    if (forbids) assert.doesNotMatch(claim, forbids);
  });

  test(`${finding.id} shows nothing that could be a secret`, () => {
    for (const text of textsOf(finding)) for (const shape of SECRET_SHAPES) assert.doesNotMatch(text, shape);
  });
}

test("no two findings have the same title", () => {
  const titles = findings.map((each) => `${each.id.split("/")[0]}: ${each.title}`);
  assert.equal(new Set(titles).size, titles.length);
});
