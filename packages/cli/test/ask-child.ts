/** Runs on a pseudo terminal (ask.test.ts): asks, and writes what it read, in hexadecimal, to a file. */
import { writeFileSync } from "node:fs";
import { systemIo } from "../src/system-io.ts";

const io = systemIo();
const answer = await io.ask("password: ", { hidden: true });
writeFileSync(process.argv[2] ?? "", Buffer.from(answer).toString("hex"));
