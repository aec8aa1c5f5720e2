import { createPrivateKey, X509Certificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import { unusable } from "./certificate-fault.ts";
import { derChildren, derContent } from "./der.ts";

/** What a PFX holds. */
export interface PfxParts {
  readonly key: KeyObject;
  readonly certificates: X509Certificate[];
}

const DATA = "2a864886f70d010701";
const SHROUDED_KEY = "2a864886f70d010c0a0102";
const PLAIN_KEY = "2a864886f70d010c0a0101";

/**
 * Opens a PFX (PKCS#12). Node's TLS opens it and checks password and MAC, and shows the certificate; of its key there is no way to
 * the outside (measured), so the bag that holds the key is looked up here and handed to Node's own decryption.
 */
export function pfxParts(pfx: Buffer, password: string | undefined): PfxParts {
  const certificates = certificatesOf(pfx, password ?? "");
  const bag = keyBag(pfx);
  if (bag === undefined)
    throw unusable("the PFX holds no private key where one is looked for: export it again, with the key");
  try {
    const options = { key: bag.der, format: "der", type: "pkcs8" } as const;
    return {
      key: createPrivateKey(bag.isShrouded ? { ...options, passphrase: password ?? "" } : options),
      certificates,
    };
  } catch {
    throw unusable("the key in the PFX does not open with the password that opens the PFX");
  }
}

function certificatesOf(pfx: Buffer, passphrase: string): X509Certificate[] {
  try {
    const idle = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    const socket = new TLSSocket(idle, { isServer: true, secureContext: createSecureContext({ pfx, passphrase }) });
    const own = socket.getCertificate();
    socket.destroy();
    return own && "raw" in own ? [new X509Certificate(own.raw)] : [];
  } catch (cause) {
    throw unusable(whyNot(cause instanceof Error ? cause.message : ""));
  }
}

function whyNot(message: string): string {
  if (/mac verify failure/i.test(message)) return "the PFX does not open with this password";
  if (/unsupported/i.test(message))
    return "the PFX is encrypted in an old form (RC2) that Node does not open: export it again with AES256-SHA256, or `openssl pkcs12 -legacy -in old.pfx -nodes | openssl pkcs12 -export -out new.pfx`";
  return "it is no PFX (PKCS#12): check that the whole file, or its whole base64, was given";
}

interface Bag {
  readonly isShrouded: boolean;
  readonly der: Buffer;
}

/** PFX → authSafe → each part that is not encrypted as a whole → the bag of a key. */
function keyBag(pfx: Buffer): Bag | undefined {
  try {
    const [, authSafe] = derChildren(pfx);
    const parts = octets(authSafe);
    for (const part of parts === undefined ? [] : derChildren(parts)) {
      const safe = octets(part);
      const found =
        safe === undefined
          ? undefined
          : derChildren(safe)
              .map(asKeyBag)
              .find((bag) => bag !== undefined);
      if (found) return found;
    }
    return undefined;
  } catch {
    return undefined;
  }
}

/** The content of a ContentInfo of the type "data": an OCTET STRING within an explicit tag. */
function octets(contentInfo: Buffer | undefined): Buffer | undefined {
  if (contentInfo === undefined) return undefined;
  const [type, tagged] = derChildren(contentInfo);
  if (type === undefined || tagged === undefined || derContent(type).toString("hex") !== DATA) return undefined;
  const [text] = derChildren(tagged);
  return text && derContent(text);
}

function asKeyBag(safeBag: Buffer): Bag | undefined {
  const [type, tagged] = derChildren(safeBag);
  const id = type && derContent(type).toString("hex");
  const der = tagged && derContent(tagged);
  if (der === undefined || (id !== SHROUDED_KEY && id !== PLAIN_KEY)) return undefined;
  return { isShrouded: id === SHROUDED_KEY, der };
}
