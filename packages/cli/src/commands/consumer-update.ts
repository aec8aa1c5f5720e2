import { configOption, defineCommand, jsonOption, type Command } from "../command.ts";
import { consumerLines } from "../consumers/consumer-view.ts";
import { formOptions, readForm } from "../consumers/form-options.ts";
import { openRegistry } from "../consumers/open-registry.ts";
import { pinOptions } from "../consumers/pin-options.ts";
import { readConsumerChanges, readPinChanges } from "../consumers/read-consumer-changes.ts";
import { exitCode } from "../exit-code.ts";
import { printJson } from "../output/json.ts";
import { pairs } from "../output/table.ts";

const name = "consumer update";

/** `erpgate consumer update`: changes what an application may reach. */
export const consumerUpdate: Command = defineCommand(
  {
    name,
    summary: "changes what an application may reach; its keys and tokens stay good",
    forms: [
      "NAME [--access CONNECTION=SCOPE] [--close CONNECTION] [--p21-username CONNECTION=NAME] [--no-p21-username CONNECTION] [--company COMPANY] [--plant PLANT] [--unpin company] [--type Service] [--sdk-access CONNECTION] [--no-sdk-access CONNECTION] [--token-expires 8h] [--origin ORIGIN]",
    ],
    details: [
      "--access replaces the whole scope of that connection, --origin all origins. What is not named stays as it is. A running gateway goes by the change within a second, for tokens that were issued before as well.",
    ],
    positionals: { min: 1, max: 1, what: "the NAME of a consumer" },
    options: {
      config: configOption,
      access: {
        kind: "text",
        value: "CONNECTION=SCOPE",
        repeatable: true,
        help: "the scope that the connection has from now on",
      },
      close: { kind: "text", value: "CONNECTION", repeatable: true, help: "closes a connection" },
      "p21-username": {
        kind: "text",
        value: "CONNECTION=NAME",
        repeatable: true,
        help: "the P21 user that calls are made as from now on",
      },
      "no-p21-username": {
        kind: "text",
        value: "CONNECTION",
        repeatable: true,
        help: "no user of its own any more: the connection's",
      },
      ...pinOptions,
      unpin: {
        kind: "text",
        value: "[CONNECTION=]NAME",
        repeatable: true,
        help: "no longer held to one company, plant, language or format-culture",
      },
      ...formOptions,
      "no-sdk-access": {
        kind: "text",
        value: "CONNECTION",
        repeatable: true,
        help: "takes /p21sdk out of the scope there",
      },
      json: jsonOption,
    },
    examples: [
      {
        line: "erpgate consumer update web-shop --access p21=/odata:supplier,price_page,inv_mast",
        what: "one table more",
      },
    ],
  },
  async ({ options, positionals: [consumerName = ""], io }) => {
    const changes = { ...readConsumerChanges(options), ...readForm(options, name) };
    await using registry = await openRegistry(options.config, name, io);
    const pinned = await readPinChanges(options, changes, () => registry.live(consumerName));
    const record = await registry.update(consumerName, { ...changes, ...pinned });
    if (options.json) printJson(io.stdout, { consumer: registry.document(record) });
    else io.stdout.write(pairs(consumerLines(record, io.now())));
    return exitCode.ok;
  },
);
