import { parseScope, printScope, readAddress, type ScopeEntry } from "@erpgate/client/prophet21";
import type { ScopeSuggestion, ScopeUsage } from "../policy/scope-usage.ts";
import { opens } from "./judge.ts";

/** Entries that open something here; the others stand in a scope because P21's own form writes them. */
const OPENING: ReadonlySet<string> = new Set(["/odata", "/api", "/uiserver0", "/data"]);

/** The tables and views that were read, and the surfaces that were called; P21's grammar has nothing narrower. */
export function prophet21ScopeUsage(text: string): ScopeUsage {
  const parsed = parseScope(text);
  const entries = parsed.ok ? parsed.scope.entries : [];
  const used = new Map<ScopeEntry, Set<string>>();
  // Calls that more than one entry opens: whichever stays for another reason does for them.
  const eitherOf: (readonly ScopeEntry[])[] = [];

  function saw(method: string, path: string): boolean {
    const address = readAddress(path);
    if (address === undefined) return false;
    const opening = entries.filter((entry) => opens(entry, address, { method, path, company: undefined }));
    const [first, ...more] = opening;
    if (first === undefined) return false;
    if (address.kind === "odata" && address.name !== undefined) namesOf(first).add(address.name);
    else if (more.length === 0 && address.kind !== "odata") namesOf(first);
    else if (!eitherOf.some((known) => known.every((entry, at) => entry === opening[at]))) eitherOf.push(opening);
    return true;
  }

  function namesOf(entry: ScopeEntry): Set<string> {
    const names = used.get(entry) ?? new Set<string>();
    used.set(entry, names);
    return names;
  }

  return {
    saw,
    suggest(): ScopeSuggestion {
      for (const [first, ...more] of eitherOf)
        if (first !== undefined && ![first, ...more].some((entry) => used.has(entry))) namesOf(first);
      const kept = entries.flatMap((entry): ScopeEntry[] => {
        if (!OPENING.has(entry.path)) return [entry];
        const names = used.get(entry);
        return names === undefined ? [] : [{ ...entry, names: narrowedNames(entry, names) }];
      });
      const isUsed = used.size > 0;
      const unused = entries.filter((entry) => OPENING.has(entry.path) && !used.has(entry)).map(printed);
      return { scope: isUsed ? printScope({ entries: kept }) : undefined, unused };
    },
  };
}

/** Catalogue and `$metadata` come with any name; where nothing else was read, one of those granted stays. */
function narrowedNames({ names }: ScopeEntry, read: ReadonlySet<string>): readonly string[] | undefined {
  return names === undefined || read.size > 0 ? names && [...read].toSorted() : names.slice(0, 1);
}

const printed = (entry: ScopeEntry): string => printScope({ entries: [entry] });
