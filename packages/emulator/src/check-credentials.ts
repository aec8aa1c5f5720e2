import type { OptionReport } from "./check-options.ts";

/** Reports users who could never sign in: without a name or a password, or with another's name. */
export function checkUsers(
  option: string,
  users: readonly { readonly username: unknown; readonly password: unknown }[],
  report: OptionReport,
): void {
  for (const { username, password } of users) {
    if (!isText(username)) report.add(option, "has a user without a username");
    else if (!isText(password)) report.add(option, `has the user ${JSON.stringify(username)} without a password`);
  }
  for (const twice of repeated(users.map(({ username }) => username))) {
    report.add(option, `has the user ${JSON.stringify(twice)} twice`);
  }
}

/** Reports keys that no request could carry. The key itself is never part of the message. */
export function checkKeys(
  option: string,
  keys: readonly { readonly key: unknown; readonly name: string }[],
  report: OptionReport,
): void {
  for (const { key, name } of keys) {
    if (!isText(key)) report.add(option, `has no key for ${JSON.stringify(name)}`);
    else if (!/^[\x21-\x7e]+$/.test(key)) {
      report.add(option, `has a key for ${JSON.stringify(name)} that holds blanks or characters no header can carry`);
    }
  }
  for (const twice of repeated(keys.map(({ key }) => key))) {
    const names = keys.filter(({ key }) => key === twice).map(({ name }) => JSON.stringify(name));
    report.add(option, `has the same key for ${names.join(" and ")}`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function repeated(values: readonly unknown[]): readonly unknown[] {
  return [...new Set(values.filter((value, at) => isText(value) && values.indexOf(value) !== at))];
}
