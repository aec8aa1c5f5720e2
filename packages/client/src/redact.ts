import { literalForms } from "./secret-forms.ts";
import { revealed } from "./secret.ts";
import type { SecretText } from "./secret.ts";

const MASK = "[redacted]";

const HEADER_NAMES =
  "(?:proxy-)?authorization|x[-_]api[-_]key|api[-_]?key|ocp-apim-subscription-key|user-?name|password|consumer[-_]?key|appkey|(?:set-)?cookie|x-csrf-token";
const MEMBER_NAMES =
  "access_?token|refresh_?token|id_?token|client_?secret|client_?assertion|assertion|subject_?token|actor_?token|password|pwd|passphrase|api[-_]?key|x[-_]api[-_]key|consumer[-_]?key|app_?key|sign_?key|plain_?text_?key|encrypted_?key|hash_?key|private_?key|authorization|secret|token|device_?code|code_?verifier";
const PARAMETER_NAMES = `api(?:-|_|%2d|%5f)?key|code|${MEMBER_NAMES}`;

/** The word after Basic or Bearer, unless it is plain prose ("Basic authentication", "Bearer was missing"). */
const SCHEME =
  /\b([Bb]asic|BASIC|[Bb]earer|BEARER|Negotiate|NTLM)(\s+|%20|\+)(?![a-z]{1,20}[.,;:!?)]*(?:[\s"'<]|$))(?!\[redacted\])[^\s"'<>,;\\]+/g;

const RULES: readonly (readonly [RegExp, string])[] = [
  // Kinetic repeats the API key in its 401, and the company on the next line (observed on 2026.1).
  [/(Invalid API Key )[\s\S]{0,4096}?(\.?(?:\s|\\r|\\n|&#x?[0-9a-f]+;)*Company )/gi, `$1${MASK}$2`],
  [/(Invalid API Key )(?!\[redacted\])[^"<\r\n]+/gi, `$1${MASK}`],
  // Prophet 21 repeats the consumer key in its 500 (observed on 26.1.5950.0).
  [/(Consumer Key\s*[:=]\s*)(?!\[redacted\])[^\s"<,;\\]+/gi, `$1${MASK}`],
  // JSON members, also of JSON within JSON, and also of a body that was cut in the middle of the value.
  [new RegExp(`((\\\\+)"(?:${MEMBER_NAMES})\\2"\\s*:\\s*\\2")(?:(?!\\2")[\\s\\S])*`, "gi"), `$1${MASK}`],
  [new RegExp(`("(?:${MEMBER_NAMES})"\\s*:\\s*")(?:[^"\\\\]|\\\\[\\s\\S])*\\\\?`, "gi"), `$1${MASK}`],
  [new RegExp(`("(?:${MEMBER_NAMES})"\\s*:\\s*)(?![\\s"[{]|null\\b|true\\b|false\\b)[^\\s,}\\]]+`, "gi"), `$1${MASK}`],
  // XML elements, whatever the prefix.
  [new RegExp(`(<(?:[\\w.-]+:)?(?:${MEMBER_NAMES})(?:\\s[^<>]*)?>)[^<]+`, "gi"), `$1${MASK}`],
  // Header lines as people and tools print them: to the end of the line or of the quotes around it.
  [
    new RegExp(
      `((?:^|[\\s"'>{,(])(?:${HEADER_NAMES})["']?\\s*:\\s*["']?(?:(?:Basic|Bearer)\\s+)?)(?!(?:(?:Basic|Bearer)\\s+)?\\[redacted\\])[^\\s"'][^\\r\\n"']*`,
      "gim",
    ),
    `$1${MASK}`,
  ],
  // Query and form parameters, connection strings, environment variables (`P21_PASSWORD=`), arguments of calls and of commands.
  [
    new RegExp(
      `((?:^|[?&;\\s"'{,/(|:-])(?:${PARAMETER_NAMES}|(?:[a-z0-9]{1,40}_){1,4}(?:${MEMBER_NAMES}))["']?\\s?(?:=>?|%3d)\\s?)(?:"[^"\\r\\n]+"?|'[^'\\r\\n]+'?|(?!\\[redacted\\])[^&;#\\s"'<>]+)`,
      "gim",
    ),
    `$1${MASK}`,
  ],
  [new RegExp(`((?:^|\\s)--(?:${MEMBER_NAMES})\\s+)(?!--|\\[redacted\\])\\S+`, "gim"), `$1${MASK}`],
  [SCHEME, `$1$2${MASK}`],
  [/\beyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)*/g, MASK],
  // Anything before an @ in an address.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^/\s?#"'<>]*@/gi, `$1${MASK}@`],
];

/**
 * Takes secrets out of a text that came from outside, before it is kept, thrown or logged. This is the one place that does.
 *
 * Two nets: the given secrets wherever they stand, also in the encodings that a server or a log may put them in (Base64 at
 * any offset, percent, JSON and XML escapes); and the forms in which unknown ones are known to appear: Kinetic's echo of the
 * API key, P21's echo of the consumer key, headers, JSON and XML members, query parameters, URL userinfo, JWTs.
 *
 * @param secrets what is known to be secret, such as the connection's own credential
 */
export function redact(text: string, secrets: Iterable<SecretText> = []): string {
  const known = [
    ...new Set(
      [...secrets]
        .map(revealed)
        .filter((secret) => secret !== "")
        .flatMap(literalForms),
    ),
  ];
  let clean = text;
  for (const form of known.toSorted((one, other) => other.length - one.length)) clean = clean.replaceAll(form, MASK);
  for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement);
  return clean;
}
