import type { KineticOptions } from "@erpgate/client";
import type { Context } from "../dialect.ts";
import type { Reason } from "../reason.ts";

// The members that clients are seen to send (observed:client); others are not understood, and so not passed on.
const MEMBERS = ["Company", "Plant", "Language", "FormatCulture"] as const;
type Settings = Partial<Record<(typeof MEMBERS)[number], string>>;

/**
 * Decides in which company a call is made, and writes the CallSettings header that says so. On v1 the company comes from
 * the caller's CallSettings, else from the connection; on v2 from the address, which beats the header (documented). The
 * header is always written anew from what was read, so that a repeated member, other letter case or odd JSON cannot make
 * the ERP read another company than the one that was judged.
 *
 * @param header the caller's CallSettings header
 * @returns the context, or why the call cannot be judged
 */
export function readCallSettings(
  options: Pick<KineticOptions, "company" | "plant">,
  path: string,
  header: string | undefined,
): Context | Reason {
  const caller = header === undefined ? {} : parseSettings(header);
  if (caller === undefined) return "context.unusable";
  const inPath = companyInPath(path);
  const company = inPath ?? caller.Company ?? options.company;
  const settings: Settings = {
    ...caller,
    ...(company === undefined ? {} : { Company: company }),
    ...(options.plant === undefined ? {} : { Plant: options.plant }),
  };
  // On v2 a header that names nothing but the company of the address says nothing, and is left out.
  const isNews = Object.keys(settings).some((member) => inPath === undefined || member !== "Company");
  const headers = isNews ? ["callsettings", writeSettings(settings)] : [];
  // v1 also takes the company as a query option (documented, name not published), and the query beats the header.
  return { company, headers, pinned: inPath === undefined ? { parameter: "company", value: company } : undefined };
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
