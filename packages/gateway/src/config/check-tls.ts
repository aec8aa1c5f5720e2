import { at, type Field, isSection, readText } from "./fields.ts";
import type { TlsConfig } from "./gateway-config.ts";

const MEMBERS = ["certificate", "key", "pfx", "passphrase", "clientCa"];

/** Checks `gateway.tls`: a PEM pair or one PFX file, never both. Absent: the gateway speaks plain http. */
export function checkTls(field: Field): TlsConfig | undefined {
  if (field.value === undefined || !isSection(field, MEMBERS)) return undefined;
  const file = (name: string): string | undefined => {
    const inner = at(field, name);
    return inner.value === undefined ? undefined : readText(inner, "", "Name a file.");
  };
  const tls = { certificate: file("certificate"), key: file("key"), pfx: file("pfx"), clientCa: file("clientCa") };
  checkPair(field, tls);
  return { ...tls, passphrase: passphraseOf(at(field, "passphrase")) };
}

function checkPair({ path, report }: Field, { certificate, key, pfx }: Omit<TlsConfig, "passphrase">): void {
  if (pfx !== undefined) {
    if (certificate !== undefined || key !== undefined)
      report(path, "has a PFX file beside PEM files", "Give pfx alone, or certificate and key.");
    return;
  }
  if (certificate === undefined)
    report([...path, "certificate"], "is missing", "Name the PEM file with the chain, leaf first; or give pfx.");
  if (key === undefined) report([...path, "key"], "is missing", "Name the PEM file with the private key; or give pfx.");
}

// Blanks at its edges may be meant, so it is taken as it is.
function passphraseOf({ value, path, report }: Field): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  report(path, "must be a text", 'Write it as "${env:NAME}" or "${file:path}".');
  return undefined;
}
