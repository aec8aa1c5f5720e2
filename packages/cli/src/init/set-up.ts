import type { Discovery, Examination } from "@erpgate/doctor";
import type { Io } from "../command.ts";
import { checkText } from "../doctor/checklist.ts";
import type { ConnectionOptions } from "../open-connections.ts";
import { styleFor } from "../output/style.ts";
import { UsageError } from "../usage-error.ts";
import { connectionBlock, literal, type NewConnection } from "./connection-block.ts";
import { fillFields, placeSecrets } from "./fill-login.ts";
import { loginForms, proposedKind, type Field, type LoginForm } from "./login-forms.ts";

/** What the command line gave; what it did not is asked for, or proposed. */
export interface Given {
  readonly name: string | undefined;
  readonly auth: string | undefined;
  readonly company: string | undefined;
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly ca: { readonly file: string; readonly pem: string } | undefined;
  readonly asks: boolean;
  readonly usesKeychain: boolean;
}

/** A connection that is ready to be written. */
export interface SetUp {
  readonly name: string;
  /** Puts the secrets where they are found from now on, and gives the YAML that says where. */
  block(): Promise<{ readonly text: string; readonly unset: readonly string[] }>;
  readonly auth: string;
  /** Undefined where there was nothing to try with. */
  readonly examination: Examination | undefined;
  readonly isInteractive: boolean;
}

const apiKey: Field = { option: "apiKey", question: "API key (API Key Maintenance)", secret: true };

/** Settles the login, asks for what it needs and tries it. */
export async function setUp(found: NonNullable<Discovery["found"]>, given: Given, io: Io): Promise<SetUp> {
  const name = given.name ?? (found.system === "kinetic" ? "kinetic" : "p21");
  const form = await chooseForm(found, given, io);
  const company = found.system === "kinetic" ? await companyOf(found, given, io) : undefined;
  const isV2 = found.system === "kinetic" && found.apiVersions.includes("v2") && company !== undefined;
  const tenant = found.system === "kinetic" ? found.identityProvider?.tenant : undefined;
  const asking = { connection: name, asks: given.asks };
  const fields = { ...given.fields, tenant: given.fields["tenant"] ?? tenant };
  const key = await fillFields({ ...asking, fields: isV2 ? [apiKey] : [], given: {} }, io);
  const login = await fillFields({ ...asking, fields: form.fields, given: fields }, io);
  const shared = {
    system: found.system,
    url: found.url,
    ...(company === undefined ? {} : { company }),
    ...(found.system === "kinetic" && !isV2 ? { apiVersion: "v1" } : {}),
  };
  const block: SetUp["block"] = async () => {
    const place = { connection: name, usesKeychain: given.usesKeychain };
    const [placedKey, placedLogin] = [await placeSecrets(key, place), await placeSecrets(login, place)];
    const written: NewConnection = {
      ...shared,
      ...(company === undefined ? {} : { company: literal(company) }),
      ...placedKey.written,
      tls: given.ca && { caFile: given.ca.file },
      auth: { kind: form.kind, ...form.fixed, ...placedLogin.written },
    };
    return { text: connectionBlock(name, written), unset: [...placedKey.unset, ...placedLogin.unset] };
  };
  const isComplete = [...form.fields, ...(isV2 ? [apiKey] : [])].every(
    ({ option, secret }) => !secret || option in login.used || option in key.used,
  );
  const tls = given.ca === undefined ? {} : { tls: { ca: given.ca.pem } };
  const used = { ...shared, ...key.used, ...tls, auth: { kind: form.kind, ...form.fixed, ...login.used } };
  const isTried = isComplete && !form.isInteractive;
  return {
    name,
    block,
    auth: form.kind,
    // Put together from the very fields that each kind declares; `examine` checks them as `connect` does.
    examination: isTried ? await tryOut(used as unknown as ConnectionOptions, io) : undefined,
    isInteractive: form.isInteractive,
  };
}

async function chooseForm(found: NonNullable<Discovery["found"]>, given: Given, io: Io): Promise<LoginForm> {
  const forms = loginForms.filter(({ system }) => system === found.system);
  const proposed = proposedKind(found);
  const kinds = forms.map(({ kind }) => kind);
  if (given.asks && given.auth === undefined)
    io.stderr.write(forms.map(({ kind, what }) => `  ${kind.padEnd(14)}  ${what}\n`).join(""));
  const answer = given.auth ?? (given.asks ? (await io.ask(`sign in by [${proposed}]: `)).trim() : "");
  const chosen = forms.find(({ kind }) => kind === (answer === "" ? proposed : answer));
  if (chosen !== undefined) return chosen;
  throw new UsageError([`${JSON.stringify(answer)} is no login of this system: one of ${kinds.join(", ")}`], "init");
}

async function companyOf(
  found: Extract<NonNullable<Discovery["found"]>, { system: "kinetic" }>,
  { company, asks }: Given,
  io: Io,
): Promise<string | undefined> {
  const known = company ?? found.company;
  if (known !== undefined) return known;
  if (!found.apiVersions.includes("v2")) return undefined;
  if (!asks) throw new UsageError(["--company is missing: v2 addresses name one (such as EPIC06)"], "init");
  const answer = (await io.ask("company id, such as EPIC06 (empty: use v1, which needs none): ")).trim();
  return answer === "" ? undefined : answer;
}

async function tryOut(options: ConnectionOptions, io: Io): Promise<Examination> {
  const { examine } = await import("@erpgate/doctor");
  const onCheck = (check: Examination["checks"][number]): void => {
    if (check.name !== "configuration") io.stderr.write(checkText(check, styleFor(io.stderr), false));
  };
  return examine(options, { onCheck, platform: io.platform });
}
