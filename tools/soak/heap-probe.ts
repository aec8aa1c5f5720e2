/** Loaded into a gateway by `--import`, with `--expose-gc`: writes down now and then what it holds, once all garbage is gone. */
import { appendFileSync, existsSync, readdirSync } from "node:fs";

const EVERY_MS = 1000;
const DESCRIPTORS = "/proc/self/fd";

const file = process.env["ERPGATE_SOAK_PROBE"];
const { gc } = globalThis;
// The launcher replaces its process once; the one that stays has been told to keep its young generation small.
if (file !== undefined && gc !== undefined) {
  const look = (): void => {
    gc();
    const { heapUsed, rss } = process.memoryUsage();
    // One of them is the folder that is being read.
    const descriptors = existsSync(DESCRIPTORS) ? readdirSync(DESCRIPTORS).length - 1 : undefined;
    appendFileSync(file, `${JSON.stringify({ atMs: performance.now(), heapUsed, rss, descriptors })}\n`);
  };
  setInterval(look, EVERY_MS).unref();
}
