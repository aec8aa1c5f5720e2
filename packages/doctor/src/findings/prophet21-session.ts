import type { Finding } from "./finding.ts";

export const prophet21Session: readonly Finding[] = [
  {
    id: "prophet21/interactive-needs-username",
    layer: "session",
    auth: true,
    certainty: "observed",
    title: "No Interactive session: the key's token names no user",
    cause:
      "A consumer key's token without a user name has no identity in Prophet 21. OData, Entity and Inventory work with it, Interactive sessions do not.",
    fix: [
      'Set the option "auth.username" to an existing Prophet 21 user (by hand: `"username"` in the token request), and fetch a new token.',
      "The user needs no password there. The consumer's own name is not a user.",
    ],
  },
  {
    id: "prophet21/interactive-user-unknown",
    layer: "session",
    auth: true,
    certainty: "observed",
    title: "No Interactive session: the token's user does not exist in Prophet 21",
    cause:
      "The token address takes any text as user name; only the session looks it up. Often the name of the consumer was given.",
    fix: [
      'Put the name of a user from User Maintenance into "auth.username", such as a service account.',
      "Fetch a new token with it.",
    ],
  },
  {
    id: "prophet21/session-exists",
    layer: "session",
    auth: true,
    certainty: "observed",
    title: "This token already has an Interactive session",
    cause:
      "There is one Interactive session per token. An earlier one was not ended, or a create that failed with an empty 500 left a ghost.",
    fix: [
      "DELETE `/uiserver0/api/ui/interactive/sessions` with the same token, then create once.",
      "Send `Accept: application/json`, so that a create cannot half fail.",
      "Otherwise wait about six minutes for the server's own cleaning.",
    ],
  },
  {
    id: "prophet21/session-owner-token",
    layer: "session",
    auth: true,
    certainty: "observed",
    title: "The Interactive session belongs to another token",
    cause:
      "Only the token that opened a session can end it. Once you renewed the token, the old session is out of reach.",
    fix: [
      "End the session with the old token, then renew.",
      "If the old token is gone, wait about six minutes.",
      "Never renew in the middle of an Interactive session.",
    ],
  },
  {
    id: "prophet21/session-expired",
    layer: "session",
    auth: true,
    certainty: "documented",
    title: "The Interactive session idled out",
    cause: "A session ends after its idle time: 60 seconds, unless SessionTimeout said otherwise when it was created.",
    fix: [
      "Create a new session and repeat the steps.",
      "Set SessionTimeout on create when the work is slow, and end each session when you are done.",
    ],
  },
];
