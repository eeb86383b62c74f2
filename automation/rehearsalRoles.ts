/**
 * Whether the local AWS holds roles to their permissions, and a rehearsal signs in as the deployment role. Without, every caller
 * is its account's root.
 */
export function areRolesEnforced(): boolean {
  const { LISTBACKUP_ACCESS_CHECK, LISTBACKUP_MODEL_CHECK } = process.env;
  return LISTBACKUP_ACCESS_CHECK !== "off" && LISTBACKUP_MODEL_CHECK !== "off";
}
