import { DeployError } from "../../model/errors";
import type { Context } from "../commands/command";
import { openSession } from "../session";
import type { DoctorFinding } from "./finding";

/** What a stage needs: identity, rights, foundation, parameters, quotas. */
export async function stageFindings(context: Context, stageName: string): Promise<readonly DoctorFinding[]> {
  const { doctorChecks } = await import("./accountChecks");
  const { readProjectCatalog } = await import("../catalog/source");
  const { stage, target } = await openSession(context, stageName);
  const catalog = await readProjectCatalog(context.wiring.root);
  return Promise.all(
    doctorChecks(target, stage, catalog).map(async ({ id, title, run }): Promise<DoctorFinding> => {
      try {
        return { id, title, ...(await run()) };
      } catch (error) {
        if (error instanceof DeployError)
          return { id, title, status: "fail", detail: error.what, remedy: error.remedy };
        throw error;
      }
    }),
  );
}
