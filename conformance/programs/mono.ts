import { globSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, run, type Found } from "./program.ts";

const PACKAGES = "mono-mcs mono-runtime libmono-system-net-http4.0-cil libnewtonsoft-json5.0-cil";
const JSON_LIBRARY = globSync("/usr/lib/mono/gac/Newtonsoft.Json/*/Newtonsoft.Json.dll")[0];

/** Debian's Mono with its compiler and Newtonsoft.Json. */
export function findMono(): Found {
  const compiler = findProgram(["mcs"], ["--version"], PACKAGES);
  const mono = findProgram(["mono"], ["--version"], PACKAGES);
  if (JSON_LIBRARY === undefined) return { command: "", skip: `needs ${PACKAGES}: apt-get install ${PACKAGES}` };
  return compiler.skip === false ? mono : compiler;
}

/** Compiles C# to a program in this folder. @returns its path. @throws Error with what the compiler says */
export async function compileCsharp(source: string, folder: string): Promise<string> {
  const [input, output] = [join(folder, "program.cs"), join(folder, "program.exe")];
  await writeFile(input, source);
  const libraries = ["-r:System.Net.Http.dll", `-r:${JSON_LIBRARY}`];
  const { code, stdout, stderr } = await run("mcs", ["-langversion:latest", ...libraries, `-out:${output}`, input], "");
  if (code !== 0) throw new Error(`mcs: ${stdout}${stderr}`);
  return output;
}
