import type { Examination } from "@erpgate/doctor";
import type { Io } from "../command.ts";
import { htmlReport } from "./html-report.ts";
import { markdownReport } from "./markdown-report.ts";

/** Writes the report. @returns what to tell */
export async function saveReport(file: string, name: string, examination: Examination, io: Io): Promise<string> {
  const text = /\.md$/i.test(file) ? markdownReport(name, examination) : htmlReport(name, examination);
  return `report: ${await save(file, text, io)}`;
}

/** Writes the chain as it was served. @returns what to tell */
export async function saveChain(file: string, { chain, checks }: Examination, io: Io): Promise<string> {
  if (chain === undefined)
    return `no certificate was saved: ${checks.find(({ name }) => name === "tls")?.summary ?? "the tls check was not asked for"}`;
  const fingerprints =
    checks.find(({ name }) => name === "tls")?.details.filter((line) => line.startsWith("certificate ")) ?? [];
  const where = await save(file, chain, io);
  return [
    `certificates as the server shows them: ${where}`,
    ...fingerprints.map((line) => `  ${line}`),
    "  Compare the fingerprint with the one that the server's administrator reads out before you trust it.",
    `  Then: tls: { caFile: ${JSON.stringify(file)} } in the connection.`,
  ].join("\n");
}

async function save(file: string, text: string, { cwd }: Io): Promise<string> {
  const { writeFile } = process.getBuiltinModule("node:fs/promises");
  const path = process.getBuiltinModule("node:path").resolve(cwd, file);
  try {
    await writeFile(path, text);
    return path;
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw Object.assign(new Error(`cannot write ${JSON.stringify(file)}: ${reason}`), {
      code: "OUTPUT_UNWRITABLE",
      fix: "Name a file in a folder that exists and that you may write to.",
    });
  }
}
