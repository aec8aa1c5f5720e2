import type { Finding } from "./finding.ts";

export const prophet21Credentials: readonly Finding[] = [
  {
    id: "prophet21/credentials-invalid",
    layer: "credentials",
    auth: true,
    certainty: "documented",
    title: "Prophet 21 does not accept this user name and password",
    cause:
      "The pair is wrong, or the user is deleted or tied to no Windows, Azure AD or SQL login. Windows and Azure AD users may need `domain\\user`, SQL users the plain name.",
    fix: [
      "Sign in to the desktop or web client with the same pair.",
      "In User Maintenance see that the user exists, is not deleted, and which login it is tied to.",
      "Try `domain\\user` for a Windows or Azure AD user.",
      'For a service take a consumer key instead: "auth" of kind "consumer-key".',
    ],
  },
];
