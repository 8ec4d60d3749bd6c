/** Numbers as in the later releases of protoc-gen-validate, which have the member. */
const IGNORE_EMPTY_NUMBERS: Readonly<Record<string, number>> = {
  FloatRules: 8,
  DoubleRules: 8,
  Int32Rules: 8,
  Int64Rules: 8,
  UInt32Rules: 8,
  UInt64Rules: 8,
  SInt32Rules: 8,
  SInt64Rules: 8,
  Fixed32Rules: 8,
  Fixed64Rules: 8,
  SFixed32Rules: 8,
  SFixed64Rules: 8,
  StringRules: 26,
  BytesRules: 14,
  RepeatedRules: 5,
  MapRules: 6,
};

/**
 * Adds `ignore_empty` to the rules of `validate.proto`: Envoy's protos use it, the copy that ships beside them is older
 * than the member. Returns the text unchanged when it already has it.
 */
export function patchValidateProto(text: string): string {
  if (text.includes('ignore_empty')) {
    return text;
  }
  return text.replace(/^message (\w+) \{$/gm, (line, name: string) => {
    const number = IGNORE_EMPTY_NUMBERS[name];
    return number === undefined ? line : `${line}\n    optional bool ignore_empty = ${number};`;
  });
}
