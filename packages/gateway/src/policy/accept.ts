/** Whether an Accept header names JSON. */
export function asksForJson(accept: string | undefined): boolean {
  return accept !== undefined && /\bjson\b/i.test(accept);
}

/** Whether an Accept header names XML and not JSON. */
export function asksForXml(accept: string | undefined): boolean {
  return accept !== undefined && /\bxml\b/i.test(accept) && !asksForJson(accept);
}
