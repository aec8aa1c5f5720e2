/** A body's text. .NET services may put a byte order mark in front, which no JSON reader takes. */
export function decodeText(bytes: Uint8Array): string {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const buffer = process.getBuiltinModule("node:buffer").Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("utf8", hasMark ? 3 : 0);
}
