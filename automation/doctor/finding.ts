/** What one of doctor's checks found. */
export interface DoctorFinding {
  readonly id: string;
  readonly title: string;
  /** `not-available`: AWS does not offer what the check needs here, or the check was skipped. */
  readonly status: "ok" | "warn" | "fail" | "not-available";
  readonly detail: string;
  /** What to do; empty where nothing is to be done. */
  readonly remedy: string;
}
