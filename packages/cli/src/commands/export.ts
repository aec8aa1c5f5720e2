import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import type { CallPlan } from "../export/call-plan.ts";
import { openConnections, theConnection } from "../open-connections.ts";
import { printJson } from "../output/json.ts";
import { UsageError } from "../usage-error.ts";

const name = "export";

const forms = [
  "postman",
  "postman-environment",
  "http",
  "curl",
  "csharp",
  "python",
  "powershell",
  "typescript",
] as const;
type Form = (typeof forms)[number];

/** `erpgate export`: a connection's login, written out for another tool or language. */
export const exportCall: Command = defineCommand(
  {
    name,
    summary: "writes a connection's login and one read for another tool or language, without its secrets",
    forms: ["CONNECTION [PATH] --as FORM [--out FILE] [--json]"],
    details: [
      `FORM is one of ${forms.join(", ")}. Secrets stand as variables without a value. Sends nothing.`,
      "PATH is what is read, as for erpgate request; by default one row of customers or suppliers.",
    ],
    positionals: { min: 1, max: 2, what: "a CONNECTION and at most a PATH" },
    options: {
      config: configOption,
      as: { kind: "text", value: "FORM", help: "what to write" },
      out: { kind: "text", short: "o", value: "FILE", help: "a new file; one that exists is left as it is" },
      json: jsonOption,
    },
    examples: [
      { line: "erpgate export kinetic --as postman --out kinetic.postman_collection.json", what: "to be imported" },
      { line: "erpgate export p21 --as csharp --out Program.cs", what: "a whole program" },
      { line: "erpgate export kinetic 'Erp.BO.PartSvc/Parts?$top=2' --as curl", what: "another read" },
    ],
  },
  async ({ options, positionals: [connection = "", path], io }) => {
    const form = readForm(options.as);
    const found = theConnection(await openConnections(options.config, connection, name, io), connection);
    const { planCall } = await import("../export/call-plan.ts");
    const plan = await planCall(connection, found, path);
    const text = await rendered(form, plan, path);
    if (options.out !== undefined)
      await writeNew(process.getBuiltinModule("node:path").resolve(io.cwd, options.out), text);
    const document = { connection, form, variables: plan.secrets, file: options.out ?? null };
    if (options.json) printJson(io.stdout, options.out === undefined ? { ...document, text } : document);
    else if (options.out === undefined) io.stdout.write(text);
    if (form !== "typescript") io.stderr.write(`set ${plan.secrets.join(", ")} to use it\n`);
    return exitCode.ok;
  },
);

function readForm(text: string | undefined): Form {
  const form = forms.find((one) => one === text);
  if (form !== undefined) return form;
  const what = text === undefined ? "is missing" : `does not know ${JSON.stringify(text)}`;
  throw new UsageError([`--as ${what}; it takes one of ${forms.join(", ")}`], name);
}

async function rendered(form: Form, plan: CallPlan, path: string | undefined): Promise<string> {
  switch (form) {
    case "postman":
      return (await import("../export/postman.ts")).postmanCollection(plan);
    case "postman-environment":
      return (await import("../export/postman.ts")).postmanEnvironment(plan);
    case "http":
      return (await import("../export/http-file.ts")).httpFile(plan);
    case "curl":
      return (await import("../export/curl.ts")).curl(plan);
    case "csharp":
      return (await import("../export/csharp.ts")).csharp(plan);
    case "python":
      return (await import("../export/python.ts")).python(plan);
    case "powershell":
      return (await import("../export/powershell.ts")).powershell(plan);
    case "typescript":
      return (await import("../export/typescript.ts")).typescript(plan, path);
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  const { writeFile } = process.getBuiltinModule("node:fs/promises");
  try {
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    throw new UsageError([`--out: ${(error as Error).message}`], name);
  }
}
