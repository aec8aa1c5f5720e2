import type { Finding } from "./finding.ts";

export const entraCredentials: readonly Finding[] = [
  {
    id: "entra/secret-invalid",
    layer: "credentials",
    auth: true,
    certainty: "documented",
    title: "The client secret is wrong; often it is the secret's id",
    cause:
      "The portal shows an id and a value for each secret, the value once only, and only the value works. A secret with `+`, `&`, `%` or `~` that is not form-encoded arrives as another one.",
    fix: [
      "App registration > Certificates & secrets: make a secret and copy Value, not Secret ID.",
      "Send it form-encoded.",
      "See that it belongs to the application in client_id.",
    ],
  },
  {
    id: "entra/secret-expired",
    layer: "credentials",
    auth: true,
    certainty: "documented",
    title: "The client secret has expired",
    cause: "Every secret has an end date, and the integration stops on that day.",
    fix: [
      "App registration > Certificates & secrets: make a new one and roll it out.",
      "Prefer a certificate, and raise an alarm before the end date.",
    ],
  },
  {
    id: "entra/assertion-invalid",
    layer: "credentials",
    auth: true,
    certainty: "documented",
    title: "Entra does not accept the signed client assertion",
    cause:
      "The certificate that signed is not the uploaded one, its thumbprint header is wrong, or `aud` is not this tenant's token endpoint. For a federated assertion issuer, subject or audience differ from what is registered.",
    fix: [
      "Upload the public part of the certificate that signs.",
      "Header `x5t#S256` with PS256, or `x5t` with RS256; `aud` = `https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token`; a fresh `jti`.",
      "Keep `exp` five to ten minutes ahead.",
      "Federated: make issuer (with its final slash), subject and audience equal byte for byte.",
    ],
  },
  {
    id: "entra/app-not-found",
    layer: "credentials",
    auth: true,
    certainty: "documented",
    title: "This tenant does not know the application, or has it disabled",
    cause: "The client id or the tenant is wrong, nobody there consented to the application, or it was switched off.",
    fix: [
      "Compare client id and tenant id with the overview page of the app registration.",
      "Have an administrator of that tenant consent.",
      "For 7000112 enable the enterprise application.",
    ],
  },
  {
    id: "entra/redirect-platform-mismatch",
    layer: "credentials",
    auth: true,
    certainty: "documented",
    title: "The redirect is registered under the wrong platform",
    cause:
      "The platform decides how a client proves itself. Web wants a secret or an assertion, Mobile and desktop forbids both, Single-page app wants a browser's Origin and gives refresh tokens for a day.",
    fix: [
      "With a secret, register the redirect under Web.",
      "Without one, under Mobile and desktop; for device code allow public client flows.",
      "Never under Single-page app for a server or desktop client.",
    ],
  },
  {
    id: "entra/user-sign-in-failed",
    layer: "credentials",
    auth: true,
    certainty: "documented",
    title: "Entra refuses the user's own sign-in",
    cause:
      "The password is wrong or expired, or the account is disabled, locked or of another tenant. With the password grant, federated users and users with MFA cannot sign in at all.",
    fix: [
      "Sign in once in a browser.",
      "Leave the password grant: use authorization code, device code or on-behalf-of.",
      "Invite guests, or go to the account's home tenant.",
    ],
  },
  {
    id: "entra/interaction-required",
    layer: "credentials",
    auth: true,
    certainty: "documented",
    title: "A person has to sign in again",
    cause: "MFA or a sign-in policy cannot be met silently, or the user's tokens were revoked.",
    fix: [
      "Start an interactive or device-code sign-in, and pass `claims` on when they came.",
      "For unattended work use an identity that the policy leaves out.",
    ],
  },
];
