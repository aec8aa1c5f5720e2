/** curl's exit codes that say by themselves what happened (documented by curl). */
const CURL: Readonly<Record<string, string>> = {
  "6": "could not resolve host",
  "7": "failed to connect",
  "28": "operation timed out",
  "52": "empty reply from server",
  "56": "recv failure: connection reset by peer",
};

/** WinHTTP and WinINet share these numbers (documented by Microsoft). */
const WINDOWS: Readonly<Record<string, string>> = {
  "12002": "the operation timed out",
  "12007": "the remote name could not be resolved",
  "12029": "0x80072EFD",
  "12030": "the connection was closed unexpectedly",
  "12031": "the connection was reset",
  "12037": "certificate has expired or is not yet valid: 0x80072F05",
  "12038": "0x80072F06",
  "12045": "0x80072F0D",
  "12057": "CRYPT_E_REVOCATION_OFFLINE",
  "12157": "0x80072F7D",
  "12175": "0x80072F8F",
};

/** Foundation's URL errors (documented by Apple). */
const APPLE: Readonly<Record<string, string>> = {
  "-1001": "the request timed out",
  "-1003": "no such host",
  "-1004": "connection refused",
  "-1005": "the connection was reset",
  "-1201": "certificate has expired",
  "-1202": "issued by an authority that is not trusted",
  "-1203": "issued by an authority that is not trusted",
};

const CURL_EXIT =
  /\b(?:exit(?:ed)?(?: with)?(?: \(?(?:code|status|value)\)?)?|returned|error(?: code)?|errorlevel|\$\?|rc)["']?\s?[:=]?\s?\(?(\d{1,2})\b(?![.%:\d])/gi;
const WINDOWS_NUMBER = /(?<![\d.:])(12\d{3})(?!\d|[.:]\d)/g;
const APPLE_NUMBER = /(?:NSURLErrorDomain|CFNetwork)[^\n]{0,40}?(-1\d{3})\b/g;

/** Behind a number that a tool gave instead of a sentence stands the sentence; only where the tool is named. */
export function numbersInWords(text: string): string {
  let read = text;
  if (/\bcurl\b/i.test(text)) read = read.replace(CURL_EXIT, spelled(CURL));
  if (/winhttp|wininet|xmlhttp|ERROR_INTERNET/i.test(text)) read = read.replace(WINDOWS_NUMBER, spelled(WINDOWS));
  return text.includes("NSURLError") ? read.replace(APPLE_NUMBER, spelled(APPLE)) : read;
}

function spelled(words: Readonly<Record<string, string>>) {
  return (all: string, number: string): string => (words[number] === undefined ? all : `${all} (${words[number]})`);
}
