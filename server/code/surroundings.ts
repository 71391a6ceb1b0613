/** What makes the same code harmless: it is a test, or it talks to something that only looks like AWS. */

const TEST_PATH =
  /(?:^|\/)(?:tests?|testing|specs?|__tests__|__mocks__|mocks|testdata|e2e)\/|(?:^|\/)(?:test_[^/]*|conftest|[^/]*_test)\.py$|\.(?:test|spec|stories|d)\.[cm]?[jt]sx?$/i;

const MOCKING =
  /^\s*(?:from|import)\s+(?:moto|localstack\w*|pytest)\b|from ['"](?:aws-sdk-client-mock|vitest|@jest\/globals)['"]/m;

export function isTest(path: string, text: string): boolean {
  return TEST_PATH.test(path) || MOCKING.test(text);
}

const EXAMPLE =
  /^(?:tests?(?:ing)?|dummy|fake|mock(?:ed)?|foo|bar|baz|secret|token|local(?:stack|host)?|minio\w*|placeholder|change-?me|none|null|string|session|x+|\*+|\.{2,}|…)$|example$|^(?:test|dummy|fake|mock|your|my|some|example)[-_ ]|^[<{[].*[>}\]]$|x{4,}|\*{3,}/i;

/** A value that stands for a credential in examples and tests. */
export function isExampleValue(value: string): boolean {
  return EXAMPLE.test(value.trim());
}

/** AWS itself, spelled out; any other fixed endpoint is an emulator or another vendor's store. */
export function isAwsEndpoint(value: string): boolean {
  return /\.amazonaws\.com(?:\.cn)?(?:[:/]|$)/i.test(value);
}
