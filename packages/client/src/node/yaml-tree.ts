import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from "yaml";
import { type ConfigPath, pathKey } from "./config-path.ts";
import { syntaxFault } from "./yaml-fault.ts";

/** A few hundred lines is a large configuration. Nested aliases grow by multiplication, which this stops early. */
const MOST_NODES = 20_000;
const DEEPEST = 64;

export interface Place {
  readonly line: number;
  readonly column: number;
}

interface PlacedFault extends Place {
  readonly path: ConfigPath;
  readonly message: string;
  readonly fix: string;
}

/** A YAML text as plain values, with the place of each. No type of the YAML package shows. */
export interface YamlTree {
  readonly value: unknown;
  /** Where the setting is written: its key, or for an item of a list the item. A path that is not there gives its nearest ancestor. */
  locate(path: ConfigPath): Place;
  /** What is wrong with the text itself. With `broken`, `value` is not worth looking at. */
  readonly faults: readonly PlacedFault[];
  readonly broken: boolean;
}

interface Walk {
  readonly offsets: Map<string, number>;
  readonly problems: {
    readonly path: ConfigPath;
    readonly offset: number;
    readonly message: string;
    readonly fix: string;
  }[];
  /** Nodes by anchor, as far as the walk has come: an alias means the last one before it. */
  readonly anchors: Map<string, Node>;
  nodes: number;
}

/** Reads YAML 1.2 (so JSON too). Keys are texts; `no` and `off` are texts as well, as YAML 1.2 has it. */
export function readYaml(text: string): YamlTree {
  const lines = new LineCounter();
  // Duplicate keys are looked for in the walk, which knows their path; the package compares each with each.
  const options = {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    logLevel: "error",
  } as const;
  const document = parseDocument(text, options);
  const walk: Walk = { offsets: new Map(), problems: [], anchors: new Map(), nodes: 0 };
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const syntax = [...document.errors, ...document.warnings].map(({ code, pos }) => ({
    path: [],
    ...place(pos[0]),
    ...syntaxFault(code),
  }));
  const { contents } = document;
  const value = syntax.length > 0 || contents === null ? undefined : plain(contents, [], walk, 0);
  return {
    value,
    locate: (path) => place(nearestOffset(walk.offsets, path)),
    faults: [...syntax, ...walk.problems.map(({ offset, ...problem }) => ({ ...problem, ...place(offset) }))],
    broken: syntax.length > 0,
  };
}

function nearestOffset(offsets: ReadonlyMap<string, number>, path: ConfigPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsets.get(pathKey(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return 0;
}

function plain(given: Node, path: ConfigPath, walk: Walk, depth: number): unknown {
  const offset = given.range?.[0] ?? 0;
  if (!walk.offsets.has(pathKey(path))) walk.offsets.set(pathKey(path), offset);
  walk.nodes += 1;
  if (walk.nodes > MOST_NODES || depth > DEEPEST) return tooMuch(path, offset, walk);
  const node = isAlias(given) ? walk.anchors.get(given.source) : given;
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  if (node === undefined) return emptyAlias(path, offset, walk);
  if (isMap(node)) return plainMap(node, path, walk, depth);
  if (isSeq(node)) return node.items.map((item, index) => plainItem(item, [...path, index], walk, depth));
  return isScalar(node) ? (node.value ?? undefined) : undefined;
}

function plainItem(item: unknown, path: ConfigPath, walk: Walk, depth: number): unknown {
  return isNode(item) ? plain(item, path, walk, depth + 1) : undefined;
}

function plainMap(map: YAMLMap, path: ConfigPath, walk: Walk, depth: number): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const pair of map.items) {
    const { key, value } = pair;
    if (!isScalar(key)) continue; // reported by the reader: stringKeys
    const name = String(key.value);
    const here = [...path, name];
    const offset = key.range?.[0] ?? 0;
    if (entries.has(name)) reportTwice(here, offset, walk);
    walk.offsets.set(pathKey(here), offset);
    entries.set(name, plainItem(value, here, walk, depth));
  }
  return Object.fromEntries(entries); // defines members, so that a key "__proto__" is a key like any other
}

function reportTwice(path: ConfigPath, offset: number, walk: Walk): void {
  walk.problems.push({ path, offset, message: "is written twice", fix: "Remove one of the two." });
}

function emptyAlias(path: ConfigPath, offset: number, walk: Walk): undefined {
  const { message, fix } = syntaxFault("BAD_ALIAS");
  walk.problems.push({ path, offset, message, fix });
}

function tooMuch(path: ConfigPath, offset: number, walk: Walk): undefined {
  const fix = "Write it out flatter, with fewer aliases (*name).";
  if (walk.problems.some((problem) => problem.fix === fix)) return;
  walk.problems.push({
    path,
    offset,
    message: "goes too deep, or grows too large once its aliases are filled in",
    fix,
  });
}
