export { explain } from "./explain.ts";
export type { ExplainedFinding, Explanation } from "./explain.ts";
export { finding, findings } from "./findings/findings.ts";
export type { Finding, FindingCertainty, FindingLayer, FindingSystem } from "./findings/finding.ts";
export type { Neighbour } from "./findings/tell-apart.ts";
