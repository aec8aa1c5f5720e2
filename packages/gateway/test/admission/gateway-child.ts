/** Child of the tests of shared seats and rates: another replica, to be killed. What it serves comes by environment. */
import { checkGatewayConfig, startGateway } from "../../src/index.ts";
import { kineticAt } from "../test-gateway.ts";

const { section, erpUrl } = JSON.parse(process.env["ERPGATE_TEST_REPLICA"] ?? "") as {
  readonly section: object;
  readonly erpUrl: string;
};
const config = checkGatewayConfig(section, (path, message) => {
  throw new Error(`${path.join(".")} ${message}`);
});
const { url } = await startGateway({ config, connections: { erp: kineticAt(erpUrl) } });
process.stdout.write(`${url}\n`);
