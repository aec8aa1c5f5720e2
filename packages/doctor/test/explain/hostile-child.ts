// Runs as a process of its own, so that the memory measured is that of the answers: prints the most megabytes that the process
// ever held, and the milliseconds of processor time, after each of the texts named.
import { explain } from "../../src/index.ts";
import { hostileTexts } from "./hostile-texts.ts";

for (const name of process.argv.slice(2)) {
  const text = hostileTexts[name]?.();
  if (text === undefined) throw new TypeError("name a hostile text");
  const from = process.cpuUsage();
  explain(text);
  const { user, system } = process.cpuUsage(from);
  // Kilobytes on every platform (libuv).
  console.log(JSON.stringify({ name, tookMs: (user + system) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 }));
}
