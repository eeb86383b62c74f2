import { strict as assert } from "node:assert";

interface Mock {
  reset(): unknown;
  restore(): void;
}

/**
 * Mocks something during the tests of a `describe` block; reset before each test.
 * @param create called before the first test: `() => mockClient(S3Client)`
 * @returns the mock, while tests run
 */
export function useMock<T extends Mock>(create: () => T): () => T {
  let mock: T | undefined;
  before(() => {
    mock = create();
  });
  beforeEach(() => {
    mock?.reset();
  });
  after(() => {
    mock?.restore();
  });
  return () => {
    assert.ok(mock !== undefined);
    return mock;
  };
}
