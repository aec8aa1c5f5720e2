import type { OwnEndpoint } from "../endpoint.ts";
import { describeAccess } from "../policy/describe-access.ts";

/** `/openapi.json`: to each consumer what it may call. */
export const openApiEndpoint: OwnEndpoint = {
  open: false,
  forConsumers: true,
  answer({ principal, mounts, publicUrl }) {
    if (principal === undefined) throw new TypeError("Nobody was asked who is calling.");
    const document = describeAccess(principal, (name) => mounts.get(name), publicUrl);
    return {
      status: 200,
      headers: ["content-type", "application/json", "cache-control", "no-store"],
      body: `${JSON.stringify(document)}\n`,
      consumer: undefined,
      reason: undefined,
    };
  },
};
