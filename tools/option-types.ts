import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  parseSync,
  type TSInterfaceDeclaration,
  type TSSignature,
  type TSTypeAliasDeclaration,
  type VariableDeclaration,
} from "oxc-parser";
import { ROOT } from "./workspace.ts";

/** The declared types of a package's sources, read as they are written. */
export interface DeclaredTypes {
  readonly types: ReadonlyMap<string, TSInterfaceDeclaration | TSTypeAliasDeclaration>;
  /** Lists of texts that are declared `as const`, by name. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** The doc comment before a declaration or a member, in one line; undefined for none. */
  docOf(node: object): string | undefined;
}

/** Reads the sources that `pattern` names, relative to the workspace. */
export function readDeclaredTypes(pattern: string): DeclaredTypes {
  const types = new Map<string, TSInterfaceDeclaration | TSTypeAliasDeclaration>();
  const lists = new Map<string, readonly string[]>();
  const docs = new WeakMap<object, string>();
  for (const file of globSync(pattern, { cwd: ROOT }).toSorted()) {
    const text = readFileSync(join(ROOT, file), "utf8");
    const { program, comments } = parseSync(file, text);
    const docBefore = (start: number): string | undefined => {
      const comment = comments.findLast(({ end }) => end <= start && text.slice(end, start).trim() === "");
      return comment?.type === "Block" && comment.value.startsWith("*") ? plainDoc(comment.value) : undefined;
    };
    const note = (node: object, start: number): void => {
      const doc = docBefore(start);
      if (doc !== undefined) docs.set(node, doc);
    };
    for (const statement of program.body) {
      const isExported = statement.type === "ExportNamedDeclaration";
      const declaration = isExported ? statement.declaration : statement;
      if (declaration === null) continue;
      if (declaration.type === "VariableDeclaration")
        for (const [name, list] of listsIn(declaration)) lists.set(name, list);
      if (declaration.type !== "TSInterfaceDeclaration" && declaration.type !== "TSTypeAliasDeclaration") continue;
      // What is private to a file may be called like something private to another.
      if (!isExported && types.has(declaration.id.name)) continue;
      types.set(declaration.id.name, declaration);
      note(declaration, statement.start);
      for (const member of membersIn(declaration)) note(member, member.start);
    }
  }
  return { types, lists, docOf: (node) => docs.get(node) };
}

function* listsIn(declaration: VariableDeclaration): Generator<readonly [string, readonly string[]]> {
  for (const { id, init } of declaration.declarations) {
    if (id.type !== "Identifier" || init?.type !== "TSAsExpression" || init.expression.type !== "ArrayExpression")
      continue;
    const texts = init.expression.elements.map((each) => (each?.type === "Literal" ? each.value : undefined));
    if (texts.every((text) => typeof text === "string")) yield [id.name, texts];
  }
}

/** The members of a declaration, those of the types that are written out within it included. */
function membersIn(node: unknown): readonly TSSignature[] {
  if (typeof node !== "object" || node === null) return [];
  const own = "type" in node && node.type === "TSPropertySignature" ? [node as TSSignature] : [];
  return [...own, ...Object.values(node).flatMap((child: unknown) => membersIn(child))];
}

function plainDoc(comment: string): string {
  return comment
    .slice(1)
    .split("\n")
    .map((line) => line.trim().replace(/^\*\s?/, ""))
    .join(" ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
