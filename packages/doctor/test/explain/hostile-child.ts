// Runs as a process of its own, so that the memory measured is that of one answer: prints its milliseconds of processor time and
// the most megabytes that the process ever held.
import { explain } from "../../src/index.ts";
import { hostileTexts } from "./hostile-texts.ts";

const text = hostileTexts[process.argv[2] ?? ""]?.();
if (text === undefined) throw new TypeError("name a hostile text");
const from = process.cpuUsage();
explain(text);
const { user, system } = process.cpuUsage(from);
// Kilobytes on every platform (libuv).
console.log(JSON.stringify({ tookMs: (user + system) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 }));
