import type { Header } from "./evidence.ts";

/** The first value of a header; names are compared without case. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  return headers.find((each) => each.name.toLowerCase() === name)?.value;
}

/** Every value of a header, one after the other: a server may challenge in several lines. */
export function headerValues(headers: readonly Header[], name: string): string {
  return headers
    .filter((each) => each.name.toLowerCase() === name)
    .map((each) => each.value)
    .join(", ");
}

/** The moment of a Date header; undefined where it is no date. */
export function dateOf(headers: readonly Header[]): number | undefined {
  return moment(headerValue(headers, "date"));
}

/** Milliseconds of a date that names its zone. A local time without one says nothing to a reader elsewhere. */
export function moment(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 60 || !/(?:GMT|UTC|Z|[+-]\d{2}:?\d{2})\s*$/.test(text)) return undefined;
  const ms = Date.parse(text.trim());
  return Number.isNaN(ms) ? undefined : ms;
}
