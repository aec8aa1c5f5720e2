import type { TSInterfaceDeclaration, TSSignature, TSType, TSTypeAliasDeclaration } from "oxc-parser";
import type { DeclaredTypes } from "./option-types.ts";

/** As much of JSON Schema (draft 7, which editors know) as options need. */
export interface OptionSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: "array" | "boolean" | "integer" | "object" | "string";
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minProperties?: number;
  readonly items?: OptionSchema;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly patternProperties?: Readonly<Record<string, OptionSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly anyOf?: readonly OptionSchema[];
}

/** Every text of a configuration may hold a reference, and what it will read is known when it is read. */
const REFERENCE: OptionSchema = { type: "string", pattern: String.raw`\$\{` };
/** The most that a timer takes. All numbers among the options are milliseconds. */
const MILLISECONDS: OptionSchema = { type: "integer", minimum: 1, maximum: 2_147_483_647 };

/**
 * The schema of a declared type, as far as a file can hold one: functions and objects with methods are left out, and so are
 * members that can be nothing else.
 *
 * @throws Error for a type in a form that this does not read: better than a schema that says too little
 */
export function typeSchema(declared: DeclaredTypes, name: string): OptionSchema | undefined {
  const declaration = declared.types.get(name);
  if (declaration === undefined) throw new Error(`no type is called ${name}`);
  const schema =
    declaration.type === "TSInterfaceDeclaration"
      ? interfaceSchema(declared, declaration)
      : schemaOf(declared, declaration.typeAnnotation);
  return schema && { ...documented(declared, declaration), ...schema };
}

function interfaceSchema(declared: DeclaredTypes, declaration: TSInterfaceDeclaration): OptionSchema | undefined {
  return objectSchema(declared, allMembers(declared, declaration));
}

/** A member of its own goes before an inherited one. */
function allMembers(declared: DeclaredTypes, declaration: TSInterfaceDeclaration): readonly TSSignature[] {
  const inherited = declaration.extends.flatMap(({ expression }) => {
    const base = expression.type === "Identifier" ? declared.types.get(expression.name) : undefined;
    if (base?.type !== "TSInterfaceDeclaration") throw new Error(`${declaration.id.name} extends what is not known`);
    return allMembers(declared, base);
  });
  return [...inherited, ...declaration.body.body];
}

function objectSchema(declared: DeclaredTypes, members: readonly TSSignature[]): OptionSchema | undefined {
  if (members.some(({ type }) => type === "TSMethodSignature")) return undefined;
  const properties = new Map<string, OptionSchema>();
  const required = new Set<string>();
  for (const member of members) {
    if (member.type !== "TSPropertySignature" || member.key.type !== "Identifier") continue;
    const schema = member.typeAnnotation && schemaOf(declared, member.typeAnnotation.typeAnnotation);
    if (!schema) continue;
    properties.set(member.key.name, { ...schema, ...documented(declared, member) });
    if (!member.optional) required.add(member.key.name);
  }
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(required.size > 0 && { required: [...required] }),
    additionalProperties: members.some(({ type }) => type === "TSIndexSignature"),
  };
}

function schemaOf(declared: DeclaredTypes, type: TSType): OptionSchema | undefined {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- an option uses a few of all kinds, and the others throw
  switch (type.type) {
    case "TSStringKeyword":
    case "TSIntersectionType": // a text for which an editor proposes some
      return { type: "string" };
    case "TSNumberKeyword":
      return MILLISECONDS;
    case "TSBooleanKeyword":
      return { type: "boolean" };
    case "TSUndefinedKeyword":
    case "TSFunctionType":
      return undefined;
    case "TSParenthesizedType":
      return schemaOf(declared, type.typeAnnotation);
    case "TSTypeOperator":
      return schemaOf(declared, type.typeAnnotation);
    case "TSArrayType":
      return { type: "array", items: schemaOf(declared, type.elementType) ?? {} };
    case "TSTypeLiteral":
      return objectSchema(declared, type.members);
    case "TSLiteralType":
      return { const: literalText(type) };
    case "TSIndexedAccessType":
      return choice(listOf(declared, type));
    case "TSTypeReference":
      return referenceSchema(declared, type);
    case "TSUnionType":
      return unionSchema(declared, type.types);
    default:
      throw new Error(`an option is of the kind ${type.type}, which this tool does not read`);
  }
}

function referenceSchema(
  declared: DeclaredTypes,
  type: TSType & { type: "TSTypeReference" },
): OptionSchema | undefined {
  const name = type.typeName.type === "Identifier" ? type.typeName.name : "";
  if (name === "SecretText") return { type: "string" };
  if (name === "Readonly" || name === "Record") return { type: "object" };
  return name === "Uint8Array" ? undefined : typeSchema(declared, name);
}

/** Words are one choice; of the rest each is a way of its own, and unions within unions are laid flat. */
function unionSchema(declared: DeclaredTypes, types: readonly TSType[]): OptionSchema | undefined {
  const words = types.filter((type) => type.type === "TSLiteralType").map(literalText);
  const others = types
    .filter((type) => type.type !== "TSLiteralType")
    .map((type) => schemaOf(declared, type))
    .filter((schema) => schema !== undefined);
  const all = [...(words.length > 0 ? [choice(words)] : []), ...others];
  const ways = all.flatMap(({ anyOf, ...schema }) => anyOf ?? [schema]);
  return ways.length <= 1 ? ways[0] : { anyOf: ways };
}

function choice(words: readonly string[]): OptionSchema {
  return { anyOf: [{ enum: words }, REFERENCE] };
}

function literalText(type: TSType): string {
  if (type.type !== "TSLiteralType" || type.literal.type !== "Literal" || typeof type.literal.value !== "string")
    throw new Error("an option is a literal that is no text, which this tool does not read");
  return type.literal.value;
}

function listOf(declared: DeclaredTypes, { objectType }: TSType & { type: "TSIndexedAccessType" }): readonly string[] {
  const query = objectType.type === "TSParenthesizedType" ? objectType.typeAnnotation : objectType;
  const name = query.type === "TSTypeQuery" && query.exprName.type === "Identifier" ? query.exprName.name : "";
  const list = declared.lists.get(name);
  if (list === undefined) throw new Error(`no list of words is called ${name}`);
  return list;
}

/** What is said of it, and its default where that is a value. */
function documented(
  declared: DeclaredTypes,
  node: TSSignature | TSInterfaceDeclaration | TSTypeAliasDeclaration,
): Pick<OptionSchema, "description" | "default"> {
  const doc = declared.docOf(node);
  if (doc === undefined) return {};
  const [description = "", ...tags] = doc.split(/ ?@(?=default|deprecated)/);
  const given = tags.find((tag) => tag.startsWith("default "))?.slice("default ".length);
  if (given === undefined) return description === "" ? {} : { description };
  const text = /^(?:true|false|\d+|"[^"]*")$/.exec(given)?.[0];
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  const said = value === undefined ? `${description} Default: ${given}.` : description;
  return { ...(said.trim() !== "" && { description: said.trim() }), ...(value !== undefined && { default: value }) };
}
