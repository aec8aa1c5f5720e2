import type { Finding } from "./finding.ts";

export const kineticCredentials: readonly Finding[] = [
  {
    id: "kinetic/authorization-missing",
    layer: "credentials",
    auth: true,
    certainty: "observed",
    title: "The request carries no login",
    cause:
      "An API key names the application, not the user. A request without Authorization is answered with a Basic challenge. Clients that wait for the challenge (browsers, .NET NetworkCredential) show one such 401 before every success; that pair is normal.",
    fix: [
      'Send `Authorization: Basic …` or `Authorization: Bearer …` together with `x-api-key` on every request. erpgate does so from the option "auth".',
      "In .NET set the header yourself or switch PreAuthenticate on.",
      "See whether a redirect or a cleared header collection took the header away.",
    ],
  },
  {
    id: "kinetic/credentials-invalid",
    layer: "credentials",
    auth: true,
    certainty: "observed",
    title: "Kinetic does not accept this user name and password",
    cause:
      "The environment that answered knows no such pair: a typing error, a changed password, a user that exists elsewhere, or a database restored over it. A lock, a disabled user and wrongly encoded characters can give the same sentence.",
    fix: [
      "Sign in to the same environment in a browser with the same pair.",
      "Open System Setup > Security > User Account Security Maintenance: the user exists, is neither disabled nor locked, and its password is current.",
      'If the password has characters outside ASCII, encode `user:password` as UTF-8 before Base64; erpgate\'s "basic" does.',
      "Stop any loop that retries: wrong passwords lock accounts.",
    ],
  },
  {
    id: "kinetic/password-not-utf8",
    layer: "credentials",
    auth: true,
    certainty: "claimed",
    title: "The password reached Kinetic in Latin-1 instead of UTF-8",
    cause:
      "Clients turn characters outside ASCII into different bytes before Base64; python-requests with a plain tuple and JavaScript's btoa use Latin-1. It is reported that Kinetic compares UTF-8 bytes, so the same password fails from such a client.",
    fix: [
      'Encode `user:password` as UTF-8 first: bytes in Python, `Buffer.from(text, "utf8")` in Node, `Encoding.UTF8` in .NET.',
      "To confirm, try the account once with an ASCII-only password.",
      "For an integration account a long ASCII-only password avoids the question.",
    ],
  },
  {
    id: "kinetic/account-unusable",
    layer: "credentials",
    auth: true,
    certainty: "inferred",
    title: "The Kinetic account is probably locked, disabled or past its password date",
    cause:
      "The pair is possibly right and the account still unusable: too many failed tries, User Disabled ticked, or an expired password. It is a likely reason when an integration stops one weekend after months of work.",
    fix: [
      "Stop whatever repeats the old password before you unlock anything.",
      "In System Setup > Security > User Account Security Maintenance clear the lock or the disabled flag and set a new password.",
      "Give the integration an account of its own whose password does not expire by itself, and change it on your own schedule.",
    ],
  },
  {
    id: "kinetic/basic-not-accepted",
    layer: "credentials",
    auth: true,
    certainty: "claimed",
    title: "This user signs in elsewhere, so Basic may not work",
    cause:
      "Users exported to the Epicor Identity Provider or tied to Entra ID are reported to have no password in Kinetic any more. Some SaaS tenants are said to refuse Basic for everybody; many accept it, so test before you believe it.",
    fix: [
      "See how a person signs in to that environment: a Kinetic form, Epicor Identity Provider or Microsoft.",
      'Use a token of that provider beside the API key; erpgate: "auth" of kind "epicor-idp" or "bearer".',
      "Or keep one integration account out of the identity provider, with a local password, where policy allows.",
    ],
  },
  {
    id: "kinetic/windows-auth-shadowing",
    layer: "credentials",
    auth: true,
    certainty: "claimed",
    title: "IIS asks for Windows authentication before Kinetic sees your login",
    cause:
      "It is reported from older on-premise sites that Windows Authentication on the ERP's IIS application answers first, so your Basic or Bearer header is never read.",
    fix: [
      "Ask the server's administrator for a REST application or binding without it: IIS Manager > the ERP application > Authentication.",
      "Confirm afterwards with a deliberately wrong token: the answer must be Kinetic's error body, not an IIS page.",
    ],
  },
];
