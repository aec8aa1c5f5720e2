import type { IncomingHttpHeaders } from "node:http";
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";

// Error answers of both ERPs are below 4 KiB; what is longer is no error answer of theirs.
const MOST_BYTES = 64 * 1024;
// A decoded body may be this much; a small one that swells further is meant to hurt.
const MOST_DECODED_BYTES = 256 * 1024;

/** An answer of the ERP that is read whole before it may pass, because it may hold the gateway's own credential. */
export class CheckedAnswer {
  readonly #status: number;
  readonly #headers: IncomingHttpHeaders;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(status: number, headers: IncomingHttpHeaders) {
    this.#status = status;
    this.#headers = headers;
  }

  /** @returns false when it has become too long to be read whole */
  take(chunk: Buffer): boolean {
    this.#size += chunk.length;
    // A copy: the chunk is a view of a buffer that undici goes on using.
    if (this.#size <= MOST_BYTES) this.#chunks.push(Buffer.from(chunk));
    return this.#size <= MOST_BYTES;
  }

  /** For a dialect to judge by. A body that cannot be decoded counts as empty. */
  evidence(): { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string } {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.#headers)) if (typeof value === "string") headers[name] = value;
    const body = decoded(Buffer.concat(this.#chunks), headers["content-encoding"] ?? "identity");
    return { status: this.#status, headers, body: body?.toString("utf8") ?? "" };
  }

  /** Its headers, but for those that describe the body as it was encoded. */
  headersWithoutCoding(): IncomingHttpHeaders {
    const { "content-encoding": _coding, "content-length": _length, etag: _etag, ...rest } = this.#headers;
    return rest;
  }
}

function decoded(body: Buffer, coding: string): Buffer | undefined {
  const options = { maxOutputLength: MOST_DECODED_BYTES };
  try {
    switch (coding.trim().toLowerCase()) {
      case "identity":
        return body;
      case "gzip":
      case "x-gzip":
        return gunzipSync(body, options);
      case "deflate":
        return inflateSync(body, options);
      case "br":
        return brotliDecompressSync(body, options);
      case "zstd":
        return zstdDecompressSync(body, options);
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}
