/**
 * `@erpgate/client/entra`: logins by Microsoft Entra ID. A connection loads it by itself when its auth kind is `entra`; what is
 * here is for programs that sign a user in themselves.
 */
export { entra } from "./obtain.ts";
