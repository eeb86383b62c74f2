import { strict as assert } from "node:assert";
import { isLoopback } from "../../../../../rehearsal/provider/aws/loopback";

const OWN = ["http://127.0.0.1:4566", "http://127.9.9.9:1", "http://localhost:4566", "http://[::1]:4566"];
const FOREIGN = [
  "http://10.0.0.1:4566",
  "https://sqs.us-west-2.amazonaws.com",
  "http://127.0.0.1.example.com",
  "http://localhost.example.com",
  "http://127.0.0.1@example.com",
  "http://0.0.0.0:4566",
  "ftp://127.0.0.1",
  "127.0.0.1:4566",
  "",
];

describe("a loopback endpoint", () => {
  for (const endpoint of OWN) {
    it(`is ${endpoint}`, () => assert.equal(isLoopback(endpoint), true));
  }
  for (const endpoint of FOREIGN) {
    it(`is not ${endpoint === "" ? "nothing" : endpoint}`, () => assert.equal(isLoopback(endpoint), false));
  }
});
