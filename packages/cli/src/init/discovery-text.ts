import type { Discovery } from "@erpgate/doctor";
import { pairs } from "../output/table.ts";
import { plainLine } from "../output/plain-text.ts";
import type { Style } from "../output/style.ts";

/** What was found out, for people. */
export function foundText(found: NonNullable<Discovery["found"]>, style: Style): string {
  const title = found.system === "kinetic" ? "Epicor Kinetic" : "Epicor Prophet 21";
  const rows = found.system === "kinetic" ? kineticRows(found) : prophet21Rows(found);
  return `${style.good("✓")} ${title} at ${plainLine(found.url)}\n${pairs(
    rows.map(([left, right]) => [left, plainLine(right)]),
    "  ",
  )}`;
}

type Found<System> = Extract<NonNullable<Discovery["found"]>, { system: System }>;

function kineticRows(found: Found<"kinetic">): [string, string][] {
  return [
    ["instance", found.instance === "" ? "none in the address" : found.instance],
    ["API", found.apiVersions.join(", ")],
    ["challenge", found.challenge ?? "none"],
    ["token service", found.hasTokenService ? "there" : "not there"],
    ["signs users in", providerText(found)],
    ...(found.help === undefined ? [] : [["help page", found.help] satisfies [string, string]]),
    ["release", "told after the login only"],
  ];
}

function providerText({ identityProvider }: Found<"kinetic">): string {
  if (identityProvider === undefined)
    return "Kinetic itself, as far as it shows (a trusted Entra ID or Epicor IdP need not show)";
  const { kind, tenant } = identityProvider;
  return `${kind === "entra" ? "Entra ID" : "Epicor IdP"}${tenant === undefined ? "" : `, tenant ${tenant}`}`;
}

function prophet21Rows({ tokenServices, admin }: Found<"prophet21">): [string, string][] {
  return [
    ["token service", tokenServices.join(", ") || "none answers"],
    ["SOA Admin", admin ?? "does not answer"],
  ];
}

/** Why nothing was found, with what to do. */
export function troublesOf({ troubles }: Discovery): readonly string[] {
  return troubles.slice(0, 1).flatMap(({ title, cause, evidence }) => [title, cause, ...evidence]);
}
