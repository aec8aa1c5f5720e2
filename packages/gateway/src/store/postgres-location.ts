import { StoreError } from "./store-error.ts";

/**
 * The address as people may see it: user, host, port and database. Left out are the password and every parameter, since
 * one of those may be a password too.
 * @throws StoreError `STORE_LOCATION_INVALID`
 */
export function printPostgresLocation(location: string): string {
  if (!URL.canParse(location)) {
    const message =
      "The store's address is no URL. Write postgres://user:password@host:5432/database, with % signs for special characters.";
    throw new StoreError("STORE_LOCATION_INVALID", message);
  }
  const { username, host, pathname } = new URL(location);
  return `postgres://${username === "" ? "" : `${username}@`}${host}${pathname}`;
}
