export { finding, findings } from "./findings/findings.ts";
export type { Finding, FindingCertainty, FindingLayer, FindingSystem } from "./findings/finding.ts";
