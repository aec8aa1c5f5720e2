/** Child of the kill soak: an emulated ERP in a process of its own. What it is comes by environment; says where it is in one line. */
import { startEmulator, type StartEmulatorOptions } from "@erpgate/emulator";

const options = JSON.parse(process.env["ERPGATE_SOAK_ERP"] ?? "{}") as StartEmulatorOptions;
const { kinetic, prophet21 } = await startEmulator(options);
// Whoever started it is gone when this ends.
process.stdin.resume().once("end", () => process.exit());
process.stdout.write(`${JSON.stringify({ kinetic: kinetic.url, prophet21: prophet21.url })}\n`);
