import fc from "fast-check";

/**
 * fast-check with the same seed in every run, so that a run which fails is one whose change made it fail.
 * `ERPGATE_TEST_SEED=7 npm test -- packages/client` tries other cases; what they find belongs into the test as an example.
 */
fc.configureGlobal({ seed: Number(process.env["ERPGATE_TEST_SEED"] ?? 20_260_114) });

export { fc };
