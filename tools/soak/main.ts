/** `npm run soak -- NAME`: what takes minutes and is not part of `npm test`. Prints its figures; exits with 1 where something does not hold. */
import { licenceSoakFaults, soakLicences } from "./licences.ts";

const soaks: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  /** 200 callers on 4 seats for two minutes, ten times as fast. */
  licences: async () => {
    const options = { callers: 200, seats: 4, forMs: 120_000, callMs: 200, factor: 10 };
    const figures = await soakLicences(options);
    console.table(figures);
    return licenceSoakFaults(figures, options);
  },
};

const name = process.argv[2] ?? "";
const soak = Object.hasOwn(soaks, name) ? soaks[name] : undefined;
if (soak === undefined) {
  console.error(`npm run soak -- NAME; there are: ${Object.keys(soaks).join(", ")}`);
  process.exitCode = 2;
} else {
  const faults = await soak();
  for (const fault of faults) console.error(`does not hold: ${fault}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
