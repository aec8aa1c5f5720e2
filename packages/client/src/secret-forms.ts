/**
 * The part of a secret's Base64 that is the same whatever stands before and after it. A Basic header encodes
 * `user:password` as a whole, so the password begins at one of three offsets within a group of three bytes.
 */
function base64Forms(secret: string): string[] {
  const { Buffer } = process.getBuiltinModule("node:buffer");
  const bytes = Buffer.from(secret, "utf8");
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const start = Math.ceil((offset * 8) / 6);
    const whole = Math.floor(((offset + bytes.length) * 8) / 6);
    return encoded.slice(start, whole);
  });
}

const XML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/**
 * The texts under which a secret may appear: as it is, and escaped or encoded as servers, logs and headers do. Pieces too
 * short to mean anything are left out, or every three letters of a log would be masked.
 */
export function literalForms(text: string): string[] {
  // Half of a surrogate pair cannot be percent-encoded; it is sent, and so found, as the replacement character.
  const secret = text.toWellFormed();
  const base64 = base64Forms(secret).filter((form) => form.length >= 6);
  const json = JSON.stringify(secret).slice(1, -1);
  const xml = secret.replace(/[&<>"']/g, (character) => XML[character] ?? character);
  const escaped = [
    text,
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([["", secret]]).toString().slice(1),
    json,
    JSON.stringify(json).slice(1, -1),
    xml,
    xml.replaceAll("&apos;", "&#39;").replaceAll("&quot;", "&#34;"),
  ];
  const url = base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
  const percent = base64.map((form) => encodeURIComponent(form));
  return [...new Set([...escaped, ...base64, ...url, ...percent])];
}
