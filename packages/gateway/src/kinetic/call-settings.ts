import type { KineticOptions } from "@erpgate/client";
import type { Context, PinFault, Pins } from "../dialect.ts";
import type { Reason } from "../reason.ts";
import { parseKineticScope } from "./scope.ts";

// The members that clients are seen to send (observed:client); others are not understood, and so not passed on.
const MEMBERS = ["Company", "Plant", "Language", "FormatCulture"] as const;
type Settings = Partial<Record<(typeof MEMBERS)[number], string>>;

/**
 * Decides in which company a call is made, and writes the CallSettings header that says so. On v1 the company comes from
 * the caller's CallSettings, else from the connection; on v2 from the address, which beats the header (documented). The
 * header is always written anew from what was read, so that a repeated member, other letter case or odd JSON cannot make
 * the ERP read another company than the one that was judged. What the consumer is held to stands in it whatever the caller
 * says; a caller that says otherwise is refused, because it would take the answer for another company's.
 *
 * @param header the caller's CallSettings header
 * @param pins what the consumer is held to
 * @returns the context, or why the call cannot be judged
 */
export function readCallSettings(
  options: Pick<KineticOptions, "company" | "plant">,
  path: string,
  header: string | undefined,
  pins?: Pins,
): Context | Reason {
  const caller = header === undefined ? {} : parseSettings(header);
  if (caller === undefined) return "context.unusable";
  const inPath = companyInPath(path);
  const pinned = pins === undefined ? {} : settingsOf(pins);
  if (pins !== undefined && disagrees({ ...caller, ...(inPath === undefined ? {} : { Company: inPath }) }, pinned))
    return "context.pinned";
  const company = inPath ?? pinned.Company ?? caller.Company ?? options.company;
  const settings: Settings = {
    ...caller,
    ...(company === undefined ? {} : { Company: company }),
    ...(options.plant === undefined ? {} : { Plant: options.plant }),
    ...pinned,
  };
  // On v2 a header that names nothing but the company of the address says nothing, and is left out.
  const isNews = Object.keys(settings).some((member) => inPath === undefined || member !== "Company");
  const headers = isNews ? ["callsettings", writeSettings(settings)] : [];
  // v1 also takes the company as a query option (documented, name not published), and the query beats the header.
  if (inPath !== undefined) return { company, headers, pinned: undefined };
  const reason: { reason?: Reason } = pinned.Company === undefined ? {} : { reason: "context.pinned" };
  return { company, headers, pinned: { parameter: "company", value: company, ...reason } };
}

/** What a consumer may be held to, by the names that the client has for these, too. */
const PINNABLE: Readonly<Record<string, (typeof MEMBERS)[number]>> = {
  company: "Company",
  plant: "Plant",
  language: "Language",
  formatCulture: "FormatCulture",
};

function settingsOf(pins: Pins): Settings {
  return Object.fromEntries(Object.entries(pins).map(([name, value]) => [PINNABLE[name] ?? name, value]));
}

function disagrees(asked: Settings, pinned: Settings): boolean {
  return MEMBERS.some((member) => pinned[member] !== undefined && (asked[member] ?? pinned[member]) !== pinned[member]);
}

/** @see Dialect.pinFaults */
export function pinFaults(pins: Pins, scope: string): readonly PinFault[] {
  const unknown = Object.keys(pins).filter((name) => !Object.hasOwn(PINNABLE, name));
  const faults = unknown.map((name) => ({
    message: `${JSON.stringify(name)} is nothing that a Kinetic call can be held to`,
    fix: `Use ${Object.keys(PINNABLE).join(", ")}.`,
  }));
  const { company } = pins;
  if (company === undefined) return faults;
  const parsed = parseKineticScope(scope);
  const others = parsed.ok
    ? parsed.entries.map((entry) => entry.company).filter((named) => named !== "*" && named !== company)
    : [];
  const message = `it is held to company ${company}, and its scope has entries of ${[...new Set(others)].join(", ")}`;
  const fix = "Take these out of the scope, or hold it to none.";
  return others.length === 0 ? faults : [...faults, { message, fix }];
}

/** The company segment of a v2 address; nothing else reads the path here. */
export function companyInPath(path: string): string | undefined {
  const [, api, version, area, first, second] = path.split("/");
  if (api?.toLowerCase() !== "api" || version?.toLowerCase() !== "v2") return undefined;
  return first?.toLowerCase() === "staging" && area?.toLowerCase() === "efx" ? second : first;
}

function parseSettings(text: string): Settings | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
  const settings: Settings = {};
  for (const [key, value] of Object.entries(parsed)) {
    // Whether the server compares member names by case is not known, so `company` is taken for `Company`.
    const member = MEMBERS.find((name) => name.toLowerCase() === key.toLowerCase());
    if (member === undefined) continue;
    if (typeof value !== "string" || settings[member] !== undefined) return undefined;
    settings[member] = value;
  }
  return settings;
}

/** JSON with every character beyond ASCII escaped: a header value is bytes, and nobody says in which charset they are read. */
function writeSettings(settings: Settings): string {
  return JSON.stringify(settings).replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
