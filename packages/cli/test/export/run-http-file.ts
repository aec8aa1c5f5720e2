/** What a request of the file was answered. */
export interface HttpFileAnswer {
  readonly status: number;
  readonly body: string;
}

interface Written {
  readonly name: string | undefined;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
}

/**
 * Reads a `.http` file by the grammar of VS Code's REST Client, more strictly than it does (what the grammar does not name
 * throws), and sends what it read, one request after the other. The runners of the registry bring clients of a dozen other
 * protocols along, so none of them is a dependency of these tests.
 */
export async function runHttpFile(text: string, env: Readonly<Record<string, string>>): Promise<HttpFileAnswer[]> {
  const variables = new Map<string, string>();
  const answers = new Map<string, unknown>();
  const fill = (written: string): string =>
    written.replace(/\{\{(.*?)\}\}/g, (_, inner: string) => valueOf(inner, variables, answers, env));
  const done: HttpFileAnswer[] = [];
  for (const block of text.split(/^###.*$/m)) {
    const request = readBlock(block, variables);
    if (request === undefined) continue;
    const answer = await fetch(fill(request.target), {
      method: request.method,
      headers: request.headers.map(([name, value]): [string, string] => [name, headerOf(name, fill(value))]),
      redirect: "manual",
      ...(request.body === undefined ? {} : { body: fill(request.body) }),
    });
    const body = await answer.text();
    done.push({ status: answer.status, body });
    if (request.name !== undefined) answers.set(request.name, answer.ok ? JSON.parse(body) : {});
  }
  return done;
}

function readBlock(block: string, variables: Map<string, string>): Written | undefined {
  const lines = block.split("\n");
  let name: string | undefined;
  let at = 0;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const variable = /^@(\w+) = (\S.*)$/.exec(line);
    if (variable !== null) variables.set(variable[1] ?? "", variable[2] ?? "");
    else if (/^# @name (\w+)$/.test(line)) name = line.slice("# @name ".length);
    else if (line.trim() !== "" && !line.startsWith("# ")) break;
  }
  if (at === lines.length) return undefined;
  const [, method = "", target = ""] = must(/^(GET|POST) (\S+)$/.exec(lines[at] ?? ""), lines[at]);
  const end = lines.indexOf("", at);
  const headers = lines.slice(at + 1, end < 0 ? lines.length : end).map((line) => {
    const [, header = "", value = ""] = must(/^([\w-]+): (.*)$/.exec(line), line);
    return [header, value] as const;
  });
  const body = end < 0 ? "" : lines.slice(end).join("\n").trim();
  return { name, method, target, headers, body: body === "" ? undefined : body };
}

function must(found: RegExpExecArray | null, line: string | undefined): RegExpExecArray {
  if (found === null) throw new SyntaxError(`no line of a .http file: ${line ?? ""}`);
  return found;
}

function valueOf(
  inner: string,
  variables: ReadonlyMap<string, string>,
  answers: ReadonlyMap<string, unknown>,
  env: Readonly<Record<string, string>>,
): string {
  const [, ofProcess] = /^\$processEnv (\w+)$/.exec(inner) ?? [];
  const [, request = "", member = ""] = /^(\w+)\.response\.body\.(\w+)$/.exec(inner) ?? [];
  const value =
    ofProcess === undefined
      ? (variables.get(inner) ?? (answers.get(request) as Record<string, string> | undefined)?.[member])
      : env[ofProcess];
  // As the editor does where a request before it failed: the braces stay.
  return value ?? (answers.has(request) ? `{{${inner}}}` : missingValue(inner));
}

function missingValue(inner: string): never {
  throw new ReferenceError(`nothing gives {{${inner}}}`);
}

/** The editor encodes \`Basic user:password\` itself. */
function headerOf(name: string, value: string): string {
  const [, pair] = /^Basic ([^\s:]+:.*)$/.exec(value) ?? [];
  return name.toLowerCase() === "authorization" && pair !== undefined
    ? `Basic ${Buffer.from(pair, "utf8").toString("base64")}`
    : value;
}
