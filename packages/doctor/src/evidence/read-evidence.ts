import { boundText } from "./bound-text.ts";
import { cleanText, flat } from "./clean-text.ts";
import { numbersInWords } from "./error-numbers.ts";
import type { Evidence, Exchange } from "./evidence.ts";
import { inEnglish } from "./in-english.ts";
import { joinHalves } from "./join-halves.ts";
import { jsonBlocks } from "./json-blocks.ts";
import { inspectedAsJson } from "./inspected.ts";
import { isOvercome } from "./overcome.ts";
import { joinCommandLines, readCurlCommand } from "./read-curl-command.ts";
import { readHttpText } from "./read-http-text.ts";
import { readIisLog } from "./read-iis-log.ts";
import { isObject, readJson } from "./read-json.ts";
import { readMentions } from "./read-mentions.ts";
import { readTables } from "./read-table.ts";
import { readSnippets } from "./read-snippet.ts";
import { secretsIn } from "./secrets.ts";
import { claimsPasted, tokensIn } from "./tokens.ts";
import { withoutDenials } from "./without-denials.ts";

/** Error types of answers that are about the data: whatever their words, the caller was let in. */
const BUSINESS =
  /BusinessObjectException|\bBLException|ODataException|DuplicateRecordException|RecordNotFoundException|Prophet21Exception|P21\.Common\.Exceptions\.NotFoundException/;
/** A status line of a transcript, or a status that stands alone. */
const HAS_STATUS = /HTTP\/\d|^[ \t]{0,20}(?:(?:->|=>|<-)[ \t])?200(?: OK)?[ \t]{0,20}$/m;
const MAX_REMARKS = 200_000;
const MAX_READABLE = 400_000;
const MAX_EXCHANGES = 200;

interface Reading {
  readonly exchanges: Exchange[];
  text: string;
  readonly remarks: string[];
}

/** Reads a paste of any of the known forms, or of several in one. Pure, never throws, bounded in time and memory. */
export function readEvidence(pasted: string): Evidence {
  const bound = boundText(pasted);
  const clean = numbersInWords(inEnglish(cleanText(bound.text)));
  const reading: Reading = { exchanges: [], text: inspectedAsJson(clean), remarks: [] };
  takeJson(reading);
  reading.text = joinCommandLines(reading.text);
  takeIisLog(reading);
  takeTables(reading);
  takeTranscript(reading);
  takeMentions(reading);
  const exchanges = fewer(joinHalves(reading.exchanges, reading.text));
  const raw = withoutDenials(reading.remarks.join("\n").slice(0, MAX_REMARKS));
  const { trouble, business } = troubleOf(raw, exchanges);
  const readable =
    clean.length > MAX_READABLE ? exchanges.map(textOfExchange).join("\n").slice(0, MAX_READABLE) : clean;
  return {
    exchanges,
    remarks: flat(raw),
    trouble: flat(trouble),
    business: flat(business),
    tokens: [...tokensIn(readable), ...claimsPasted(raw)],
    secrets: secretsIn(readable, exchanges),
    cut: bound.cut,
  };
}

/** Evidence of exchanges that were made rather than pasted, and of what was said when no answer came. */
export function evidenceOf(exchanges: readonly Exchange[], remarks: string, secrets: readonly string[]): Evidence {
  const { trouble, business } = troubleOf(remarks, exchanges);
  const text = exchanges.map(textOfExchange).join("\n").slice(0, MAX_READABLE);
  return {
    exchanges,
    remarks: flat(remarks),
    trouble: flat(trouble),
    business: flat(business),
    tokens: tokensIn(text),
    secrets: [...secrets, ...secretsIn(text, exchanges)],
    cut: undefined,
  };
}

/** JSON documents that hold exchanges, and answers that say by themselves that they succeeded, leave the text. */
function takeJson(reading: Reading): void {
  let rest = "";
  let from = 0;
  for (const block of jsonBlocks(reading.text)) {
    const { exchanges, remarks } = readJson(block.value);
    const success =
      exchanges.length === 0 ? successOf(block.value, reading.text.slice(block.from, block.to)) : undefined;
    // Beside a transcript, a successful answer is read with its status line.
    if (exchanges.length === 0 && (success === undefined || HAS_STATUS.test(reading.text))) continue;
    rest += `${reading.text.slice(from, block.from)}\n`;
    from = block.to;
    reading.exchanges.push(...exchanges, ...(success === undefined ? [] : [success]));
    reading.remarks.push(...remarks);
  }
  reading.text = rest + reading.text.slice(from);
}

/** A token answer, or rows: nothing but a 200 looks like this. */
function successOf(value: unknown, body: string): Exchange | undefined {
  if (!isObject(value)) return undefined;
  const isToken = typeof value["AccessToken"] === "string" || typeof value["access_token"] === "string";
  const isRows = Array.isArray(value["value"]) && !("error" in value) && !("ErrorMessage" in value);
  const isSummary = isObject(value["Summary"]) && "Failed" in value["Summary"];
  if (!isToken && !isRows && !isSummary) return undefined;
  const response = { status: 200, substatus: undefined, headers: [], body, bodyKnown: true, dateMs: undefined };
  return { request: undefined, response, atMs: undefined, tookMs: undefined };
}

function takeIisLog(reading: Reading): void {
  const { exchanges, rest } = readIisLog(reading.text);
  reading.exchanges.push(...exchanges);
  reading.text = rest;
}

function takeTables(reading: Reading): void {
  const { exchanges, rest } = readTables(reading.text);
  reading.exchanges.push(...exchanges);
  reading.text = rest;
}

