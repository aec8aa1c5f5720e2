/** One of the processes of processes.test.ts: asks for a token as often at once as it is told, when it is told. */
import { connect } from "../../../src/index.ts";
import { createFileTokenStore } from "../../../src/node/index.ts";

const [url = "", file = "", keyFile = "", password = "", callers = ""] = process.argv.slice(2);
await using connection = connect({
  system: "prophet21",
  url,
  auth: { kind: "password", username: "api_user", password },
  tokenStore: createFileTokenStore({ file, key: { kind: "key-file", file: keyFile } }),
});
process.send?.("ready");
await new Promise((resolve) => process.once("message", resolve));
const tokens = await Promise.all(Array.from({ length: Number(callers) }, () => connection.token()));
process.send?.({ tokens: [...new Set(tokens.map((token) => token?.token))], count: tokens.length });
process.disconnect();
