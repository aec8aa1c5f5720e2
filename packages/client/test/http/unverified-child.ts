/** Child of tls.test.ts: what reaches a server with a certificate of its own making, where Node was told to accept any. */
import { get } from "node:https";
import { connect, ErpgateError, type Prophet21Options } from "@erpgate/client";

const url = process.argv[2] ?? "";

async function outcome(auth: Prophet21Options["auth"]): Promise<string> {
  const p21 = connect({ system: "prophet21", url, auth });
  try {
    await p21.get("/api/entity/customers/ACME_1");
    return "reached";
  } catch (error) {
    return ErpgateError.is(error) ? error.code : String(error);
  } finally {
    await p21.close();
  }
}

const login = await outcome({ kind: "password", username: "svc", password: "made-up" });
const call = await outcome({ kind: "bearer", token: "t" });
const node = await new Promise<string>((resolve) => {
  get(url, { agent: false }, (answer) => answer.resume().once("end", () => resolve("reached"))).once("error", (error) =>
    resolve(error.message),
  );
});
console.log(JSON.stringify({ login, call, node }));
