/** `node tools/attack-reference.ts` writes docs/security-tests.md from the table of attack classes and the tests that name them. A test holds the page against both. */
import { CLASSES, testsByClass } from "../packages/gateway/test/advisories/classes.ts";
import { ROOT } from "./workspace.ts";
import { formatted, writePage } from "./written-page.ts";

const PAGE = "security-tests.md";
const TESTS = "packages/gateway/test/";

/** The whole page. */
export async function attackReference(): Promise<string> {
  const tests = testsByClass(ROOT);
  const rows = CLASSES.map(({ number, attack, advisories, answer }) => {
    const files = (tests.get(number) ?? []).map(
      (file) => `[${file.slice(TESTS.length, -".test.ts".length)}](../${file})`,
    );
    return `| ${number} | ${attack} | ${advisories} | ${answer} | ${files.join(", ")} |`;
  });
  const text = [
    "# Attacks that the gateway is tested against",
    "<!-- Written by `node tools/attack-reference.ts` from packages/gateway/test/advisories/classes.ts and the tests: change those, not this page. -->",
    "What went wrong in other gateways, proxies and token brokers, by class, and where the gateway is tried for it. Each test's name begins with `class N` and an advisory, where there is one; where bytes matter it sends them over a plain socket, and a server in the ERP's place must have seen exactly one request, or none. A class without a test fails the suite.",
    `Run them all: \`npm test -- ${TESTS}advisories\`.`,
    [
      "| class | what happened | told in | what the gateway does | tested in |",
      "| --- | --- | --- | --- | --- |",
      ...rows,
    ].join("\n"),
    "## Fuzzing",
    "`npm run soak -- fuzz` sends 100,000 mutated requests over plain sockets at a gateway with a server in the ERP's place. A second reading of the policy, which shares no code with the gateway, says of every request that arrives there whether it may. It fails on any that may not, on a crash, and on anything unhandled. It prints its seed; `--seed N` sends the same requests again, `--count N` fewer or more. A short form is part of `npm test`.",
  ];
  return formatted(PAGE, text.join("\n\n"));
}

if (import.meta.main) void writePage(PAGE, attackReference());
