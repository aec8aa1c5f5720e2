import type { Finding } from "./finding.ts";

export const client: readonly Finding[] = [
  {
    id: "client/clock-skew",
    layer: "client-code",
    auth: true,
    certainty: "inferred",
    title: "This machine's clock is probably wrong",
    cause:
      "Tokens, signed assertions and certificates are judged by time. With a clock minutes or years off, sound ones likely look expired or not valid yet.",
    fix: [
      "Compare the local time with the Date header of any answer.",
      "Switch time synchronisation on (w32tm, chrony) for the machine, container host or VM.",
    ],
  },
  {
    id: "client/authorization-scheme-missing",
    layer: "client-code",
    auth: true,
    certainty: "inferred",
    title: "Authorization probably lacks the word Basic or Bearer",
    cause: "Most likely the value went into the header bare, or the space after the scheme is missing.",
    fix: [
      "Send `Basic <base64>` or `Bearer <token>`, with one space.",
      'In .NET use `new AuthenticationHeaderValue("Bearer", token)`.',
    ],
  },
  {
    id: "client/authorization-not-base64",
    layer: "client-code",
    auth: true,
    certainty: "inferred",
    title: "The value after Basic is probably not Base64",
    cause: "Likely the pair was not encoded, was percent-encoded, or was encoded twice.",
    fix: [
      "Encode the bytes of `user:password` once, without line breaks.",
      'With curl, `-u` does it; with erpgate, "auth" of kind "basic".',
    ],
  },
  {
    id: "client/basic-malformed",
    layer: "client-code",
    auth: true,
    certainty: "inferred",
    title: "The Basic value probably holds something else than user:password",
    cause:
      "A line feed from `echo`, a missing colon or half, UTF-16 from PowerShell, a byte order mark, or a cut at a later colon are likely. A user name cannot hold a colon, a password can.",
    fix: [
      "Decode the header and look at it.",
      "Use `printf` or `echo -n`; in PowerShell `[Text.Encoding]::UTF8`.",
      "Split at the first colon only.",
    ],
  },
  {
    id: "client/key-whitespace",
    layer: "client-code",
    auth: true,
    certainty: "claimed",
    title: "The key has blanks, quotes or invisible characters around it",
    cause:
      "Copying from a screen, a file's final line break and quotes in an .env value are reported to bring extra characters along.",
    fix: [
      "Paste the key through a plain-text editor and compare its length.",
      "Look for zero-width characters and a byte order mark.",
      "Trim it when it is read, and refuse a key with other characters than letters and digits.",
    ],
  },
  {
    id: "client/api-key-wrong-place",
    layer: "client-code",
    auth: true,
    certainty: "claimed",
    title: "The API key went out under a wrong name or in a wrong place",
    cause:
      "Kinetic is reported to read the header `x-api-key` or the query parameter `api-key`, and nothing else: not `apikey`, not `x_api_key`, not Authorization, not the body.",
    fix: ['Use the header `x-api-key`; erpgate\'s option "apiKey" does.', "Keep Authorization for the login."],
  },
  {
    id: "client/headers-cleared",
    layer: "client-code",
    auth: true,
    certainty: "inferred",
    title: "Some calls of one client probably lose their headers",
    cause:
      "Likely some code clears or replaces the shared default headers (`DefaultRequestHeaders.Clear()`, a new client, options per request), so that key or login is missing now and then.",
    fix: [
      "Set the headers in one handler or interceptor that every request passes.",
      "Leave shared default headers alone while requests run.",
    ],
  },
  {
    id: "client/tls-verification-disabled",
    layer: "client-code",
    auth: true,
    certainty: "observed",
    title: "Certificate checking is switched off",
    cause:
      "A setting such as verify=False, `-k`, NODE_TLS_REJECT_UNAUTHORIZED=0 or a callback that always says yes hides TLS faults, and lets anybody on the way read the credentials.",
    fix: ["Remove it and trust the right CA instead.", "At most keep it for a test on your own machine."],
  },
  {
    id: "client/secret-in-url",
    layer: "client-code",
    auth: true,
    certainty: "documented",
    title: "A key, password or token is in the URL",
    cause:
      "Addresses end up in logs, histories and screenshots. Kinetic takes `api-key` from the query, so the call works, and leaks.",
    fix: ['Move it into a header; erpgate sends "apiKey" as one.', "Replace the exposed secret.", "Clean the logs."],
  },
  {
    id: "client/timer-overflow",
    layer: "client-code",
    auth: true,
    certainty: "observed",
    title: "A renewal timer overflowed, and tokens are fetched in a storm",
    cause:
      "A Prophet 21 key that never expires gives ExpiresIn 630720000 s. JavaScript timers take at most 2147483647 ms (24.8 days); a longer one fires at once.",
    fix: [
      "Limit every timer to 24 days, then look again.",
      "Read `exp` 2147483647 as: does not expire.",
      "Renew when a token is wanted rather than by a timer.",
    ],
  },
];
