import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { startEmulator } from "@erpgate/emulator";
import type { RunningEmulator } from "@erpgate/emulator";
import { erpOptions } from "../profiles/erp.ts";
import { verifier } from "../verifies.ts";
import type { Profile } from "../verifies.ts";

const verifies = verifier(import.meta.filename);

const onSockets: Profile<RunningEmulator> = { name: "emulator, real sockets", open: () => startEmulator(erpOptions()) };

/** Sends these lines and nothing more, and gives the answer's first line. Needed for what no HTTP client would send. */
async function sendRaw(url: string, lines: readonly string[]): Promise<string> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.end([...lines, `Host: ${host}`, "Connection: close", "", ""].join("\r\n"));
  return (await text(socket)).split("\r\n")[0] ?? "";
}

verifies("prophet21.token.no-length", [onSockets], async (erp) => {
  const { username, password } = erp.prophet21.user;
  const lines = ["POST /api/security/token HTTP/1.1", `username: ${username}`, `password: ${password}`];
  assert.match(await sendRaw(erp.prophet21.url, lines), /^HTTP\/1\.1 411 /);
  assert.match(await sendRaw(erp.prophet21.url, [...lines, "Content-Length: 0"]), /^HTTP\/1\.1 200 /);
});
