/** One request as a test writes it. */
export interface Sent {
  /** @default GET */
  readonly method?: string;
  /** Over the profile's own login; `undefined` takes a header away. Names in lower case are matched without regard to case. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The body as JSON, in the form that the test goes on to check; throws where it is none. */
  readonly json: <T = Readonly<Record<string, unknown>>>() => T;
}

/** Sends exactly one request and follows nothing. */
export async function send(
  fetch: (request: Request) => Promise<Response>,
  url: string,
  login: Readonly<Record<string, string>>,
  { method = "GET", headers = {}, body }: Sent,
): Promise<Answer> {
  const chosen = Object.entries({ ...login, ...headers }).filter(
    (each): each is [string, string] => each[1] !== undefined,
  );
  const request = new Request(url, {
    method,
    headers: chosen,
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
  });
  const response = await fetch(request);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text, json: <T>() => JSON.parse(text) as T };
}

/** `Basic` and the Base64 of the pair in UTF-8. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}
