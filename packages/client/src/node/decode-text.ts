/**
 * Text of a file that a person or a shell wrote: UTF-8, with or without a byte order mark, or UTF-16 with one, which is
 * what `"…" > file` writes in Windows PowerShell 5.
 * @returns undefined when it is none of these
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}
