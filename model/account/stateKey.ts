/** Description of the KMS key of the state's secrets. */
export const STATE_KEY_DESCRIPTION = "Secrets in the state of ListBackup deployments";