function takeTranscript(reading: Reading): void {
  const { exchanges, rest } = readHttpText(reading.text);
  const commands = reading.text
    .split("\n")
    .map(readCurlCommand)
    .filter((request) => request !== undefined)
    .concat(readSnippets(reading.text));
  reading.exchanges.push(...withCommands(exchanges, commands));
  reading.text = rest;
}

/** An answer without its request belongs to the command above it; with `-v`, the request itself is there and says more. */
function withCommands(exchanges: readonly Exchange[], commands: readonly Exchange["request"][]): readonly Exchange[] {
  const open = [...commands];
  if (exchanges.some((each) => each.request?.headersKnown)) return exchanges;
  const paired = exchanges.map((each) => (each.request === undefined ? { ...each, request: open.shift() } : each));
  const left = open.map((request) => ({ request, response: undefined, atMs: undefined, tookMs: undefined }));
  return [...paired, ...left];
}

/** What prose and logs name counts where no transcript shows it. An answer without its request may have it in the prose. */
function takeMentions(reading: Reading): void {
  reading.remarks.push(reading.text);
  // A server's own address is the beginning of the address that was asked for.
  const shown = [...reading.exchanges];
  const isShown = (path: string): boolean =>
    shown.some(
      ({ request, response }) =>
        request?.path === path || (response === undefined && path !== "/" && request?.path.startsWith(path)),
    );
  const isOpenAt = (host: string | undefined): boolean =>
    host !== undefined && shown.some(({ request, response }) => response === undefined && request?.host === host);
  const hasAnswer = reading.exchanges.some((each) => each.response !== undefined);
  for (const mention of readMentions(reading.text)) {
    if (mention.request === undefined && hasAnswer) continue;
    const { request } = mention;
    if (request !== undefined && (isShown(request.path) || (request.path === "/" && isOpenAt(request.host)))) {
      answerOpen(reading.exchanges, mention);
      continue;
    }
    const orphan = reading.exchanges.findIndex((each) => each.request === undefined && each.response !== undefined);
    const found = reading.exchanges[orphan];
    const fits = mention.response === undefined || mention.response.status === found?.response?.status;
    if (found === undefined || !fits) reading.exchanges.push(mention);
    else reading.exchanges[orphan] = { ...found, request: mention.request };
  }
}

/** A request of which the transcript shows no answer may have its status in the text beside it. */
function answerOpen(exchanges: Exchange[], { request, response }: Exchange): void {
  const open = exchanges.findIndex(
    (each) => each.request?.path.startsWith(request?.path ?? "") && each.response === undefined,
  );
  const found = exchanges[open];
  if (found !== undefined && response !== undefined) exchanges[open] = { ...found, response };
}

/**
 * Rules compare exchanges with each other, so their number is bounded: the failed ones of both ends, and the others in
 * order until there are enough.
 */
function fewer(exchanges: readonly Exchange[]): readonly Exchange[] {
  if (exchanges.length <= MAX_EXCHANGES) return exchanges;
  const failed = exchanges.filter(({ response }) => response !== undefined && response.status >= 300);
  const kept = new Set([...failed.slice(0, MAX_EXCHANGES / 4), ...failed.slice(-MAX_EXCHANGES / 4)]);
  for (const each of exchanges) if (kept.size < MAX_EXCHANGES) kept.add(each);
  return exchanges.filter((each) => kept.has(each));
}

function troubleOf(remarks: string, exchanges: readonly Exchange[]): { trouble: string; business: string } {
  const parts = [
    ...partsOf(withoutMessagesOfCode(remarks)),
    ...exchanges
      .filter(
        ({ response }) =>
          response !== undefined && response.bodyKnown && (response.status >= 300 || response.status < 200),
      )
      .filter((each) => !isOvercome(each, exchanges))
      .map(({ response }) => textOfAnswer(response)),
  ];
  const business = parts.filter((part) => BUSINESS.test(part));
  return { trouble: parts.filter((part) => !BUSINESS.test(part)).join("\n"), business: business.join("\n") };
}

/** The messages that a piece of code may print one day: they did not happen. */
const CODE_LINE =
  /\b(?:console\.\w{1,12}|throw new \w{1,60}|raise \w{1,60}|logg?(?:er)?\.\w{1,12}|print|Console\.Write(?:Line)?|MsgBox|alert)\(|\bWrite-(?:Host|Error|Warning|Output) ["']/i;

function withoutMessagesOfCode(text: string): string {
  if (!CODE_LINE.test(text)) return text;
  return text
    .split("\n")
    .map((line) =>
      line.length < 2_000 && CODE_LINE.test(line)
        ? line
            .replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '""')
            .replace(/[=!]==? ?\d{3}\b/g, "== 0")
            .replace(CODE_LINE, "(")
        : line,
    )
    .join("\n");
}

/** Paragraphs, so that a business error does not take the prose around it along. */
function partsOf(text: string): string[] {
  return BUSINESS.test(text) ? text.split(/\n(?=\s*(?:\n|[{<]))|(?<=[}>])\s*\n/) : [text];
}

function textOfAnswer(response: Exchange["response"]): string {
  if (response === undefined) return "";
  const challenge = response.headers.filter(({ name }) =>
    /^(?:www|proxy)-authenticate$|^x-.*error|^warning$/i.test(name),
  );
  const body = response.body.includes('\\"') ? response.body.replaceAll('\\"', '"') : response.body;
  return [...challenge.map(({ name, value }) => `${name}: ${value}`), body].join("\n");
}

function textOfExchange({ request, response }: Exchange): string {
  const headers = [...(request?.headers ?? []), ...(response?.headers ?? [])].map(
    ({ name, value }) => `${name}: ${value}`,
  );
  return [...headers, request?.body ?? "", request?.query ?? "", response?.body.slice(0, 20_000) ?? ""].join("\n");
}
