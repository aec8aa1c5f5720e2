const MB = 1024 * 1024;

/** Each tries to make some reader or rule take longer than its text is long. */
export const hostileTexts: Readonly<Record<string, () => string>> = {
  "ten megabytes of one letter": () => "a".repeat(10 * MB),
  "ten megabytes of line ends": () => "\n".repeat(10 * MB),
  "ten megabytes of blanks": () => " ".repeat(10 * MB),
  "ten megabytes of binary": () =>
    Array.from({ length: 65_536 }, (_, at) => String.fromCharCode((at * 7919) % 256))
      .join("")
      .repeat(160),
  "ten megabytes of log": () =>
    "2026-11-20 10:00:00 ERROR 401 Unauthorized https://erp.x/ERP/api/v2/odata/E/Erp.BO.PartSvc/Parts\n".repeat(
      100_000,
    ),
  "brackets that never close": () => "[\n".repeat(MB),
  "JSON nested five million deep": () => `{"entries":${"[".repeat(5 * MB)}${"]".repeat(5 * MB)}}`,
  "an entry nested five million deep": () => `{"log":{"entries":[${'{"a":'.repeat(MB)}1${"}".repeat(MB)}]}}`,
  "requests nested in requests": () => `${'{"request":'.repeat(100_000)}1${"}".repeat(100_000)}`,
  "a terminal escape that never ends": () => "\u001b[".repeat(2 * MB),
  "a token that never ends": () => `eyJ${"a".repeat(5 * MB)}.${"b".repeat(MB)}`,
  "thousands of exchanges": () => "GET /E/api/v2/odata/x HTTP/1.1\n\nHTTP/1.1 401 x\n\n".repeat(20_000),
  "a curl command that never ends": () => `curl ${"-H 'a: b' ".repeat(100_000)}`,
  "mail quotes within mail quotes": () => "> > > >\n".repeat(200_000),
  "words that many patterns begin with": () =>
    "token password user account company session works scope key certificate ".repeat(140_000),
  "words that many patterns begin with, each on a line": () =>
    "token is\npassword has\nthe certificate\n401 invalid \nInvalid API Key \n".repeat(160_000),
  "tags that never close": () => "<AccessToken>".repeat(800_000),
  "quotes that never close": () => '"a":"'.repeat(2 * MB),
  "a line of calls that never end": () => 'GET /E/api/v1/a -> 401 {"a":'.repeat(400_000),
  "snippets that never end": () => 'fetch("https://e/E/api/v1/a", { headers: { "a": '.repeat(200_000),
  "arrows and strings of a wire log": () => '-> "HTTP/1.1 401 x\\r\\n'.repeat(400_000),
  // Put together as text: what is measured is the reading, and not the making.
  "a HAR of fourteen thousand entries": () => {
    const entry = JSON.stringify({
      request: {
        url: "https://e.example.com/E/api/v1/a",
        method: "GET",
        headers: [{ name: "a", value: "b".repeat(300) }],
      },
      response: { status: 401, headers: [], content: { text: "c".repeat(400) } },
    });
    return `{"log":{"entries":[${`${entry},`.repeat(13_999)}${entry}]}}`;
  },
  "log lines full of terminal colours": () =>
    "\u001b[31m2026-11-20 ERROR\u001b[0m \u001b]0;title\u0007401 Unauthorized \u001b[2K\r\n".repeat(150_000),
  "half a surrogate pair, ten million times": () => "\ud800".repeat(5 * MB),
};
