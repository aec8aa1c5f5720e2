import type { Description, DescriptionExample, SystemDescription } from "@erpgate/emulator";
import type { Sink } from "../command.ts";
import { styleFor } from "../output/style.ts";
import { pairs, table } from "../output/table.ts";

/** Addresses, users, keys and things to try, for a person. All of it is made up, and gone when the emulator ends. */
export function emulatorScreen(description: Description, sink: Sink): string {
  const systems = description.systems.map((system) => systemScreen(system, sink));
  return ["", ...systems, "Ctrl-C ends this; nothing is kept.", ""].join("\n");
}

function systemScreen({ title, url, credentials, examples }: SystemDescription, sink: Sink): string {
  const { bold, dim } = styleFor(sink);
  const keys = credentials.map(({ kind, name, secret, about }) => [
    kindName(kind),
    name === about ? "" : name,
    secret,
    about,
  ]);
  const lines = examples.map((example) => `${dim(`# ${example.title}`)}\n${curlLine(example)}\n`);
  return [
    bold(title),
    pairs([["address", url]], "  "),
    table(["", "NAME", "SECRET", "WHAT IT IS"], keys),
    ...lines,
  ].join("\n");
}

function kindName(kind: SystemDescription["credentials"][number]["kind"]): string {
  switch (kind) {
    case "user":
      return "user";
    case "api-key":
      return "API key";
    case "consumer-key":
      return "consumer key";
    case "application":
      return "application";
  }
}

/** An example as a line for any shell: every word that could mean something to it stands in single quotes. */
export function curlLine({ method, url, headers, body }: DescriptionExample): string {
  const hasBody = body !== undefined || headers["content-length"] === "0";
  const verb = method === (hasBody ? "POST" : "GET") ? [] : ["-X", method];
  // curl writes the length itself, and with an empty body would add a content type that nobody asked for.
  const sent = Object.entries(headers).filter(([name]) => name !== "content-length");
  const asked = hasBody && !("content-type" in headers) ? [...sent, ["content-type", ""]] : sent;
  const lines = asked.flatMap(([name = "", value = ""]) => [
    "-H",
    quoted(value === "" ? `${name}:` : `${name}: ${value}`),
  ]);
  return ["curl", "-sS", ...verb, quoted(url), ...lines, ...(hasBody ? ["-d", quoted(body ?? "")] : [])].join(" ");
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
