/** The Pulumi project of every stage, as Pulumi.yaml names it. */
export const PULUMI_PROJECT = "listbackup-backend";
