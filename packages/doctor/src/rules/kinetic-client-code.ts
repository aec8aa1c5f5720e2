import { headerValue } from "../evidence/headers.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { authorizationOf, failures, inWords, isKinetic } from "./calls.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

/** What JSON parsers of several languages say when they meet `<`. */
export const PARSE_FAULT: RegExp =
  /unexpected token ['"]?<|expecting value: line 1 column 1|unexpected character encountered while parsing value: <|'<' is an invalid start of a value|unexpected character \(['"]?<|invalid character '<' looking for beginning of value|JSONDecodeError|JsonParseException[^.]{0,40}'<'|is not valid json|unexpected token < in json|lexical error: invalid char|parse error: invalid numeric literal at line 1/i;

function xmlToken(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(evidence.exchanges, ({ request, response }) => {
    if (
      request === undefined ||
      response === undefined ||
      !/TokenResource\.svc/i.test(request.path) ||
      response.status !== 200
    )
      return undefined;
    const isXml = /^\s*<(?!!doctype|html)[^]*AccessToken/i.test(response.body);
    const wanted =
      /xml/i.test(headerValue(request.headers, "accept") ?? "") &&
      !/json/i.test(headerValue(request.headers, "accept") ?? "");
    return when(isXml && !wanted, 0.94, "the token address answered 200 with XML that holds an AccessToken");
  });
  const text = evidence.remarks + evidence.trouble;
  const atToken = evidence.exchanges.some(({ request }) => /TokenResource/i.test(request?.path ?? ""));
  const parse = PARSE_FAULT.test(text) && (atToken || /TokenResource/i.test(text)) && !/<!doctype|<html/i.test(text);
  const orphan =
    /<(?:\w+:)?Token\b[^>]*>\s*<(?:\w+:)?AccessToken>/i.test(text) && !/activant|api\/security\/token/i.test(text);
  return surest(
    shown,
    when(parse, 0.85, "a JSON parser failed at the token call"),
    when(orphan, 0.7, "a token answer in XML"),
  );
}

function fromHelpPage(evidence: Evidence): Sighting | undefined {
  const shown = anyOf(failures(evidence), (call) => {
    const from = headerValue(call.request.headers, "referer") ?? "";
    const bearer = /^\s*Bearer/i.test(authorizationOf(call.request) ?? "");
    return when(
      call.response.status === 401 && isKinetic(call) && bearer && /\/api\/help|resthelp/i.test(from),
      0.9,
      inWords(call),
      "the call comes from the REST help page",
    );
  });
  const text = evidence.remarks;
  const page = /swagger|help page|resthelp|\/api\/help/i.test(text) && /token|bearer/i.test(text);
  const fails =
    /\b401\b|unauthori[sz]ed|not (?:accept|take|work)|does ?n[o']t|won't|(?:login|sign-?in|password|basic)? ?(?:popup|pop-up|prompt)|sends? (?:\w+:? )?Basic|can ?not|refus|only basic/i.test(
      text,
    );
  return surest(shown, when(page && fails, 0.82, "a token is tried on the REST help page"));
}

export const kineticClientCode: readonly Rule[] = [
  { id: "kinetic/token-xml-response", look: xmlToken },
  {
    id: "kinetic/token-claims-are-strings",
    look: ({ remarks, trouble }) =>
      said(
        `${trouble} ${remarks}`,
        /["'(]?\b(?:exp|iat|nbf)\b["')]{0,2}(?: claim)?[^.{}]{0,30}\b(?:must be|is not|should be|expected|has to be)\b[^.{}]{0,20}\b(?:number|integer|int|numeric|long|NumericDate)|claim must be a number|invalid (?:exp|iat|nbf) value|\b(?:exp|iat|nbf)\b[^.{}]{0,40}\bnon-?numeric|unexpected type of JSON object member[^.{}]{0,20}\b(?:exp|iat|nbf)|(?:unmarshal|convert|parse|deseriali[sz]e|cast)\w*\b[^.{}]{0,60}\bstring\b[^.{}]{0,60}\b(?:exp|iat|nbf)\b|invalid type[^.{}]{0,30}\b(?:exp|iat|nbf)\b/i,
        0.93,
      ),
  },
  { id: "kinetic/help-page-basic-only", look: fromHelpPage },
];
