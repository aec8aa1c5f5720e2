import { isBasePair, judgeBasic } from "../evidence/basic.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { authorizationOf, callsOf, failures, inWords, succeeded } from "./calls.ts";
import { anyOf, said, surest, when, type Rule, type Sighting } from "./rule.ts";

/** Code that puts the token into the header as it is. */
const BARE_IN_CODE =
  /["'`]?\bAuthorization["'`]?\s{0,3}[\])]?\s{0,3}[:=,]\s{0,3}(?:\$|await )?(?:\w+\.)?(?:token|jwt|access_?token|auth_?token|tok)\b(?!\s{0,3}[+&.(])/i;

function schemeMissing(evidence: Evidence): Sighting | undefined {
  const { remarks, trouble } = evidence;
  const coded =
    /\b401\b|'Bearer' was missing/.test(trouble) && !/\bBearer[ "'$]/.test(remarks.replace(/'Bearer' was/g, ""))
      ? said(remarks, BARE_IN_CODE, 0.93, "the header is set to the token alone")
      : undefined;
  return surest(coded, bareInText(evidence), schemeNotSent(evidence));
}

/** A header written out beside the calls, as an option of a tool. */
function bareInText({ remarks, trouble }: Evidence): Sighting | undefined {
  if (!/\b401\b|unauthori[sz]ed/i.test(`${trouble} ${remarks}`)) return undefined;
  const values = remarks.matchAll(/\bAuthorization["']?\s{0,3}[:=]\s{0,3}["']?([\w+/=.-]{12,8000})(?=["'\s,;})]|$)/gi);
  return anyOf(
    Array.from(values, ([, value = ""]) => value),
    (value) =>
      when(
        /^eyJ[\w-]+\./.test(value) || isBasePair(value),
        0.9,
        "Authorization holds a credential without its scheme word",
      ),
  );
}

function schemeNotSent(evidence: Evidence): Sighting | undefined {
  return anyOf(failures(evidence), (call) => {
    const value = authorizationOf(call.request)?.trim();
    if (value === undefined || call.response.status < 400) return undefined;
    const how = /^eyJ[\w-]+\./.test(value)
      ? "a bare token"
      : /^(?:Bearer|Basic)(?=[A-Za-z0-9+/]{12,})(?! )/i.test(value) && !/^(?:Bearer|Basic)\s/i.test(value)
        ? "the scheme word and the credential without a blank between"
        : !/\s/.test(value) && isBasePair(value)
          ? "a bare Base64 pair"
          : "";
    return when(how !== "", 0.95, inWords(call), `Authorization holds ${how}`);
  });
}

/** `Basic name:password`, written out where a header is set. */
function plainInText({ remarks, trouble }: Evidence): Sighting | undefined {
  if (!/\b401\b|unauthori[sz]ed|invalid user ?name/i.test(trouble)) return undefined;
  const found =
    /Authorization["'\]]{0,3}\s{0,3}[:=,]\s{0,3}["']Basic [A-Za-z][\w.\\@-]{0,60}:[^\s"'{}$:]{3,80}["']/i.test(remarks);
  return when(found, 0.96, "the header is set to Basic and a name and password as they are");
}

/** Credentials that stand beside the exchanges, as a variable's value or a tracked input. */
function basicInText(evidence: Evidence, kinds: readonly string[]): Sighting | undefined {
  if (!/\b401\b|unauthori[sz]ed|invalid user ?name/i.test(evidence.trouble)) return undefined;
  return anyOf(
    Array.from(
      evidence.remarks.matchAll(/\bBasic ([A-Za-z0-9+/]{8,4000}={0,2})(?=["'\s,;})]|$)/g),
      ([, value = ""]) => value,
    ),
    (value) => {
      if (!/\d|=$/.test(value)) return undefined;
      const { kind, fault } = judgeBasic(value);
      return when(kinds.includes(kind), 0.93, kind === "twice" ? TWICE : `the Basic value decodes, and ${fault}`);
    },
  );
}

const TWICE = "the Basic value is Base64 of Base64";

function basicFault(evidence: Evidence, kinds: readonly string[]): Sighting | undefined {
  return surest(basicInCalls(evidence, kinds), basicInText(evidence, kinds));
}

function basicInCalls(evidence: Evidence, kinds: readonly string[]): Sighting | undefined {
  return anyOf(callsOf(evidence), (call) => {
    if (succeeded(call)) return undefined;
    const value = /^\s*Basic\s+(.*)$/is.exec(authorizationOf(call.request) ?? "")?.[1];
    if (value === undefined) return undefined;
    const { kind, fault } = judgeBasic(value);
    const words =
      kind === "twice"
        ? TWICE
        : kind === "not-base64"
          ? "the value after Basic is not Base64"
          : `the Basic value decodes, and ${fault}`;
    return when(kinds.includes(kind), 0.95, inWords(call), words);
  });
}

/** The shell's echo ends in a line break, and .NET's Unicode is UTF-16: both end up inside the Base64. */
function encodedWithMore({ remarks, trouble }: Evidence): Sighting | undefined {
  if (!/\b401\b|unauthori[sz]ed|invalid user ?name/i.test(trouble)) return undefined;
  return surest(
    said(
      remarks,
      /\becho (?!-\w*n)[^|\n]{1,200}\| ?(?:base64|openssl (?:enc -)?base64)/i,
      0.9,
      "a line break is encoded along by",
    ),
    said(remarks, /Encoding\]?(?:::|\.)Unicode\.GetBytes/i, 0.86, "letters of two bytes are encoded by"),
  );
}

/** The Authorization header's own form. */
export const clientAuthorization: readonly Rule[] = [
  { id: "client/authorization-scheme-missing", look: schemeMissing },
  {
    id: "client/authorization-not-base64",
    look: (evidence) => surest(basicFault(evidence, ["not-base64", "twice"]), plainInText(evidence)),
  },
  {
    id: "client/basic-malformed",
    yieldsTo: ["client/authorization-not-base64"],
    look: (evidence) => surest(basicFault(evidence, ["malformed"]), encodedWithMore(evidence)),
  },
];
