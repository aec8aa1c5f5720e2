import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { formOptions, readForm } from "../consumers/form-options.ts";
import { pinOptions, type PinWords, readPins } from "../consumers/pin-options.ts";
import { openRegistry } from "../consumers/open-registry.ts";
import { type ConsumerWords, readConsumerWords } from "../consumers/read-consumer-words.ts";
import { exitCode } from "../exit-code.ts";
import { printJson } from "../output/json.ts";
import { readDuration } from "../read-duration.ts";
import { UsageError } from "../usage-error.ts";

const name = "consumer add";

/** `erpgate consumer add`: registers an application and prints its key, once. */
export const consumerAdd: Command = defineCommand(
  {
    name,
    summary: "registers an application and prints its key, once",
    forms: [
      "NAME --access CONNECTION=SCOPE [--access …] [--p21-username CONNECTION=NAME] [--company COMPANY] [--plant PLANT] [--type Service] [--sdk-access CONNECTION] [--token-expires 8h] [--origin ORIGIN] [--subject ISSUER=VALUE] [--expires 90d]",
    ],
    details: [
      "SCOPE is in the words of the connection's ERP. P21: /odata:supplier,price_page opens those tables and views, /api the REST families. Kinetic: /EPIC06/Erp.BO.CustomerSvc opens reading, with :write writing as well; /EPIC06/BaqSvc/MyBaq one BAQ. Entries are separated by semicolons; what is not named is closed.",
      "Only the key goes to stdout. It is stored as a keyed hash: nobody can show it again. A running gateway knows the consumer within a second.",
    ],
    positionals: { min: 1, max: 1, what: "a NAME for the consumer" },
    options: {
      config: configOption,
      access: { kind: "text", value: "CONNECTION=SCOPE", repeatable: true, help: "opens a part of a connection" },
      "p21-username": {
        kind: "text",
        value: "CONNECTION=NAME",
        repeatable: true,
        help: "the P21 user that calls are made as; the gateway alone chooses it",
      },
      ...pinOptions,
      ...formOptions,
      subject: {
        kind: "text",
        value: "ISSUER=VALUE",
        repeatable: true,
        help: "an access token of this issuer with this consumer claim is this consumer",
      },
      expires: { kind: "text", value: "90d", help: "when the key ends: 30m, 12h, 90d (default: it does not)" },
      json: jsonOption,
    },
    examples: [
      {
        line: "erpgate consumer add web-shop --access p21=/odata:supplier,price_page --expires 90d",
        what: "reads two P21 tables, for 90 days",
      },
      {
        line: "erpgate consumer add planner --access 'kinetic=/EPIC06/Erp.BO.JobEntrySvc:write;/EPIC06/BaqSvc/Backlog'",
        what: "writes jobs and reads one BAQ",
      },
      {
        line: "erpgate consumer add floor --access 'kinetic=/*/Erp.BO.JobEntrySvc' --company EPIC06 --plant MfgSys",
        what: "reads jobs of one company and one plant, whatever it asks for",
      },
    ],
  },
  async ({ options, positionals: [consumerName = ""], io }) => {
    const words = readConsumerWords(options.access, options["p21-username"], options.subject);
    const form = readForm(options, name);
    const pins = readPins(options, Object.keys(words.access), name);
    const access = withPins(withSdk(words.access, options["sdk-access"]), pins);
    const lifetimeMs = options.expires === undefined ? undefined : readDuration("--expires", options.expires, name);
    await using registry = await openRegistry(options.config, name, io);
    const expires = lifetimeMs === undefined ? {} : { expiresAtMs: io.now() + lifetimeMs };
    const { record, key } = await registry.add({ name: consumerName, ...words, access, ...form, ...expires });
    if (options.json) {
      printJson(io.stdout, { consumer: registry.document(record), key: key.reveal() });
    } else {
      io.stderr.write(`Registered ${record.name}. This is its key; it is shown only now:\n`);
      io.stdout.write(`${key.reveal()}\n`);
    }
    return exitCode.ok;
  },
);

/** P21's form appends the entry to the scope (observed); so does this, and the scope says it all. */
function withSdk(access: ConsumerWords["access"], connections: readonly string[]): ConsumerWords["access"] {
  const homeless = connections.filter((connection) => !Object.hasOwn(access, connection));
  if (homeless.length > 0)
    throw new UsageError(
      homeless.map((connection) => `--sdk-access names ${connection}, which no --access opens`),
      name,
    );
  const entries = Object.entries(access).map(([connection, grant]) => {
    const scope = connections.includes(connection) ? `${grant.scope};/p21sdk` : grant.scope;
    return [connection, { ...grant, scope }] as const;
  });
  return Object.fromEntries(entries);
}

function withPins(access: ConsumerWords["access"], pins: PinWords): ConsumerWords["access"] {
  const entries = Object.entries(access).map(([connection, grant]) => {
    const pinned = pins[connection];
    return [connection, pinned === undefined ? grant : { ...grant, pinned }] as const;
  });
  return Object.fromEntries(entries);
}
