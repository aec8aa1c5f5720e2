import type { Report } from "../options/report.ts";
import type { ConfigPath } from "./config-path.ts";

/** A fault before its place in the file is known. */
export interface Finding {
  readonly path: ConfigPath;
  readonly message: string;
  readonly fix: string;
}

/** Gathers what checks report. */
export interface FaultList {
  readonly found: readonly Finding[];
  readonly report: Report;
}

export function createFaultList(): FaultList {
  const found: Finding[] = [];
  return { found, report: (path, message, fix) => void found.push({ path, message, fix }) };
}

/** Reports for one part of the file: its checks give paths within that part. */
export function within(report: Report, prefix: ConfigPath): Report {
  return (path, message, fix) => report([...prefix, ...path], message, fix);
}
