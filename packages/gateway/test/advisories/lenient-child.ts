/** A gateway in a process whose environment asks for a lenient parser. Prints where it is; ends with its input. */
import { once } from "node:events";
import { startTestGateway, kineticAt } from "../test-gateway.ts";
import { CUSTOMERS, WRITE } from "./stand.ts";

await using running = await startTestGateway({ erp: kineticAt("http://127.0.0.1:1/ERP") });
const key = await running.register("orders", WRITE);
process.stdout.write(`${JSON.stringify({ port: running.port, key, path: CUSTOMERS })}\n`);
process.stdin.resume();
await once(process.stdin, "end");
