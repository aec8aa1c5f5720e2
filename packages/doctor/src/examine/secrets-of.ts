import { Secret } from "@erpgate/client";

/** Members of a connection's options that hold secrets, wherever they stand. */
const NAMES = /^(?:apiKey|password|clientSecret|key|token|passphrase|pfx|assertion|refreshToken|privateKey|code)$/i;

/** Every secret of a connection's options, as text. */
export function secretsOf(options: object): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown, name: string, depth: number): void => {
    const text = Secret.is(value) ? value.reveal() : typeof value === "string" && NAMES.test(name) ? value : undefined;
    if (text !== undefined && text !== "") found.add(text);
    else if (typeof value === "object" && value !== null && !Secret.is(value) && depth < 4)
      for (const [key, each] of Object.entries(value)) visit(each, key, depth + 1);
  };
  visit(options, "", 0);
  return [...found];
}
