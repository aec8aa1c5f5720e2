import type { CallPlan } from "./call-plan.ts";

/** A module that lets `@erpgate/client` do it: the connection comes from the configuration file, by its name. */
export function typescript({ connection, path }: CallPlan, given: string | undefined): string {
  return `// An authorised read of ${JSON.stringify(connection)}: npm install @erpgate/client. Reads erpgate.yaml, as the command line does.
import { connectFromConfig } from "@erpgate/client/node";

const connection = await connectFromConfig(${JSON.stringify(connection)});
try {
  const answer = await connection.fetch(${JSON.stringify(given ?? path)});
  console.log(await answer.text());
  if (!answer.ok) process.exitCode = 1;
} finally {
  await connection.close();
}
`;
}
