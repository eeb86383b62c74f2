import { caaBlocker, type ResolveCaa } from "../../aws/account/caa";
import { pendingValidationRecords, recordLine } from "../../aws/account/certificates";
import { DOCTOR, type StageCheck } from "../check";
import { found, notAvailable, passed, type CheckResult } from "../finding";
import type { Subject } from "../subject";

export const CERTIFICATE_CHECK: StageCheck = {
  id: "certificate",
  on: "stage",
  // On the day of a restore there is no time to wait for one.
  purposes: [...DOCTOR, "restore"],
  run: (subject) => certificate(subject),
};

/** @param resolve @default DNS */
export async function certificate({ session }: Subject, resolve?: ResolveCaa): Promise<readonly CheckResult[]> {
  const { target, stage } = session;
  if (!stage.api.customDomain) return [passed("not needed: the stage has no custom domain")];
  if (target.kind === "rehearsal") return [notAvailable("a rehearsal makes no DNS requests")];
  const { api } = stage.domains;
  const [records, blocker] = await Promise.all([pendingValidationRecords(target, api), caaBlocker(api, resolve)]);
  const results: CheckResult[] = [];
  if (blocker !== null)
    results.push(
      found(
        "CERTIFICATE_FORBIDDEN",
        `The CAA records of ${blocker} do not allow Amazon to issue a certificate for ${api}.`,
        `Add a CAA record to ${blocker}: 0 issue "amazon.com".`,
      ),
    );
  if (records.length > 0)
    results.push(
      found(
        "CERTIFICATE_PENDING",
        `ACM waits for the validation of ${api}: ${records.map(recordLine).join("; ")}.`,
        "Set these records where the zone is delegated to.",
      ),
    );
  return results.length === 0 ? [passed(`none is pending for ${api}, and DNS allows one`)] : results;
}
