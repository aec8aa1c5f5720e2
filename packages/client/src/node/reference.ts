/** A text taken apart: what stands there as it is, and what is to be fetched. */
export type TextPart =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "env"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "keychain"; readonly account: string }
  | { readonly kind: "exec"; readonly command: string };

/** Why a text with `${` in it could not be read. */
export interface ReferenceFault {
  readonly message: string;
  readonly fix: string;
}

const ESCAPE = "write $${ where the text itself is to hold ${";

/**
 * Reads `${env:NAME}`, `${file:path}`, `${keychain:name}` and `${exec:command}` within a text; `$${` stands for `${` itself.
 * Whatever begins with `${` and is none of them is a fault: taken literally it would travel to the ERP as a password.
 */
export function parseReferences(text: string): readonly TextPart[] | ReferenceFault {
  const parts: TextPart[] = [];
  let literal = "";
  let at = 0;
  while (at < text.length) {
    if (text.startsWith("$${", at)) {
      literal += "${";
      at += 3;
    } else if (text.startsWith("${", at)) {
      const end = text.indexOf("}", at);
      const part = end === -1 ? undefined : readReference(text.slice(at + 2, end));
      if (part === undefined || "message" in part) return part ?? unclosed();
      if (literal !== "") parts.push({ kind: "literal", text: literal });
      parts.push(part);
      literal = "";
      at = end + 1;
    } else {
      literal += text.charAt(at);
      at += 1;
    }
  }
  if (literal !== "") parts.push({ kind: "literal", text: literal });
  return parts;
}

/**
 * Writes parts so that `parseReferences` reads the same parts again. Only a `$` directly before a reference has no spelling:
 * the two together are what escapes.
 */
export function printReferences(parts: readonly TextPart[]): string {
  return parts
    .map((part) => (part.kind === "literal" ? part.text.replaceAll("${", () => "$${") : printReference(part)))
    .join("");
}

/** `${env:NAME}`, `${file:path}`, `${keychain:name}` or `${exec:command}`. */
export function printReference(part: Exclude<TextPart, { kind: "literal" }>): string {
  return `\${${part.kind}:${targetOf(part)}}`;
}

function targetOf(part: Exclude<TextPart, { kind: "literal" }>): string {
  switch (part.kind) {
    case "env":
      return part.name;
    case "file":
      return part.path;
    case "keychain":
      return part.account;
    case "exec":
      return part.command;
  }
}

function readReference(inside: string): Exclude<TextPart, { kind: "literal" }> | ReferenceFault {
  const colon = inside.indexOf(":");
  const kind = inside.slice(0, Math.max(colon, 0));
  const target = inside.slice(colon + 1).trim();
  if (target === "" && /^(?:env|file|keychain|exec)$/.test(kind))
    return { message: `holds a \${${kind}:} without a name`, fix: `Write \${${kind}:NAME}.` };
  switch (kind) {
    case "env":
      return { kind, name: target };
    case "file":
      return { kind, path: target };
    case "keychain":
      return { kind, account: target };
    case "exec":
      return { kind, command: target };
    default:
      return unknownKind();
  }
}

// Neither message repeats what stands there: a password that happens to hold "${" would be in it.
function unknownKind(): ReferenceFault {
  const message = "holds a ${…} that is no reference: it begins with none of env:, file:, keychain: and exec:";
  return { message, fix: `Write \${env:NAME}, \${file:path}, \${keychain:name} or \${exec:command}; ${ESCAPE}.` };
}

function unclosed(): ReferenceFault {
  return { message: "holds a ${ that is never closed", fix: `Add the }, or ${ESCAPE}.` };
}
