// One state machine, kept on one page: its states only make sense beside each other.
import { createBodyEnd } from "./body-end.ts";
import type { Exchange } from "./evidence.ts";
import { readCurlCommand } from "./read-curl-command.ts";
import { headerValue, moment } from "./headers.ts";
import { exchangeOf, headersWritten, newDraft, type Draft } from "./http-draft.ts";
import {
  REQUEST,
  BOTH_HALVES,
  BARE_REQUEST,
  ARROW_REQUEST,
  NOTED_REQUEST,
  LEFT_ARROW,
  ANSWER_LINE,
  BROWSER_REQUEST,
  BROWSER_METHOD,
  STATUS,
  DOTNET_REQUEST,
  LOGGED_STATUS,
  WIRE_PREFIX,
  STATUS_BEHIND,
  ANSWER,
  BROWSER_STATUS,
  BARE_STATUS,
  HEADER,
  NO_HEADER,
  STAMP,
  LOG_PREFIX,
  BODY_LABEL,
  SECTION,
  WRITTEN_HEADERS,
  COLUMNS,
} from "./http-lines.ts";
import { partsOfLine } from "./line-parts.ts";

/** What a transcript came to: its exchanges, and the lines that belong to none. */
export interface HttpText {
  readonly exchanges: readonly Exchange[];
  readonly rest: string;
}

type Part = "outside" | "request-head" | "request-body" | "response-head" | "response-body";

/** Reads transcripts as `curl -v`, `curl -i`, `.http` files, proxies and browsers write them; prefixes of logs are let go. */
export function readHttpText(text: string): HttpText {
  const reader = new HttpReader();
  for (const line of text.split("\n")) reader.line(line);
  return reader.finish();
}

class HttpReader {
  #part: Part = "outside";
  #draft: Draft | undefined;
  #bodyEnd: (line: string) => number | undefined = () => undefined;
  #isBraced = false;
  #isListed = false;
  #method: string | undefined;
  /** A command stands above, and its answer may be a number alone. */
  #isAsked = false;
  readonly #done: Draft[] = [];
  readonly #rest: string[] = [];

