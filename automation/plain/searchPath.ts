import { delimiter, dirname } from "node:path";
import { locate } from "../../tools/command";

/**
 * A search path on which the Pulumi CLI and a language host for Node.js are found.
 * @param pulumi the CLI's executable
 * @param languageHost folder with `pulumi-language-nodejs`, for machines that have none
 */
export async function pulumiSearchPath(
  pulumi: string,
  languageHost: string,
  path = process.env["PATH"] ?? "",
): Promise<string> {
  const added = [
    ...((await locate("pulumi", path)) === pulumi ? [] : [dirname(pulumi)]),
    ...((await locate("pulumi-language-nodejs", path)) === null ? [languageHost] : []),
  ];
  return [...added, path].join(delimiter);
}
