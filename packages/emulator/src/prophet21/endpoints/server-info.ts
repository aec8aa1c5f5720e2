import { json, runSteps, xml, type Answer } from "../../http/answer.ts";
import { element } from "../../http/xml.ts";
import { checkBearer } from "../check-bearer.ts";
import { wantsJson } from "../errors.ts";
import type { Prophet21Exchange } from "../exchange.ts";
import { versionOf } from "../version.ts";

/** `GET {uiserver}/ui/common/v1/serverinfo`: version and kind of installation, without opening a session (observed). */
export function serverInfo(exchange: Prophet21Exchange): Answer {
  return runSteps([checkBearer, giveInfo], exchange);
}

function giveInfo({ call, switches }: Prophet21Exchange): Answer {
  const info = {
    "Version/Application Version": versionOf(switches),
    "Monitoring/shortversion": "0.0.0",
    "Monitoring/fullversion": "0.0.0.0",
    ...(switches.isproduction === "absent" ? {} : { "Monitoring/isproduction": switches.isproduction }),
    "Monitoring/cloudroleinstance": "emulator",
  };
  if (wantsJson(call)) return json("prophet21.server-info", { Result: info });
  const rows = Object.entries(info).map(
    ([name, value]) => `<KeyValue>${element("Key", name)}${element("Value", value)}</KeyValue>`,
  );
  return xml("prophet21.server-info", `<ServerInfo><Result>${rows.join("")}</Result></ServerInfo>`);
}
