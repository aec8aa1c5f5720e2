/**
 * Text from outside, fit for one terminal line: control characters, which could move the cursor, change the title or
 * hide what follows, are shown as escapes.
 */
export function plainLine(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return isControl(code) ? `\\u${code.toString(16).padStart(4, "0")}` : character;
  }).join("");
}

/** C0, DEL and C1, and the marks that reorder text from right to left. */
function isControl(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}
