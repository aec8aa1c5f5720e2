/** A Basic credential taken apart far enough to say what is wrong with its form. */
export interface BasicValue {
  readonly kind: "placeholder" | "not-base64" | "twice" | "not-utf8" | "malformed" | "sound";
  /** What is malformed, in words; empty otherwise. */
  readonly fault: string;
}

const PLACEHOLDER = /^(?:[<[({*$%].*|\.{2,}|…|x{3,}|.*(?:\*{3}|\.{3}|…|redact|mask|base64|removed|hidden|secret>).*)$/i;

/** Judges the text after the word Basic. Decodes, and keeps nothing of what it decoded. */
export function judgeBasic(value: string): BasicValue {
  const text = value.trim();
  if (text === "" || PLACEHOLDER.test(text)) return { kind: "placeholder", fault: "" };
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || text.replace(/=+$/, "").length % 4 === 1)
    return { kind: "not-base64", fault: "" };
  const bytes = bytesOf(text);
  const fault = faultOf(bytes);
  if (fault === "it has no colon" && isBasePair(bytes.toString("latin1"))) return { kind: "twice", fault: "" };
  if (fault !== "") return { kind: "malformed", fault };
  return { kind: isUtf8(bytes) ? "sound" : "not-utf8", fault: "" };
}

/** Whether a text is the Base64 of a printable `user:password`. */
export function isBasePair(text: string): boolean {
  return (
    /^[A-Za-z0-9+/]{4,}={0,2}$/.test(text.trim()) &&
    /^[^\s:\u0000-\u001f\u007f-\u00ff]{1,200}:[\u0020-\u007e]+$/.test(bytesOf(text).toString("latin1"))
  );
}

function faultOf(bytes: Buffer): string {
  const text = bytes.toString("latin1");
  if (text.startsWith("\u00ff\u00fe") || text.startsWith("\u00fe\u00ff") || text.startsWith("\u00ef\u00bb\u00bf"))
    return "it begins with a byte order mark";
  if (text.includes("\u0000")) return "there are NUL bytes between its letters (UTF-16)";
  if (/[\r\n]$/.test(text)) return "it ends with a line break";
  if (!text.includes(":")) return "it has no colon";
  if (text.startsWith(":")) return "its user name is empty";
  return text.endsWith(":") && text.indexOf(":") === text.length - 1 ? "its password is empty" : "";
}

function isUtf8(bytes: Buffer): boolean {
  return process.getBuiltinModule("node:buffer").isUtf8(bytes);
}

function bytesOf(text: string): Buffer {
  return process.getBuiltinModule("node:buffer").Buffer.from(text.trim(), "base64");
}
