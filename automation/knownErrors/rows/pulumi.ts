import type { KnownEngineError } from "../knownError";

/** Pulumi ended without an error of its own. */
export const KILLED_ID = "pulumi-killed";
/** Errors of this program's own file operations, by errno. */
export const DISK_IDS = { full: "disk-full", refused: "disk-not-writable" } as const;
/** The command that finds it says how to restore the state. */
export const DAMAGED_ID = "state-damaged";

const DIY = "github.com/pulumi/pulumi pkg/backend/diy/backend.go";

/** Errors of Pulumi itself, and of the machine that it runs on. */
export const PULUMI: readonly KnownEngineError[] = [
  {
    id: KILLED_ID,
    title: "Pulumi was killed",
    section: "pulumi",
    code: "ENGINE",
    priority: 0,
    of: "engine",
    patterns: [/^Pulumi was ended by SIG\w+ before it finished/],
    continues: true,
    meaning:
      "A signal ended Pulumi's process. Out of memory, Linux ends processes with SIGKILL. Operations that were in progress are recovered by the next deployment.",
    remedy: "Out of memory, Linux ends processes with SIGKILL: free memory.",
    examples: [
      {
        text: "Pulumi was ended by SIGKILL before it finished",
        source: "automation/engine/failures/processFailure.ts of this project",
      },
    ],
  },
  {
    id: "state-locked",
    title: "State is locked",
    section: "pulumi",
    code: "LEASE_HELD",
    priority: 1,
    of: "engine",
    patterns: [/^the stack is currently locked by \d+ lock\(s\)/m],
    continues: true,
    meaning:
      "Another Pulumi process has locked this stage, or was killed. The next deployment clears the lock of a killed process.",
    remedy: "See who works on the stage, and wait for it: `bin/deploy status <stage>`.",
    examples: [
      {
        text: "the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.",
        source: "https://github.com/DefangLabs/defang/issues/385",
      },
    ],
  },
  {
    id: DISK_IDS.full,
    title: "Disk is full",
    section: "pulumi",
    code: "DISK",
    priority: 2,
    of: "engine",
    patterns: [/: (?:no space left on device|disk quota exceeded)[\])"'\s]*$/m],
    continues: true,
    meaning: "A file could not be written. The state is not damaged.",
    remedy: "Free disk space: `df -h . /tmp`.",
    examples: [
      {
        text: "failed to save snapshot: [An IO error occurred while writing the new snapshot file: write /s/dev.json: no space left on device]",
        source: `${DIY}; Go syscall ENOSPC`,
      },
    ],
  },
  {
    id: DISK_IDS.refused,
    title: "File cannot be written",
    section: "pulumi",
    code: "DISK",
    priority: 2,
    of: "engine",
    patterns: [/: (?:read-only file system|permission denied|operation not permitted|input\/output error)[\])"'\s]*$/m],
    continues: true,
    meaning: "The disk is read-only, or the file belongs to another user. The state is not damaged.",
    remedy: "Give this user write access to the file that the error names.",
    examples: [
      {
        text: 'could not create stack: An IO error occurred while writing the new snapshot file: blob (key ".pulumi/stacks/p/dev.json") (code=Unknown): open /s/.pulumi/stacks/p/dev.json.18ec.tmp: read-only file system',
        source: `${DIY}; Go syscall EROFS`,
      },
    ],
  },
  {
    id: "plugin-missing",
    title: "Provider of Pulumi is not installed",
    section: "pulumi",
    code: "TOOLCHAIN_PULUMI",
    priority: 2.5,
    of: "any",
    patterns: [
      /^no resource plugin '[^']+' found in the workspace/m,
      /^(?:could not load plugin|failed to load plugin|failed to load resource plugin)\b/m,
      /\bfailed to download plugin: /m,
      /\bCould not automatically download and install [a-z]+ plugin '/m,
    ],
    continues: true,
    meaning: "Pulumi downloads the provider on first use, from get.pulumi.com or GitHub, and could not.",
    remedy:
      "Install the one that the error names where the vendor's site can be reached: `pulumi plugin install resource aws 7.48.0`, and for the audit trail of `bootstrap` `pulumi plugin install resource awsx 3.9.0`. On a machine without access, copy its folder from `~/.pulumi/plugins`. In a rehearsal the offline providers need no download.",
    examples: [
      {
        text: "no resource plugin 'pulumi-resource-aws' found in the workspace at version v6.47.0 or on your $PATH",
        source: "https://github.com/anomalyco/sst/issues/4369",
      },
      {
        text: "[resource plugin awsx-0.40.0] downloading from : failed to download plugin: awsx-0.40.0: 403 HTTP error fetching plugin from https://get.pulumi.com/releases/plugins/pulumi-resource-awsx-v0.40.0-darwin-amd64.tar.gz",
        source: "https://github.com/pulumi/pulumi-awsx/issues/892",
      },
      {
        text: "Could not automatically download and install resource plugin 'pulumi-resource-awsx' at version v3.9.0, install the plugin using `pulumi plugin install resource awsx v3.9.0`: failed to download plugin: awsx-3.9.0: dial tcp: lookup get.pulumi.com: no such host",
        source: "github.com/pulumi/pulumi/pkg/v3/workspace/plugin.go, InstallPluginError",
      },
    ],
  },
  {
    id: DAMAGED_ID,
    title: "State is damaged or cannot be decrypted",
    section: "pulumi",
    code: "STATE_UNREADABLE",
    priority: 3,
    of: "engine",
    patterns: [
      /^(?:(?:getting|constructing) secrets manager[^\n]*: )?(?:incorrect passphrase|failed to decrypt|error decrypting|decrypting )/m,
      /^(?:could not deserialize|failed to load checkpoint|unable to deserialize|snapshot integrity)/m,
      /^The Pulumi CLI encountered a snapshot integrity error/m,
    ],
    continues: false,
    meaning:
      "Pulumi cannot parse the state, its references do not fit, or its secrets were encrypted with another key. AWS is unaffected.",
    remedy:
      "Keep a copy of the state, and restore its last valid version: the state bucket keeps every version, and `bin/deploy restore-state <stage> --list` lists backups. In a rehearsal `bin/deploy rehearse --reset` starts over.",
    examples: [
      {
        text: "The Pulumi CLI encountered a snapshot integrity error. This is a bug!",
        source: "https://github.com/pulumi/pulumi/issues/17554",
      },
      {
        text: 'getting secrets manager: constructing secrets manager of type "passphrase": incorrect passphrase',
        source: "github.com/pulumi/pulumi pkg/secrets/passphrase/manager.go",
      },
    ],
  },
  {
    id: "pending-operations",
    title: "Operations of an interrupted run are pending",
    section: "pulumi",
    code: "ENGINE",
    priority: 3.2,
    of: "engine",
    patterns: [
      /^the current deployment has \d+ resource\(s\) with pending operations/m,
      /^Attempting to deploy or update resources with \d+ pending operations from previous deployment/m,
    ],
    continues: true,
    meaning:
      "An earlier run was killed while AWS worked. The next `bin/deploy up <stage>` looks these operations up in AWS and adopts what exists; `pulumi` itself does not.",
    remedy: "Recover them: `bin/deploy up <stage>`.",
    examples: [
      {
        text: "the current deployment has 1 resource(s) with pending operations:\n  * urn:pulumi:dev::p::aws:sqs/queue:Queue::queue-sync, interrupted while creating",
        source: "https://github.com/pulumi/pulumi/issues/5377",
      },
      {
        text: "Attempting to deploy or update resources with 1 pending operations from previous deployment.",
        source: "https://github.com/DefangLabs/defang/issues/411",
      },
    ],
  },
  {
    id: "provider-gone",
    title: "Provider's process ended",
    section: "pulumi",
    code: "ENGINE",
    priority: 5,
    of: "any",
    patterns: [/^(?:[^"\n]*: )?rpc error: code = (?:Unavailable|Canceled) desc = /],
    continues: true,
    meaning: "Pulumi lost its provider: it crashed, was killed, or the machine ran out of memory.",
    remedy: "Check that the machine has free memory.",
    examples: [
      {
        text: "rpc error: code = Unavailable desc = error reading from server: EOF",
        source: "https://github.com/pulumi/pulumi-aws/issues/2690",
      },
    ],
  },
  {
    id: "plan-violated",
    title: "Change is not in the previewed plan",
    section: "pulumi",
    code: "ENGINE",
    priority: 5.1,
    of: "any",
    patterns: [/\bviolates plan: /, /\b(?:is )?not allowed by the plan: /],
    continues: true,
    meaning:
      "Only what was previewed is applied. Something changed between the preview and the run: the stage, or a value that AWS returned. Nothing of this resource was changed.",
    remedy: "A new preview includes the change.",
    examples: [
      {
        text: "resource urn:pulumi:dev::p::aws:sqs/queue:Queue::queue-sync violates plan: properties changed: ~~delaySeconds[{0}!={5}]",
        source: "github.com/pulumi/pulumi pkg/resource/deploy/step_generator.go",
      },
      {
        text: "create is not allowed by the plan: no steps were expected for this resource",
        source: "github.com/pulumi/pulumi pkg/resource/deploy/step_generator.go",
      },
    ],
  },
  {
    id: "protected",
    title: "Resource is protected",
    section: "pulumi",
    code: "PROTECTED",
    priority: 5.2,
    of: "any",
    patterns: [
      /^(?:unable to (?:delete|replace) resource|resource) "?urn:[^\n]*(?:marked for protection|cannot be deleted)/m,
    ],
    continues: false,
    meaning: "The resource holds data, and Pulumi does not delete or replace it.",
    remedy: "Allow its loss by name: `bin/deploy up <stage> --allow-delete <name>`, or keep it in the catalog.",
    examples: [
      {
        text: 'unable to delete resource "urn:pulumi:dev::p::aws:dynamodb/table:Table::table-users" as it is currently marked for protection. To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`',
        source: "github.com/pulumi/pulumi pkg/resource/deploy/step_generator.go",
      },
    ],
  },
  {
    id: "program-error",
    title: "Program failed",
    section: "pulumi",
    code: "ENGINE",
    priority: 5.5,
    of: "engine",
    patterns: [/^Running program '[^']*' failed with an unhandled exception:/m],
    continues: true,
    meaning: "The Pulumi program threw an error. Its own message follows.",
    remedy: "Fix the cause that the message names.",
    examples: [
      {
        text: "Running program '/p' failed with an unhandled exception: Error: alarm jobs-throttles is AccessDenied",
        source: "@pulumi/pulumi cmd/run/run.ts",
      },
    ],
  },
];
