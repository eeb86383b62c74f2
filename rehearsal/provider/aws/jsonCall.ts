import type { Aws } from "./aws";
import { describedAs } from "./callError";

/** The emulator has no such service or operation: nothing was done. */
export class NotAvailableError extends Error {
  override readonly name = "NotAvailableError";
}

/** AWS's answer to a call that failed, by name as the SDK has it. */
function failure(status: number, body: string): Error {
  if (status === 501 || /Unsupported service|UnknownOperation|InvalidAction|not implemented/i.test(body)) {
    return new NotAvailableError(body.slice(0, 200));
  }
  const { __type: type, message } = parse(body) as { readonly __type?: string; readonly message?: string };
  const error = new Error(message ?? body.slice(0, 200));
  error.name = type?.split("#").at(-1) ?? "UnknownError";
  return Object.assign(error, { $metadata: { httpStatusCode: status } });
}

function parse(body: string): unknown {
  try {
    return body === "" ? {} : (JSON.parse(body) as unknown);
  } catch {
    return {};
  }
}

/**
 * Calls a service of AWS's JSON protocol whose SDK client the tool does not carry. The scope tells the emulator the
 * account, region and service; it checks no signature, and AWS, which does, is never reached from here.
 * @param service signing name, `application-autoscaling`
 * @param target `AnyScaleFrontendService.RegisterScalableTarget`
 * @throws NotAvailableError where the emulator does not have the service
 */
export async function jsonCall(aws: Aws, service: string, target: string, input: object): Promise<unknown> {
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "");
  const response = await fetch(aws.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
      authorization:
        `AWS4-HMAC-SHA256 Credential=${aws.account}/${day}/${aws.region}/${service}/aws4_request, ` +
        "SignedHeaders=host, Signature=none",
    },
    body: JSON.stringify(input),
  });
  const body = await response.text();
  if (!response.ok) throw describedAs(failure(response.status, body), service, target.split(".").at(-1) ?? target);
  return parse(body);
}
