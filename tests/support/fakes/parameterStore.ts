import {
  GetParameterCommand,
  GetParametersCommand,
  DescribeParametersCommand,
  ParameterVersionNotFound,
  PutParameterCommand,
  type DescribeParametersCommandInput,
  type PutParameterCommandInput,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import type { AwsStub } from "aws-sdk-client-mock";

interface Version {
  readonly value: string;
  readonly type: string;
  readonly at: Date;
}

const AWS_KEY = "alias/aws/ssm";

/** Parameter Store in memory: all versions of each parameter, oldest first. Writes are recorded as `name=value`. */
export class ParameterStore {
  readonly writes: string[] = [];
  /** KMS key by parameter. @default AWS's own */
  readonly keys = new Map<string, string>();
  /** Throws before the write with this number, from 1; null: never. */
  failAt: number | null = null;
  readonly #versions = new Map<string, Version[]>();

  /** @param now time of writes */
  constructor(
    ssm: Pick<AwsStub<never, never, SSMClient["config"]>, "on">,
    private readonly now: () => Date,
  ) {
    ssm.on(GetParametersCommand as never).callsFake(({ Names }: { readonly Names: readonly string[] }) => ({
      Parameters: Names.flatMap((Name) => {
        const all = this.#versions.get(Name) ?? [];
        const last = all.at(-1);
        return last === undefined
          ? []
          : [{ Name, Value: last.value, Version: all.length, Type: last.type, LastModifiedDate: last.at }];
      }),
    }));
    ssm.on(GetParameterCommand as never).callsFake(({ Name }: { readonly Name: string }) => {
      const [name = "", version] = Name.split(":");
      const found = (this.#versions.get(name) ?? [])[Number(version) - 1];
      if (found === undefined) throw new ParameterVersionNotFound({ message: "no", $metadata: {} });
      return { Parameter: { Name: name, Value: found.value } };
    });
    ssm.on(DescribeParametersCommand as never).callsFake((input: DescribeParametersCommandInput) => {
      const [Name = ""] = input.ParameterFilters?.[0]?.Values ?? [];
      return this.#versions.has(Name) ? { Parameters: [{ Name, KeyId: this.keys.get(Name) ?? AWS_KEY }] } : {};
    });
    ssm
      .on(PutParameterCommand as never)
      .callsFake(({ Name = "", Value = "", Type = "String", KeyId = AWS_KEY }: PutParameterCommandInput) => {
        if (this.writes.length + 1 === this.failAt) throw new Error("killed");
        this.keys.set(Name, KeyId);
        this.writes.push(`${Name}=${Value}`);
        return { Version: this.put(Name, Value, this.now(), Type) };
      });
  }

  /** @returns the version */
  put(name: string, value: string, at: Date, type = "SecureString"): number {
    const all = [...(this.#versions.get(name) ?? []), { value, type, at }];
    this.#versions.set(name, all);
    return all.length;
  }

  value(name: string): string | undefined {
    return this.#versions.get(name)?.at(-1)?.value;
  }
}
