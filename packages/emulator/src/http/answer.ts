/** What an endpoint decided: the answer on the wire, and the reason for the journal. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The rule that decided. */
  readonly rule: string;
  /** For a refusal: what would have been accepted. Never holds a secret. */
  readonly wouldAccept?: string;
  /** Set by a transport fault: what the socket does with this answer. */
  readonly transport?: Transport;
}

/** How the socket misbehaves: it resets or closes the connection, says nothing, or lets the body through in pieces, `pieceDelayMs` apart. */
export type Transport =
  { readonly kind: "reset" | "close" | "silence" } | { readonly kind: "slow-body"; readonly pieceDelayMs: number };

/** One named step of an endpoint: it answers, or lets the next step go on. */
export type Step<Exchange> = (exchange: Exchange) => Answer | undefined;

/** Runs the steps in order until one answers. The last step of every endpoint answers. */
export function runSteps<Exchange>(steps: readonly Step<Exchange>[], exchange: Exchange): Answer {
  for (const step of steps) {
    const answer = step(exchange);
    if (answer !== undefined) return answer;
  }
  throw new Error("an endpoint's last step must answer");
}

export function json(
  rule: string,
  value: unknown,
  status = 200,
  contentType = "application/json; charset=utf-8",
): Answer {
  return { status, headers: { "content-type": contentType }, body: JSON.stringify(value), rule };
}

export function xml(rule: string, text: string, status = 200, contentType = "application/xml; charset=utf-8"): Answer {
  return { status, headers: { "content-type": contentType }, body: text, rule };
}

export function html(rule: string, title: string, status: number): Answer {
  const page = `<!DOCTYPE html>\r\n<html><head><title>${title}</title></head><body><h2>${title}</h2></body></html>\r\n`;
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body: page, rule };
}

export function empty(rule: string, status: number): Answer {
  return { status, headers: {}, body: "", rule };
}

/** An answer that sends the caller elsewhere, with the small page that IIS puts into it. */
export function redirect(rule: string, status: number, location: string): Answer {
  const moved = html(rule, "Object moved", status);
  return { ...moved, headers: { ...moved.headers, location } };
}

/** The same answer with a note of what would have been let through. */
export function refusing(answer: Answer, wouldAccept: string): Answer {
  return { ...answer, wouldAccept };
}
