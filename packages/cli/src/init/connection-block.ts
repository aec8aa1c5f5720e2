/** A connection as it is to be written: no secret is in it, only where each is found. */
export interface NewConnection {
  readonly system: string;
  readonly url: string;
  readonly company?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly tls?: { readonly caFile: string } | undefined;
  readonly auth: Readonly<Record<string, string>>;
}

/** A reference, which the configuration reads as one: `${env:KINETIC_PASSWORD}`. */
export const reference = (kind: "env" | "keychain", name: string): string => `\${${kind}:${name}}`;

/** Text that is to be taken as it is: what looks like the beginning of a reference is none. */
export const literal = (text: string): string => text.replaceAll("${", () => "$${");

/** The block of a connection in YAML, to stand below `connections:`. */
export function connectionBlock(name: string, { auth, tls, ...plain }: NewConnection): string {
  const lines = [
    `  ${scalar(name)}:`,
    ...members(plain, 4),
    ...(tls === undefined ? [] : ["    tls:", ...members(tls, 6)]),
    "    auth:",
    ...members(auth, 6),
  ];
  return `${lines.join("\n")}\n`;
}

function members(values: Readonly<Record<string, string | undefined>>, indent: number): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`${" ".repeat(indent)}${name}: ${scalar(value)}`],
  );
}

const PLAIN = /^(?:[A-Za-z][\w./@-]*|https?:\/\/[\w.:/%~-]*[\w/]|\$\{[a-z]+:[\w./@-]+\})$/;
/** Words that YAML, old or new, reads as something else than text. */
const NOT_TEXT = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** Quoted wherever YAML might read something else: JSON's text is YAML's. */
function scalar(text: string): string {
  return PLAIN.test(text) && !NOT_TEXT.test(text) ? text : JSON.stringify(text);
}
