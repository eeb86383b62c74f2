import { strict as assert } from "node:assert";
import { valueProblem, type ValueForm } from "../../../../../model/catalog/schema/valueForm";

const CASES: readonly (readonly [spec: ValueForm, value: string, isRefused: boolean])[] = [
  [{}, "a value", false],
  [{}, "", true],
  [{}, "two\nlines", true],
  [{}, " a", true],
  [{}, "x".repeat(4_097), true],
  [{}, "ü".repeat(2_049), true],
  [{ form: "multiline" }, "two\nlines\n", false],
  [{ form: "email" }, "noreply@example.com", false],
  [{ form: "email" }, "noreply@example", true],
  [{ form: "email" }, "Us <noreply@example.com>", true],
  [{ form: "origin" }, "https://app.example.com", false],
  [{ form: "origin" }, "https://app.example.com:8443", false],
  [{ form: "origin" }, "https://app.example.com/", true],
  [{ form: "origin" }, "https://APP.example.com", true],
  [{ form: "origin" }, "http://app.example.com", true],
  [{ form: "origin" }, "http://localhost:3000", false],
  [{ form: "origin" }, "*", true],
  [{ form: "url" }, "https://hooks.slack.com/services/T/B/x", false],
  [{ form: "url" }, "hooks.slack.com", true],
  [{ form: "url" }, "javascript:alert(1)", true],
  [{ prefixes: ["sk_", "rk_"] }, "rk_live", false],
  [{ prefixes: ["sk_", "rk_"] }, "pk_live", true],
  [{ minLength: 5 }, "four", true],
  [{ minLength: 5 }, "fives", false],
];

describe("the form of a value", () => {
  for (const [spec, value, isRefused] of CASES)
    it(`${JSON.stringify(spec)} ${isRefused ? "refuses" : "takes"} ${JSON.stringify(value.slice(0, 40))}`, () =>
      assert.equal(valueProblem(value, spec, 4_096) !== null, isRefused));
});
