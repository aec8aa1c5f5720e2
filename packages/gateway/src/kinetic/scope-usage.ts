// Longer than a screen: every kind of entry is narrowed here, and only side by side can it be seen that none is widened.
import { type KineticAddress, readAddress } from "@erpgate/client/kinetic";
import type { Pins } from "../dialect.ts";
import type { ScopeSuggestion, ScopeUsage } from "../policy/scope-usage.ts";
import { askedOf, isBatch, limitsOf, opens, type Asked } from "./judge.ts";
import { type Access, type KineticScopeEntry, parseKineticScope, VERBS, writeScopeEntry } from "./scope.ts";
import { answeredCall } from "./sessions/session-calls.ts";

type ServiceEntry = Extract<KineticScopeEntry, { kind: "service" | "member" }>;

/** What of one entry was used, at one target. */
interface Used {
  readonly entry: KineticScopeEntry;
  readonly company: string;
  readonly address: KineticAddress;
  readonly verbs: Set<string>;
  wrote: boolean;
}

/**
 * Narrows every entry of a scope to what it was used for. What is suggested is made of the scope's own entries, each with a
 * narrower company, member or access: so it opens nothing new, however little is known about the calls. Of those the trail keeps
 * no query, so limits stay as they are; and no header, so on v1 the company is not known: there `*` stays.
 *
 * @param text a scope that can be read; another one opens nothing
 */
export function kineticScopeUsage(text: string, pins: Pins | undefined): ScopeUsage {
  const parsed = parseKineticScope(text);
  const entries = parsed.ok ? parsed.entries : [];
  const used = new Map<string, Used>();
  const opening = new Set<KineticScopeEntry>();
  let answered = false;

  function saw(method: string, path: string): boolean {
    if (isBatch(path)) return false;
    if (answeredCall(path) !== undefined) return (answered = entries.length > 0);
    const address = readAddress(path);
    if (address === undefined) return false;
    const asked = askedOf(address, { method, path, company: pins?.["company"] });
    const found = entriesFor(entries, asked);
    for (const { entry, company } of found.all) {
      opening.add(entry);
      if (found.needed.includes(entry)) keep(used, entries.indexOf(entry), entry, company, asked);
    }
    return found.all.length > 0;
  }

  return {
    saw,
    suggest(): ScopeSuggestion {
      const unused = entries.filter((entry) => !opening.has(entry)).map(writeScopeEntry);
      const texts = new Set([...members(used), ...documents(used)].map((each) => writtenOr(each)));
      // Who only logged in and out needs any entry at all.
      if (texts.size === 0 && answered && entries[0] !== undefined) texts.add(writeScopeEntry(entries[0]));
      return { scope: texts.size === 0 ? undefined : [...texts].toSorted().join(";"), unused };
    },
  };
}

interface Found {
  readonly all: readonly { readonly entry: KineticScopeEntry; readonly company: string }[];
  /** Without which the call might not have been let in. */
  readonly needed: readonly KineticScopeEntry[];
}

/** The entries that open a call; where nobody knows in which company it was made, those that open it in theirs. */
function entriesFor(entries: readonly KineticScopeEntry[], asked: Asked): Found {
  const all = entries.flatMap((entry) => {
    const company = asked.company ?? entry.company;
    const inCompany = { ...asked, company: company === "*" ? undefined : company };
    return opens(entry, inCompany) ? [{ entry, company }] : [];
  });
  const isUnlimited = ({ entry }: Found["all"][number]): boolean => limitsOf(entry, asked.address) === undefined;
  const everywhere = all.find((each) => each.company === "*" && isUnlimited(each));
  if (everywhere !== undefined) return { all, needed: [everywhere.entry] };
  const companies = [...new Set(all.map(({ company }) => company))];
  const needed = companies.flatMap((company) => {
    const here = all.filter((each) => each.company === company);
    const enough = here.find(isUnlimited);
    return (enough === undefined ? here : [enough]).map(({ entry }) => entry);
  });
  return { all, needed };
}

function keep(
  used: Map<string, Used>,
  index: number,
  entry: KineticScopeEntry,
  company: string,
  { address, verb, write }: Asked,
): void {
  const key = JSON.stringify([index, company, targetOf(address)]);
  const known = used.get(key) ?? { entry, company, address, verbs: new Set<string>(), wrote: false };
  known.verbs.add(verb);
  known.wrote ||= write;
  used.set(key, known);
}

function targetOf(address: KineticAddress): readonly string[] {
  switch (address.kind) {
    case "entity":
      return ["member", address.service.toLowerCase(), address.entity];
    case "method":
      return ["member", address.service.toLowerCase(), address.method];
    case "service":
    case "metadata":
      return ["service", address.service.toLowerCase()];
    case "baq":
      return ["baq", address.baq];
    case "function":
      return ["function", address.library, address.function, String(address.staging)];
    case "services":
    case "token":
    case "help":
      return [address.kind];
  }
}

interface Narrowed {
  readonly entry: KineticScopeEntry;
  /** What it was made of. */
  readonly from: KineticScopeEntry;
}

/** All but what describes a service. */
function members(used: ReadonlyMap<string, Used>): Narrowed[] {
  return [...used.values()].flatMap(({ entry, company, address, verbs, wrote }): Narrowed[] => {
    if (entry.kind === "function")
      return address.kind === "function"
        ? [{ from: entry, entry: { ...entry, company, function: address.function } }]
        : [];
    const access = narrowed(entry.access, verbs, wrote);
    if (entry.kind === "baq") return [{ from: entry, entry: { ...entry, company, access } }];
    if (address.kind !== "entity" && address.kind !== "method") return [];
    const member = address.kind === "entity" ? address.entity : address.method;
    const { limits } = entry;
    return [{ from: entry, entry: { kind: "member", service: address.service, member, company, access, limits } }];
  });
}

/**
 * The document and `$metadata` of a service come with any entry for a part of it. Where only these were read, the entry that let
 * them be read stays, for reading: there is none that opens names alone.
 */
function documents(used: ReadonlyMap<string, Used>): Narrowed[] {
  const others = members(used).map(({ entry }) => entry);
  return [...used.values()].flatMap(({ entry, company, address }): Narrowed[] => {
    if (address.kind !== "service" && address.kind !== "metadata") return [];
    const service = address.service.toLowerCase();
    const isCovered = others.some(
      (other) =>
        isOfService(other) &&
        other.service.toLowerCase() === service &&
        (other.company === company || other.company === "*"),
    );
    if (isCovered || !isOfService(entry)) return [];
    const access = entry.access === "write" ? "read" : entry.access;
    return [{ from: entry, entry: { ...entry, service: address.service, company, access } }];
  });
}

const isOfService = (entry: KineticScopeEntry): entry is ServiceEntry =>
  entry.kind === "service" || entry.kind === "member";

function narrowed(access: Access, verbs: ReadonlySet<string>, wrote: boolean): Access {
  if (access === "read" || (access === "write" && !wrote)) return "read";
  return (access === "write" ? VERBS : access).filter((verb) => verbs.has(verb));
}

/** A name that no scope can hold leaves the entry as it was. */
function writtenOr({ entry, from }: Narrowed): string {
  const text = writeScopeEntry(entry);
  return parseKineticScope(text).ok ? text : writeScopeEntry(from);
}
