/** What P21 goes by where a create says nothing (documented). */
const DEFAULT_SECONDS = 60;
// A program that asks for more would keep its place in P21's pool of five for a day.
const MOST_SECONDS = 24 * 3600;

/**
 * After how long an idle session ends: `SessionTimeout` of the create's body, JSON or XML, as a number or a text.
 * @returns milliseconds
 */
export function readSessionTimeout(body: string): number {
  const [, text] =
    /"SessionTimeout"\s*:\s*"?(\d{1,9})\b/i.exec(body) ?? /<SessionTimeout>\s*(\d{1,9})\b/i.exec(body) ?? [];
  const seconds = Number(text ?? DEFAULT_SECONDS);
  return Math.min(seconds > 0 ? seconds : DEFAULT_SECONDS, MOST_SECONDS) * 1000;
}
