import { answerHeader, type Sent } from "../examine/wire/sent.ts";
import type { Recorder } from "../examine/wire/recorder.ts";

/** Asks a server something, without any credential. */
export type Ask = (method: "GET" | "POST", url: string, purpose: string) => Promise<Sent>;

/** The beginning of an answer is enough to tell who gave it. */
const MAX_BYTES = 16_384;

export function asker(recorder: Recorder): Ask {
  return (method, url, purpose) =>
    recorder.send({ method, url, purpose, headers: { accept: "application/json" }, maxBytes: MAX_BYTES });
}

/** Whether somebody in front, or a web server, answered with a page. */
export const isPage = (sent: Sent): boolean =>
  /text\/html/i.test(answerHeader(sent, "content-type")) || /^\s*<(?:!doctype|html)/i.test(sent.body);

/** Where a redirect leads; undefined for any other answer, and where it leads nowhere. */
export function redirectOf(sent: Sent, from: string): URL | undefined {
  if (sent.status < 300 || sent.status > 399) return undefined;
  return URL.parse(answerHeader(sent, "location"), from) ?? undefined;
}
