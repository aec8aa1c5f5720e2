/**
 * The Authorization header of Basic (RFC 7617). In UTF-8: `btoa` would encode an accent as Latin-1, and the server would
 * take the password for a wrong one. Which charset Kinetic reads is not published; UTF-8 is the likeliest (claimed).
 */
export function basicAuthorization(username: string, password: string): string {
  const pair = process.getBuiltinModule("node:buffer").Buffer.from(`${username}:${password}`, "utf8");
  return `Basic ${pair.toString("base64")}`;
}
