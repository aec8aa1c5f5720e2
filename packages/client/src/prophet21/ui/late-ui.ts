import type { ConnectionInside } from "../../dialect.ts";
import type { Prophet21Options } from "../options.ts";
import type { Prophet21Ui } from "./open-ui.ts";

/** What is done at the UI server, loaded when it is first asked for: a program that reads tables pays nothing for it. */
export function lateUi(inside: ConnectionInside, options: Prophet21Options): Prophet21Ui {
  let loading: Promise<Prophet21Ui> | undefined;
  const ui = (): Promise<Prophet21Ui> => {
    loading ??= import("./open-ui.ts").then(({ openUi }) => openUi(inside, options));
    return loading;
  };
  return {
    url: async (init) => (await ui()).url(init),
    serverInfo: async (init) => (await ui()).serverInfo(init),
    interactive: async (wanted) => (await ui()).interactive(wanted),
    transactions: Object.freeze<Prophet21Ui["transactions"]>({
      services: async (init) => (await ui()).transactions.services(init),
      definition: async (service, init) => (await ui()).transactions.definition(service, init),
      defaults: async (service, init) => (await ui()).transactions.defaults(service, init),
      get: async (query, init) => (await ui()).transactions.get(query, init),
      post: async (set, init) => (await ui()).transactions.post(set, init),
      postAsync: async (set, init) => (await ui()).transactions.postAsync(set, init),
    }),
  };
}
