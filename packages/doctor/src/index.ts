export { explain } from "./explain.ts";
export type { ExplainedFinding, Explanation } from "./explain.ts";
export { examine, examinedChecks, type ExamineSettings } from "./examine/examine.ts";
export { checkSubjects, type CheckName } from "./examine/check-names.ts";
export type { Origin } from "./examine/configuration.ts";
export type { Check, Examination, MadeCall, Trouble, Verdict } from "./examine/examination.ts";
export { finding, findings } from "./findings/findings.ts";
export type { Finding, FindingCertainty, FindingLayer, FindingSystem } from "./findings/finding.ts";
export type { Neighbour } from "./findings/tell-apart.ts";
