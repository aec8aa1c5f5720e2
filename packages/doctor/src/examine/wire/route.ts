import type { X509Certificate } from "node:crypto";
import type { Duplex } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import { Secret, type KineticOptions, type Prophet21Options, type SecretText, type TlsOptions } from "@erpgate/client";
import { known } from "../blame.ts";
import type { Outcome } from "../examination.ts";
import type { Place } from "../network/place.ts";
import { hasOwnJudgement, isWeakMark, judgeOwn } from "../tls/own-judgement.ts";
import { failureOf } from "./failure-of.ts";
import { proxyFor } from "./proxy-for.ts";
import { openTunnel, type TunnelRefusal } from "./tunnel.ts";

/** How bytes get to a server: what TLS is told, and who opens the socket where it is not opened directly. */
export interface Route {
  readonly tlsFor: (url: URL) => ConnectionOptions;
  /** Whether the options judge this host's certificate by more than TLS does: then it is judged before anything is sent. */
  readonly isJudged: (url: URL) => boolean;
  /** What is wrong with it, in Node's word or TLS_PIN_MISMATCH; `problem` is what TLS found. */
  readonly judge: (url: URL, certificate: X509Certificate, problem: string | undefined) => string | undefined;
  readonly hasWeakMark: (url: URL) => boolean;
  /** Undefined as its answer where the way is straight. */
  readonly open: (url: URL, signal: AbortSignal) => Promise<Duplex | undefined>;
  readonly isDirect: (url: URL) => boolean;
  readonly checkProxy: (place: Place, signal: AbortSignal) => Promise<Outcome>;
  /** In words: which certificates are trusted, and where that comes from. */
  readonly trust: string;
}

/** The way that a connection's options lead. */
export function routeFor(
  options: Pick<KineticOptions | Prophet21Options, "url" | "tls" | "proxy">,
  env: NodeJS.ProcessEnv = process.env,
): Route {
  const own = new URL(options.url).hostname;
  const proxyOf = (url: URL): ReturnType<typeof proxyFor> => proxyFor(url, options.proxy ?? "environment", env);
  return {
    tlsFor: (url) => tlsOf(options.tls, url.hostname === own),
    isJudged: (url) => url.hostname === own && hasOwnJudgement(options.tls),
    hasWeakMark: (url) => url.hostname === own && isWeakMark(options.tls?.acceptCertificate),
    judge: (url, certificate, problem) =>
      url.hostname === own ? judgeOwn(certificate, problem, options.tls, Date.now()) : problem,
    open: async (url, signal) => {
      const proxy = proxyOf(url);
      return proxy && (await openTunnel(proxy, url, signal));
    },
    isDirect: (url) => proxyOf(url) === undefined,
    checkProxy: async ({ url }, signal) => {
      const proxy = proxyOf(url);
      if (proxy === undefined) return { verdict: "ok", summary: "none: straight to the host" };
      try {
        (await openTunnel(proxy, url, signal)).destroy();
        return { verdict: "ok", summary: `${proxy.url.host} opens a tunnel (${proxy.from})` };
      } catch (error) {
        return refused(error, proxy.url.host, proxy.from);
      }
    },
    trust: trustOf(options.tls, env),
  };
}

function refused(error: unknown, host: string, from: string): Outcome {
  const { status } = error as Partial<TunnelRefusal>;
  const { code } = failureOf(error);
  const what = `the proxy ${host} (${from})`;
  const trouble =
    status === 407
      ? known("proxy/auth-required", `${what} answered 407 when asked for a tunnel`)
      : status === undefined
        ? known(
            code === "ECONNREFUSED"
              ? "network/refused"
              : code === "ENOTFOUND"
                ? "network/dns-not-found"
                : "network/timeout",
            `${what} cannot be reached: ${code}`,
          )
        : known("proxy/gateway-error", `${what} answered ${String(status)} when asked for a tunnel`);
  return { verdict: "fail", summary: trouble.title, troubles: [trouble] };
}

/** What holds for the connection's own host; for any other only whom to trust. */
function tlsOf(tls: TlsOptions | undefined, isOwn: boolean): ConnectionOptions {
  if (tls === undefined) return {};
  const trusted = [tls.ca ?? []].flat();
  return {
    ...(trusted.length === 0 && tls.systemStore !== true
      ? {}
      : { ca: [...defaultStore(tls.systemStore === true), ...trusted], allowPartialTrustChain: trusted.length > 0 }),
    ...(isOwn && tls.serverName !== undefined ? { servername: tls.serverName } : {}),
    ...(isOwn && tls.allowUnverifiedCertificate === true ? { rejectUnauthorized: false } : {}),
    ...(isOwn ? clientCertificate(tls) : {}),
  };
}

function defaultStore(withSystem: boolean): readonly string[] {
  const { getCACertificates } = process.getBuiltinModule("node:tls");
  return [...getCACertificates("default"), ...(withSystem ? getCACertificates("system") : [])];
}

function clientCertificate({ clientCertificate: shown }: TlsOptions): ConnectionOptions {
  if (shown === undefined) return {};
  const passphrase = shown.passphrase === undefined ? {} : { passphrase: textOf(shown.passphrase) };
  if (!("pfx" in shown)) return { cert: shown.certificate, key: textOf(shown.key), ...passphrase };
  const { pfx } = shown;
  return { pfx: pfx instanceof Uint8Array ? Buffer.from(pfx) : Buffer.from(textOf(pfx), "base64"), ...passphrase };
}

const textOf = (secret: SecretText | undefined): string => (Secret.is(secret) ? secret.reveal() : (secret ?? ""));

function trustOf(tls: TlsOptions | undefined, env: NodeJS.ProcessEnv): string {
  const extra = env["NODE_EXTRA_CA_CERTS"] ?? "";
  const bySwitch = /--use-system-ca/.test(`${env["NODE_OPTIONS"] ?? ""} ${process.execArgv.join(" ")}`);
  return [
    "Node's own list",
    ...(tls?.systemStore === true || bySwitch ? ["the operating system's store"] : []),
    ...(extra === "" ? [] : [`${extra} (NODE_EXTRA_CA_CERTS)`]),
    ...(tls?.ca === undefined ? [] : ["tls.ca of the connection"]),
    ...(tls?.acceptCertificate === undefined ? [] : ["tls.acceptCertificate of the connection"]),
    ...(tls?.pinSha256 === undefined ? [] : ["and of all these only what tls.pinSha256 names"]),
  ].join(", ");
}
