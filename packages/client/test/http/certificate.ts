import { generateKeyPairSync, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** A certificate made for one test, with the key that belongs to it. */
export interface Certificate {
  readonly pem: string;
  readonly keyPem: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** What a test sets apart from a certificate for 127.0.0.1 that is valid now. */
export interface CertificateOptions {
  /** @default itself: self-signed */
  readonly issuer?: Certificate;
  readonly isCa?: boolean;
  /** The host that it is for; an address where it is four numbers. @default "127.0.0.1" */
  readonly host?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
}

const HOUR_MS = 3_600_000;

/** Makes an X.509 certificate (RFC 5280) with an EC key: just enough DER for TLS to judge it. */
export function makeCertificate(name: string, options: CertificateOptions = {}): Certificate {
  const nowMs = Date.now();
  const { isCa = false, host = "127.0.0.1", fromMs = nowMs - HOUR_MS, toMs = nowMs + HOUR_MS } = options;
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = options.issuer ?? { name, privateKey };
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(1 + Math.floor(Math.random() * 2 ** 40)),
    ECDSA_SHA256,
    commonName(issuer.name),
    sequence(time(fromMs), time(toMs)),
    commonName(name),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(isCa ? CA : alternativeName(host))),
  );
  const certificate = sequence(body, ECDSA_SHA256, bits(sign("sha256", body, issuer.privateKey)));
  const pem = `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`;
  return { pem, keyPem: String(privateKey.export({ type: "pkcs8", format: "pem" })), name, privateKey };
}

function tagged(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: readonly Buffer[]): Buffer => tagged(0x30, ...contents);
const bits = (content: Buffer): Buffer => tagged(0x03, Buffer.from([0]), content);
const identifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, "hex"));
const TRUE = Buffer.from([0x01, 0x01, 0xff]);
const ECDSA_SHA256 = sequence(identifier("2a8648ce3d040302"));
const CA = sequence(identifier("551d13"), TRUE, tagged(0x04, sequence(TRUE)));

function integer(value: number): Buffer {
  const hex = value.toString(16);
  return tagged(0x02, Buffer.from(`00${hex.length % 2 === 0 ? hex : `0${hex}`}`.replace(/^00(?=[0-7])/, ""), "hex"));
}

function commonName(name: string): Buffer {
  return sequence(tagged(0x31, sequence(identifier("550403"), tagged(0x0c, Buffer.from(name)))));
}

/** UTCTime: two digits of the year, to the second. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]/g, "").slice(2, 14);
  return tagged(0x17, Buffer.from(`${digits}Z`));
}

function alternativeName(host: string): Buffer {
  const isAddress = /^\d+(?:\.\d+){3}$/.test(host);
  const name = isAddress ? tagged(0x87, Buffer.from(host.split(".").map(Number))) : tagged(0x82, Buffer.from(host));
  return sequence(identifier("551d11"), tagged(0x04, sequence(name)));
}
