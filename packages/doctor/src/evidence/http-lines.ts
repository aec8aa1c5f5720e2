// The forms that a line of a transcript takes, beside each other so that each is looked at with the others in mind.
import { PLACEHOLDER, SERVICE } from "./target.ts";

const METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|MERGE|CONNECT";
export const REQUEST: RegExp = new RegExp(`(?:^|[\\s"'\`(\\[>])(${METHODS}) (\\S{1,8000}) HTTP/\\d(?:\\.\\d)?(.*)$`);
/** As httpx logs it: both halves on one line. */
export const BOTH_HALVES: RegExp = new RegExp(
  `\\b(${METHODS}) (https?://\\S{1,8000}) "HTTP/\\d(?:\\.\\d)? (\\d{3})\\b`,
);
export const BARE_REQUEST: RegExp = new RegExp(
  `^[\\s"'\`]*(?:(?:--?>|=>|>>) ?)?(${METHODS}) ((?:https?://|/|(?=${SERVICE})|${PLACEHOLDER}/?)\\S{1,8000})\\s*$`,
);
/** An arrow says that a request is meant, whatever stands behind it. */
export const ARROW_REQUEST: RegExp = new RegExp(
  `^[\\s"'\`]*(?:--?>|=>|>>|\u2192)\\s{1,3}(${METHODS}) ((?:https?://|/|(?=${SERVICE})|${PLACEHOLDER}/?)\\S{1,8000})(?:\\s.*)?$`,
);
/** So does a remark that is set apart from the address: by blanks, a bracket or a plus. */
export const NOTED_REQUEST: RegExp = new RegExp(
  `^[\\s"'\`]*(${METHODS}) ((?:https?://|/|(?=${SERVICE})|${PLACEHOLDER}/?)\\S{1,8000})(?=\\s{2,}\\S|\\s[(+#])(?!.*\\b[1-5]\\d\\d\\b)(?:\\s.*)$`,
);
/** An answer on one line: `-> 200 OK, 41 rows`, `<- 401  server: nginx`, `401 {"Description":...}`. */
export const LEFT_ARROW: RegExp = /^\s*(?:<--?|<=|<<|\u2190)\s{0,3}(?:HTTP\/[\d.]+ )?([1-5]\d\d)\b(?![.\d])(.*)$/;
export const ANSWER_LINE: RegExp =
  /^\s*(?:(?:->|-->|=>|\u2192)\s{0,3}(?:HTTP\/[\d.]+ )?([1-5]\d\d)\b(?![.\d]|\s?(?:ms|rows|bytes)\b)|([1-5]\d\d)\s(?=\s{0,3}[{<"]|[A-Z][^:{]{30}|[A-Z][A-Za-z ]{2,30}\s{2}[A-Z][\w-]{1,30}: ))(.*)$/;
export const BROWSER_REQUEST: RegExp =
  /^\s*(?:Response \[(?=https?:)|(?:\w{1,20}\.){0,3}(?:Request )?UR[IL](?:\s{0,3}[:=]\s{0,3}|\s{1,20}))["']?((?:https?:\/\/|\/|\{\{)[^\s"',\]]{1,8000})/i;
export const BROWSER_METHOD: RegExp =
  /^\s*(?:Request |HTTP )?Method(?:\s{0,3}[:=]\s{0,3}|\s{1,20})["']?([A-Za-z]{3,7})\b["',]{0,2}\s*$/i;
export const STATUS: RegExp = /(?:^|[\s"'`(])HTTP\/\d(?:\.\d)?["']?[ :]+(\d{3})\b(?!\.\d)/;
/** How .NET prints a request and a response message. */
export const DOTNET_REQUEST: RegExp = /\bMethod: ([A-Z]{3,7}), RequestUri: '([^']{1,8000})'/;
export const LOGGED_STATUS: RegExp = /^\s*<--? (\d{3})\b|\bStatusCode: (\d{3}), ReasonPhrase:/;
/** Wire logs of Java name thread, logger and connection before the arrow. */
export const WIRE_PREFIX: RegExp = /^(?=[[\d])[^<>"]{8,160}(?:>>|<<|(?<![-=])>|<(?![-=])) ?(?=\S)"?/;
/** The status behind a request line, as access logs and people write it. */
export const STATUS_BEHIND: RegExp =
  /^["')\]]{0,3}\s{0,3}(?:->|=>|\u2192|[-:(]|returned|answered|gave)?\s{0,3}([1-5]\d\d)\b(?![.\d])/i;
/** What only an answer says; a request that stands alone may be followed by it. */
export const ANSWER: RegExp =
  /^<(?:!doctype|html|h2>|title>)|"(?:ErrorMessage|ErrorType|HttpStatus|error_description)"|"Description"[^]{0,400}"Uri"/i;
export const BROWSER_STATUS: RegExp =
  /^\s*(?:\w{1,20}(?:: ?|\.))?(?:Response )?Status ?(?:Code)?["']?(?:\s{0,3}[:=]\s{0,3}|\s{1,3})(\d{3})\b/i;
export const BARE_STATUS: RegExp =
  /^\s*([1-5]\d\d)\s*$|^\s*(?:=>|->|-->|<=|<-|Response:?|Answer:?|Result:?)?\s*([1-5]\d\d)\s+[A-Z][A-Za-z][A-Za-z -]{0,30}\s*$/;
export const HEADER: RegExp = /^\s*(:?[A-Za-z0-9_-]{1,60})\s*:(?: |\t|$)(.*)$/;
export const NO_HEADER: RegExp =
  /^\s*(?:error|exception|message|cause|caused|note|warning|traceback|at|in|result|answer|response|request|details?|reason|output|stack|code)\s*:/i;
export const STAMP: RegExp = /^\W{0,3}(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?)/;
export const LOG_PREFIX: RegExp =
  /^(?:\[[^\]\n]{1,60}\]\s*|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,:\dZ+-]*\s+(?:[+-]\d\d:?\d\d\s+)?|\d\d:\d\d:\d\d[.,:\d]*\s+|(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|DBG|INF|WRN|ERR)\b:?\s*)+/;
export const BODY_LABEL: RegExp =
  /^\s*(?:(?:response |request )?(?:body|payload|content|text)|error ?message)\s*[:=]\s*(?![\w-]+\/)/i;
export const SECTION: RegExp = /^\s*(?:(request|response) )?headers:?\s*(?:\(\d+\))?:?\s*$/i;
export const WRITTEN_HEADERS: RegExp =
  /^\s*(?:\w{1,20}\.){0,3}(?:(req(?:uest)?|res(?:ponse)?)[ ._-]?)?headers\s{0,3}[:=]?\s{0,3}(\{.{2,8000}\})[,;]?\s*$/i;
/** As Postman lists headers: in columns. */
export const COLUMNS: RegExp = /^\s*([A-Za-z][\w-]{1,40})\s{2,60}(\S.*)$/;
