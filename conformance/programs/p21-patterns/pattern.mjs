// The way of a public Node program to P21: one v2 body with user and secret in it. Prints what came of it as JSON, without
// any secret. Reads from standard input: base_url, username, password, consumer_key.
import { json } from "node:stream/consumers";

const { base_url, username, password, consumer_key } = await json(process.stdin);
const login = await fetch(`${base_url}/api/security/token/v2`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ username, password, ClientSecret: consumer_key, GrantType: "client_credentials" }),
});
const accepted = (login.headers.get("content-type") ?? "").split(";")[0];
const text = await login.text();
// Some middleware answers XML where no JSON was asked for, so the program reads both.
const read = (name) => JSON.parse(text)[name];
const token = accepted === "application/json" ? read("AccessToken") : /<AccessToken>([^<]*)</.exec(text)?.[1];
const answer = await fetch(`${base_url}/odataservice/odata/table/product_group?$select=product_group_id&$top=2`, {
  headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
});
const { value } = await answer.json();
process.stdout.write(JSON.stringify({ accepted, status: answer.status, rows: value }));
