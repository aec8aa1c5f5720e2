/** Thread of soaks: something in Kinetic's place, apart from the clock that times its callers. Says its address, and what it sent when asked. */
import { parentPort } from "node:worker_threads";
import { startPlainErp } from "./plain-erp.ts";

const erp = await startPlainErp();
parentPort?.on("message", () => parentPort?.postMessage(erp.sentBytes()));
parentPort?.postMessage(erp.url);
