import { readPeers } from "../verify/peers.ts";
import { at, type Field, isSection, items, readText, readWhole } from "./fields.ts";
import type { VerifyConfig } from "./gateway-config.ts";

const LOOPBACK = ["127.0.0.0/8", "::1"];

/** Checks `gateway.verify`. Absent: there is no such listener. */
export function checkVerify(field: Field): VerifyConfig | undefined {
  if (field.value === undefined || !isSection(field, ["host", "port", "peers"])) return undefined;
  const peersField = at(field, "peers");
  const peers = items(peersField).map((item) => readText(item, "", "Write an address or a network, as 10.0.0.0/8."));
  readPeers(peers, (index) =>
    field.report([...peersField.path, index], "is neither an address nor a network", "Write 10.1.2.3, or 10.0.0.0/8."),
  );
  const host = readText(at(field, "host"), "127.0.0.1", "Name an address of this computer, as 127.0.0.1.");
  if (!/^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host) && peers.length === 0)
    field.report(
      peersField.path,
      "is missing, and answers to whoever asks would hold the ERP's credential",
      "Name the addresses of the engines that ask.",
    );
  return {
    host,
    port: readWhole(at(field, "port"), { least: 0, most: 65_535 }, 8082),
    peers: peers.length === 0 ? LOOPBACK : peers,
  };
}
