// Longer than a screen because both kinds of message, and the sections they stand in, are read by the same few rules.
import { type Batch, BatchMalformed, type BatchPart, type BatchUnit, type PartAnswer } from "./batch.ts";

/** Headers and what follows the blank line. */
interface Message {
  readonly headers: ReadonlyMap<string, string>;
  readonly content: string;
}

// RFC 2046's characters, without those that only quoted boundaries have and nobody uses.
const TYPE =
  /^multipart\/mixed[ \t]*;[ \t]*boundary=(?:"([A-Za-z0-9'()+_,\-./:=?]{1,70})"|([A-Za-z0-9'+_\-.]{1,70}))$/i;
const HEADER = /^([A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}):[ \t]*([\t\x20-\x7e\u0080-\u{10ffff}]*?)[ \t]*$/u;
const REQUEST_LINE = /^([A-Z]{1,10}) ([\x21-\x7e]{1,8000}) HTTP\/1\.1$/;
const STATUS_LINE = /^HTTP\/1\.[01] ([1-5]\d\d)(?: [^\r\n]*)?$/;

/**
 * Reads a multipart batch. Strictly: what two readers could take for two things is refused, and everything is written anew from
 * what was read here, under a boundary that the caller could not know. So there is nothing in which the ERP could see
 * another request than the one that was judged.
 *
 * @throws BatchMalformed naming the part
 */
export function readMultipart(contentType: string, text: string): Batch {
  const units = sectionsOf(contentType, text, "the batch").map((section, at): BatchUnit => {
    const where = `part ${at + 1}`;
    const message = readMessage(section, where);
    const type = message.headers.get("content-type") ?? "";
    if (!/^multipart\//i.test(type)) return { changeSet: undefined, parts: [readRequest(message, where)] };
    const members = sectionsOf(type, message.content, where);
    const parts = members.map((member, inner) => {
      const place = `${where}.${inner + 1}`;
      return readRequest(readMessage(member, place), place);
    });
    return { changeSet: `changeset_${at}`, parts };
  });
  return { form: "multipart", units };
}

function readRequest(message: Message, where: string): BatchPart {
  requireHttp(message, where);
  const { headers, content, line } = readHttp(message.content, where);
  const [, method, url] = REQUEST_LINE.exec(line) ?? [];
  if (method === undefined || url === undefined)
    throw new BatchMalformed(`${where} does not begin with a request line as "GET Customers HTTP/1.1"`);
  // Some readers end a line at U+0085 or U+2028, too, and would see a header, or a request, of the caller's own there.
  if ([...headers.values()].some((value) => /[^\t\x20-\x7e]/.test(value)))
    throw new BatchMalformed(`${where} has a header with other characters than those of ASCII`);
  return { id: message.headers.get("content-id"), method, url, headers, body: content.trim(), dependsOn: [] };
}

function requireHttp({ headers }: Message, where: string): void {
  const type = headers.get("content-type") ?? "";
  if (!/^application\/http(?:[ \t]*;[ \t]*msgtype=(?:request|response))?$/i.test(type))
    throw new BatchMalformed(`${where} is not of type application/http`);
  if (!/^(?:binary|8bit|7bit)$/i.test(headers.get("content-transfer-encoding") ?? "binary"))
    throw new BatchMalformed(`${where} has a Content-Transfer-Encoding other than binary`);
}

/** A multipart answer: what each section holds, one answer or those of a change set. @throws BatchMalformed */
export function readAnswers(contentType: string, text: string): readonly (readonly PartAnswer[])[] {
  return sectionsOf(contentType, text, "the answer").map((section) => {
    const message = readMessage(section, "the answer");
    const type = message.headers.get("content-type") ?? "";
    if (!/^multipart\//i.test(type)) return [readAnswer(message)];
    return sectionsOf(type, message.content, "the answer").map((each) => readAnswer(readMessage(each, "the answer")));
  });
}

function readAnswer(message: Message): PartAnswer {
  requireHttp(message, "the answer");
  const { headers, content, line } = readHttp(message.content.trimStart(), "the answer");
  const [, status] = STATUS_LINE.exec(line) ?? [];
  if (status === undefined) throw new BatchMalformed("the answer has a part without a status");
  return {
    id: message.headers.get("content-id"),
    status: Number(status),
    headers: [...headers].flat(),
    body: content.trim(),
  };
}

function readHttp(text: string, where: string): Message & { readonly line: string } {
  const [line = ""] = text.split(/\r?\n/, 1);
  return { line, ...readMessage(text.slice(line.length).replace(/^\r?\n/, ""), where) };
}

/** The sections between the marks. Before the first and after the last mark stands nothing; a mark is a whole line. */
function sectionsOf(contentType: string, text: string, where: string): readonly string[] {
  const [, quoted, bare] = TYPE.exec(contentType.trim()) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw new BatchMalformed(`${where} is not multipart/mixed with a plain boundary`);
  const mark = `--${boundary}`;
  const sections: string[] = [];
  let current: string | undefined;
  let isClosed = false;
  for (const line of linesOf(text)) {
    const bareLine = line.replace(/[ \t]*\r?\n?$/, "");
    if (isClosed) {
      if (bareLine !== "") throw new BatchMalformed(`${where} goes on after its last boundary`);
    } else if (bareLine === mark || bareLine === `${mark}--`) {
      // The line break before a mark belongs to the mark.
      if (current !== undefined) sections.push(current.replace(/\r?\n$/, ""));
      current = "";
      isClosed = bareLine !== mark;
    } else if (current !== undefined) current += line;
    else if (bareLine !== "") throw new BatchMalformed(`${where} has a text before its first boundary`);
  }
  if (!isClosed || sections.length === 0) throw new BatchMalformed(`${where} has no part, or no last boundary`);
  return sections;
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function readMessage(text: string, where: string): Message {
  const headers = new Map<string, string>();
  let rest = text;
  while (rest !== "") {
    const [line = ""] = rest.split("\n", 1);
    rest = rest.slice(line.length + 1);
    const bare = line.replace(/\r$/, "");
    if (bare === "") break;
    const [, name, value] = HEADER.exec(bare) ?? [];
    if (name === undefined || value === undefined) throw new BatchMalformed(`${where} has a line that is no header`);
    const known = name.toLowerCase();
    if (headers.has(known)) throw new BatchMalformed(`${where} has the header ${known} twice`);
    headers.set(known, value);
  }
  return { headers, content: rest };
}

/** A section to be written: one message, or several as a change set. */
export interface Section {
  readonly isChangeSet: boolean;
  readonly messages: readonly HttpMessage[];
}

/** A request or an answer to be written. */
export interface HttpMessage {
  readonly id: string | undefined;
  /** Request line or status line. */
  readonly line: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
}

/** @param boundary must not be guessable by whoever wrote what is inside */
export function writeMultipart(sections: readonly Section[], boundary: string): string {
  const written = sections.map(({ isChangeSet, messages }, at) => {
    const parts = messages.map(writeMessage);
    if (!isChangeSet) return parts.join("");
    // Not the outer one with something behind it: some readers compare no more than the beginning.
    const inner = `changeset_${at}_${boundary}`;
    return `Content-Type: multipart/mixed; boundary=${inner}\r\n\r\n${enclose(parts, inner)}`;
  });
  return enclose(written, boundary);
}

function enclose(sections: readonly string[], boundary: string): string {
  return `${sections.map((section) => `--${boundary}\r\n${section}\r\n`).join("")}--${boundary}--\r\n`;
}

function writeMessage({ id, line, headers, body }: HttpMessage): string {
  const outer = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"];
  if (id !== undefined) outer.push(`Content-ID: ${id}`);
  const lines: string[] = [];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at] ?? ""}: ${headers[at + 1] ?? ""}`);
  return [...outer, "", line, ...lines, "", body].join("\r\n");
}
