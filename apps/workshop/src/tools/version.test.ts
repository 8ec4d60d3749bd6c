import { expect, it } from 'vitest';
import { isAtLeast, parseVersion } from './version.ts';

it.each([
  ['envoy  version: 0b3b5a4d/1.40.0/Clean/RELEASE/BoringSSL', '1.40.0'],
  ['Client Version: v1.34.5\nKustomize Version: v5.7.1', '1.34.5'],
  ['v4.1.4', '4.1.4'],
  ['aws-cli/1.45.11 Python/3.11.7 Linux/6.1 botocore/1.43.11', '1.45.11'],
  ['ShellCheck - shell script analysis tool\nversion: 0.11.0', '0.11.0'],
  ['no number', undefined],
])('finds the version in %j', (output, expected) => {
  expect(parseVersion(output)).toBe(expected);
});

it.each([
  ['1.31.0', '1.31.0', true],
  ['1.100.0', '1.31.0', true],
  ['2.0.0', '1.31.0', true],
  ['1.30.9', '1.31.0', false],
  ['2024.01.05', '1.31.0', true],
])('compares %s with the minimum %s as numbers: %s', (version, minimum, expected) => {
  expect(isAtLeast(version, minimum)).toBe(expected);
});