  line(raw: string): void {
    if (/^\s*\*(?:\s|$)/.test(raw) || /^\s*[{}] \[\d+ bytes data\]/.test(raw))
      return void this.#rest.push(raw.slice(0, 4000));
    const line = raw
      .replace(WIRE_PREFIX, "")
      .replace(/^\s*<(?: |$)/, "")
      .replace(/^\s{0,4}> ?(?=\S)/, "");
    const inBody = this.#part === "response-body" || this.#part === "request-body";
    const plain = line.replace(LOG_PREFIX, "");
    if (this.#start(plain, line)) return;
    if (this.#part === "request-head" || this.#part === "response-head") this.#headLine(plain);
    else if (inBody) this.#bodyLine(line);
    else this.#rest.push(line);
  }

  finish(): HttpText {
    // A plain text below an answer is its body or what its reader says to it: it counts as both.
    for (const {
      responseBody: [first = "", ...more],
    } of this.#done)
      if (first !== "" && !/^[{["'<]/.test(first)) this.#rest.push(first, ...more);
    for (const draft of this.#done)
      if (draft.status === undefined && ANSWER.test(draft.requestBody.join("\n")))
        this.#rest.push(...draft.requestBody.splice(0));
    return { exchanges: this.#done.map(exchangeOf), rest: this.#rest.join("\n") };
  }

  #start(line: string, whole: string): boolean {
    const both = BOTH_HALVES.exec(line);
    if (both !== null) {
      this.#begin(both[1], both[2], STAMP.exec(whole)?.[1]);
      return this.#logged(Number(both[3]), line, both.index + both[0].length);
    }
    this.#isBraced ||= DOTNET_REQUEST.test(line) || /\bStatusCode: \d{3}, ReasonPhrase:/.test(line);
    const request = REQUEST.exec(line) ?? BARE_REQUEST.exec(line) ?? DOTNET_REQUEST.exec(line);
    if (request !== null && !/^[\s{"[]*"/.test(line.slice(0, 2))) {
      this.#begin(request[1], request[2], STAMP.exec(whole)?.[1]);
      const behind = STATUS_BEHIND.exec(request[3] ?? "");
      if (behind === null) return true;
      return this.#logged(Number(behind[1]), line, line.length - (request[3] ?? "").length + behind[0].length);
    }
    const noted = ARROW_REQUEST.exec(line) ?? NOTED_REQUEST.exec(line);
    if (noted !== null) {
      this.#begin(noted[1], noted[2], STAMP.exec(whole)?.[1]);
      const behind = partsOfLine(
        line.slice(line.indexOf(noted[2] ?? "") + (noted[2] ?? "").length),
        Number.POSITIVE_INFINITY,
      );
      this.#draft?.requestHeaders.push(...behind.requestHeaders);
      if (this.#draft !== undefined) this.#draft.requestKnown = behind.isListed;
      return true;
    }
    if (/\bcurl|\bfetch\(|Invoke-(?:Rest|Web)/i.test(line))
      this.#isAsked ||= !/\bcurl/i.test(line) || readCurlCommand(line) !== undefined;
    const browser = BROWSER_REQUEST.exec(line);
    if (browser !== null) {
      this.#begin(this.#method, browser[1], undefined);
      // R prints the answer under its address.
      if (/^\s*Response \[/.test(line)) this.#part = "response-head";
      this.#method = undefined;
      return true;
    }
    const method = BROWSER_METHOD.exec(line)?.[1]?.toUpperCase();
    if (method !== undefined) {
      // Above the address or below it.
      if (this.#draft === undefined || this.#draft.method !== undefined) this.#method = method;
      else this.#draft.method = method;
      return true;
    }
    return this.#status(line) || this.#section(line) || /^\s*(?:-->|<--) END\b/.test(line);
  }

  #status(line: string): boolean {
    const awaited = this.#isAsked || (this.#draft !== undefined && this.#draft.status === undefined);
    const short = LEFT_ARROW.exec(line) ?? (awaited ? ANSWER_LINE.exec(line) : null);
    if (short !== null) return this.#answerLine(Number(short[1] ?? short[2]), short.at(-1) ?? "");
    const found =
      STATUS.exec(line) ??
      LOGGED_STATUS.exec(line) ??
      (awaited ? (BROWSER_STATUS.exec(line) ?? BARE_STATUS.exec(line)) : null);
    if (found === null) return false;
    const status = Number(found.slice(1).find((each) => each !== undefined));
    // 1xx are no answers, and a proxy's answer to CONNECT is not the server's.
    if (status < 200 || /connection established/i.test(line)) return true;
    if (this.#draft === undefined || this.#draft.status !== undefined) this.#begin(undefined, undefined, undefined);
    if (this.#draft !== undefined) {
      this.#draft.status = status;
      this.#draft.responseHeaders.push(...partsOfLine(line.slice(found.index + found[0].length), 0).responseHeaders);
    }
    this.#part = "response-head";
    this.#isAsked = false;
    return true;
  }

  /** Status, headers, body: as much of the answer as stands on the line of its status. */
  #answerLine(status: number, behind: string): boolean {
    if (status < 200) return true;
    if (this.#draft === undefined || this.#draft.status !== undefined) this.#begin(undefined, undefined, undefined);
    if (this.#draft === undefined) return false;
    const parts = partsOfLine(behind, 0);
    this.#draft.status = status;
    this.#draft.tookMs = parts.tookMs;
    this.#draft.responseHeaders.push(...parts.responseHeaders);
    this.#part = "response-head";
    this.#isAsked = false;
    const isSaid = parts.responseHeaders.length === 0 && behind.trim().split(" ").length > 3;
    const body = parts.responseBody ?? (isSaid ? behind.trim() : "");
    if (body !== "") this.#bodyLine(body);
    // What follows a line of a log is another line of it, unless it has the form of a body.
    this.#draft.isShort = true;
    return true;
  }

  #section(line: string): boolean {
    const written = WRITTEN_HEADERS.exec(line);
    if (written !== null) return this.#writtenHeaders(written[1] ?? "", written[2] ?? "");
    const section = SECTION.exec(line);
    if (section === null) return false;
    if (/^req/i.test(section[1] ?? "") && this.#isSettled()) this.#begin(undefined, undefined, undefined);
    if (this.#draft === undefined) return false;
    const isRequest = (section[1] ?? (this.#draft.status === undefined ? "request" : "")).toLowerCase() === "request";
    this.#isListed = true;
    if (isRequest) this.#draft.requestKnown = true;
    this.#part = isRequest ? "request-head" : "response-head";
    return true;
  }

  /** Whether headers of a request can only belong to a call that is yet to come; a browser lists them below the answer. */
  #isSettled(): boolean {
    const draft = this.#draft;
    return draft === undefined || (draft.status !== undefined && (draft.requestKnown || draft.target === undefined));
  }

  /** Headers as an object on one line; a line that is none is left to others. */
  #writtenHeaders(side: string, object: string): boolean {
    const list = headersWritten(object);
    const isRequest = !/^res/i.test(side);
    if (list.length === 0) return false;
    if (isRequest && this.#isSettled()) this.#begin(undefined, undefined, undefined);
    if (this.#draft === undefined) return false;
    if (isRequest) this.#draft.requestKnown = true;
    (isRequest ? this.#draft.requestHeaders : this.#draft.responseHeaders).push(...list);
    return true;
  }

  #begin(method: string | undefined, target: string | undefined, stamp: string | undefined): true {
    const waiting = this.#draft;
    // Its headers were listed above it.
    if (
      target !== undefined &&
      waiting?.target === undefined &&
      waiting?.status === undefined &&
      waiting?.requestKnown
    ) {
      Object.assign(waiting, { method: method?.toUpperCase(), target });
      this.#part = "request-head";
      return true;
    }
    this.#draft = newDraft(method, target, moment(stamp?.replace(",", ".").replace(" ", "T")));
    this.#isListed = false;
    this.#done.push(this.#draft);
    this.#part = target === undefined ? "response-head" : "request-head";
    return true;
  }

  /** The line of an access log holds both halves. */
  #logged(status: number, line: string, statusEnd: number): true {
    const parts = partsOfLine(line, statusEnd);
    if (this.#draft !== undefined) {
      this.#draft.status = status;
      this.#draft.requestHeaders.push(...parts.requestHeaders);
      this.#draft.responseHeaders.push(...parts.responseHeaders);
      this.#draft.tookMs = parts.tookMs;
      this.#draft.isLogged = true;
      if (parts.responseBody !== undefined) this.#draft.responseBody.push(parts.responseBody);
    }
    this.#part = "outside";
    this.#rest.push(line);
    return true;
  }

  #headLine(line: string): void {
    const draft = this.#draft;
    if (draft === undefined) return;
    const isRequest = this.#part === "request-head";
    const headers = isRequest ? draft.requestHeaders : draft.responseHeaders;
    // The braces that .NET prints around headers.
    if (/^\s*[{}]\s*$/.test(line) && this.#isBraced) return;
    if (line.trim() === "") {
      this.#part = isRequest ? "request-body" : "response-body";
      draft.responseKnown ||= !isRequest;
      return;
    }
    const isTalk = /^\s*[{[<"]/.test(line) || NO_HEADER.test(line) || (!isRequest && ANSWER.test(line));
    const header = isTalk ? null : (HEADER.exec(line) ?? (this.#isListed ? COLUMNS.exec(line) : null));
    if (header !== null && !BODY_LABEL.test(line)) {
      headers.push({ name: header[1] ?? "", value: header[2] ?? "" });
      if (isRequest) draft.requestKnown = true;
      return;
    }
    const last = headers.at(-1);
    // A long value that was wrapped by a mail client, or folded.
    if (last !== undefined && /^\s*[\w+/=.-]+\s*$/.test(line) && last.value.length > 30) {
      headers[headers.length - 1] = { name: last.name, value: last.value + line.trim() };
      return;
    }
    this.#part = isRequest ? "request-body" : "response-body";
    this.#bodyLine(line);
  }

  #bodyLine(raw: string): void {
    const draft = this.#draft;
    if (draft === undefined) return;
    const isRequest = this.#part === "request-body";
    const body = isRequest ? draft.requestBody : draft.responseBody;
    if (body.length === 0 && raw.trim() === "") return;
    if (!isRequest && /^\s*0\.?\s*$/.test(headerValue(draft.responseHeaders, "content-length") ?? "")) {
      draft.responseKnown = true;
      return this.#leave(raw);
    }
    const line = body.length === 0 ? raw.replace(BODY_LABEL, "").trimStart() : raw;
    if (body.length === 0 && !this.#belongs(line, draft, isRequest)) return this.#leave(raw);
    if (body.length > 0 && raw.trim() === "" && !/^[{[<]/.test(body[0] ?? "")) return this.#leave("");
    draft.responseKnown ||= !isRequest;
    body.push(line);
    if (body.length === 1) this.#bodyEnd = createBodyEnd(line);
    const end = this.#bodyEnd(line);
    if (end === undefined) return;
    body[body.length - 1] = line.slice(0, end);
    this.#leave(line.slice(end));
  }

  /** A first line that is neither JSON, XML nor form is talk: unless the answer failed and this may be its plain text. */
  #belongs(line: string, draft: Draft, isRequest: boolean): boolean {
    if (/^(?:[{["']|<[?!A-Za-z])/.test(line)) return true;
    if (isRequest) return /^[\w.%-]+=[^ ]*$/.test(line.trim());
    return (draft.status ?? 0) >= 300 && !draft.isShort && !/^(?:--|==|\(|#)/.test(line);
  }

  #leave(line: string): void {
    this.#part = "outside";
    if (line.trim() !== "") this.#rest.push(line);
  }
}
