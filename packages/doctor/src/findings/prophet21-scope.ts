import type { Finding } from "./finding.ts";

export const prophet21Scope: readonly Finding[] = [
  {
    id: "prophet21/scope-table-denied",
    layer: "scope",
    auth: true,
    certainty: "observed",
    title: "The consumer key's OData list lacks this table or view",
    cause:
      "The key's scope has an entry `/odata:name,name,…`, the list is copied into the token, and the table or view you asked for is not on it.",
    fix: [
      "SOA Admin (`https://{host}/api/admin`) > API Console > the key > API Scope: add the name to the `/odata:` list.",
      "Fetch a new token: the old one keeps the old list.",
      "Mind the spelling, and that a view has a name of its own.",
    ],
  },
  {
    id: "prophet21/scope-bare-odata",
    layer: "scope",
    auth: true,
    certainty: "observed",
    title: "The consumer key's scope says /odata and names no table",
    cause:
      "An OData entry has to name tables or views. A key with the bare entry `/odata` was refused on every data query.",
    fix: [
      "SOA Admin > API Console > the key > API Scope: write `/odata:table1,view2`, or `/api`.",
      "Fetch a new token.",
    ],
  },
  {
    id: "prophet21/scope-stale-token",
    layer: "scope",
    auth: true,
    certainty: "observed",
    title: "The scope was widened, and your token still carries the old one",
    cause:
      "The scope is copied into a token when it is issued. The token of a key that never expires lives for years and keeps the old list.",
    fix: [
      "Throw the cached token away and fetch a new one.",
      "Compare Scope in the fresh answer with `aud` in the old token.",
      "Clear the caches of every replica.",
    ],
  },
  {
    id: "prophet21/scope-path-denied",
    layer: "scope",
    auth: true,
    certainty: "observed",
    title: "The consumer key's scope does not cover this address",
    cause:
      "Entity, inventory and the other REST families need a scope entry that their path begins with, usually `/api`. Build 26.1 answers 401; older texts say 403.",
    fix: [
      "SOA Admin > API Console > the key > API Scope: add `/api`, or the narrower path.",
      "Fetch a new token.",
      "Do not rely on the scope as a boundary: Transaction calls were seen to ignore it.",
    ],
  },
  {
    id: "prophet21/scope-request-ignored",
    layer: "scope",
    auth: true,
    certainty: "observed",
    title: "Prophet 21 ignores the Scope in your token request",
    cause: "The scope set on the key decides alone. A Scope field in the request has no effect and raises no error.",
    fix: [
      "Set the scope on the key: SOA Admin > API Console.",
      "Read Scope in the answer, and stop early when something you need is missing.",
    ],
  },
];
