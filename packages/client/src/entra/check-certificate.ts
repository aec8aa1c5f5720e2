import { readChoice, readFields, readFlag, readSecret, readText } from "../options/read-option.ts";
import type { Report } from "../options/report.ts";
import { Secret } from "../secret.ts";
import type { EntraCertificateType } from "./options.ts";

const TYPES: readonly EntraCertificateType[] = ["PEMKEY_FILE", "PEMKEY_BLOB", "PFXFILE", "PFXBLOB"];

/** What else the commercial drivers know, and why it cannot be had here. */
const REFUSED: Readonly<Record<string, string>> = {
  USER: "a certificate store of Windows",
  MACHINE: "a certificate store of Windows",
  JKSFILE: "a Java key store",
  JKSBLOB: "a Java key store",
  BCFKSFILE: "a Java key store",
  PUBLIC_KEY_FILE: "a public key, which proves nothing",
  PUBLIC_KEY_BLOB: "a public key, which proves nothing",
  SSHPUBLIC_KEY_FILE: "a public key, which proves nothing",
  SSHPUBLIC_KEY_BLOB: "a public key, which proves nothing",
  P7BFILE: "a list of certificates without a key",
  PPKFILE: "PuTTY's own form of a key",
  XMLFILE: "an XML form of a key without its certificate",
  XMLBLOB: "an XML form of a key without its certificate",
  JWKFILE: "a key without its certificate",
  JWKBLOB: "a key without its certificate",
  AUTO: "a guess",
};

/** Checks the option `certificate`. */
export function checkCertificate(value: unknown, report: Report): void {
  const known = ["type", "value", "password", "subject", "signature", "sendChain"];
  const fields = readFields(value, "a certificate", known, report);
  if (!fields) return;
  const { type, value: content } = fields;
  const refused = typeof type === "string" ? REFUSED[type.toUpperCase()] : undefined;
  if (type === undefined) report(["type"], "is missing", `Choose one of ${TYPES.join(", ")}.`);
  else if (refused !== undefined)
    report(
      ["type"],
      `names ${refused}, which is not supported here`,
      `Export key and certificate as PFX or PEM: ${TYPES.join(", ")}.`,
    );
  else readChoice(fields, "type", TYPES, report);
  // Of several lines, so it is not read as a secret that goes into a header.
  if ((typeof content !== "string" && !Secret.is(content)) || content === "")
    report(["value"], content === undefined ? "is missing" : "must be a text", "Give the path, or the content.");
  readSecret(fields, "password", "encoded", report);
  readText(fields, "subject", report);
  readChoice(fields, "signature", ["PS256", "RS256"], report);
  if (readFlag(fields, "sendChain", report) === true && String(type).startsWith("PFX"))
    report(["sendChain"], "cannot be had from a PFX", "Give the certificates as PEM, the application's own first.");
}
