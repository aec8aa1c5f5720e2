// The command line's start, as a peer of the suite `import-cost`: the packed packages are installed alone in an empty folder
// and the launcher is timed there. ERPGATE_BENCH_TGZ names them, separated by commas, as `npm run pack` prints them.
const install = (process.env.ERPGATE_BENCH_TGZ ?? "").split(",").filter(Boolean);

export const peers = {
  "import-cost": { "erpgate --version": { install, argv: ["node_modules/erpgate/bin/erpgate.cjs", "--version"] } },
};
