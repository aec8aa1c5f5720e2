import { leafElements } from "./xml.ts";

const JSON_TEXT_MEMBER = /"([A-Za-z_][\w.-]*)"\s*:\s*"((?:[^"\\]|\\.)*)/g;

function fromObject(value: object): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === "string" || typeof member === "number") members.set(name, String(member));
    // OData parse errors nest: {"error":{"code","message"}}. They are read as error.code and error.message.
    if (typeof member === "object" && member !== null && !Array.isArray(member)) {
      for (const [inner, text] of Object.entries(member)) {
        if (typeof text === "string" || typeof text === "number") members.set(`${name}.${inner}`, String(text));
      }
    }
  }
  return members;
}

function fromCutJson(body: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (const [, name = "", text = ""] of body.matchAll(JSON_TEXT_MEMBER)) {
    if (!members.has(name)) members.set(name, text.replace(/\\r|\\n/g, "\n").replace(/\\(.)/g, "$1"));
  }
  return members;
}

/**
 * The members of an error body, whether it is JSON, the beginning of JSON, or XML with the same names. Both systems answer
 * either, by `Accept` and sometimes against it. Never throws.
 */
export function answerMembers(body: string): ReadonlyMap<string, string> {
  const text = body.trimStart();
  if (text.startsWith("<")) return leafElements(text);
  if (!text.startsWith("{")) return new Map();
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? fromObject(value) : new Map();
  } catch {
    return fromCutJson(text);
  }
}

/** Whether a body is a web page: what IIS, a proxy or a login page puts in the ERP's place. */
export function isWebPage(body: string): boolean {
  return /^\s*(?:<!doctype\s+html|<html[\s>]|<head[\s>])/i.test(body);
}
