const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const PATH_SEGMENT = /^(?!\.{1,2}$)[^/%]+$/;

/** The rules a name may follow. */
export type NameRule = 'label' | 'label-1035' | 'subdomain' | 'path-segment';

/** Why the name is refused, or undefined. */
export function nameProblem(name: string, rule: NameRule): string | undefined {
  switch (rule) {
    case 'label':
      return name.length <= 63 && LABEL.test(name)
        ? undefined
        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', must start and end with an alphanumeric character and have at most 63 characters (e.g. 'my-name', or '123-abc')";
    case 'label-1035':
      return name.length <= 63 && LABEL_1035.test(name)
        ? undefined
        : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, end with an alphanumeric character and have at most 63 characters (e.g. 'my-name', or 'abc-123')";
    case 'subdomain':
      return name.length <= 253 && SUBDOMAIN.test(name)
        ? undefined
        : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', must start and end with an alphanumeric character and have at most 253 characters (e.g. 'example.com')";
    case 'path-segment':
      return PATH_SEGMENT.test(name) ? undefined : "may not be '.' or '..' and may not contain '/' or '%'";
  }
}

const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;

/** Whether this is a valid key of a label or annotation: an optional DNS prefix, a slash and a name of at most 63 characters. */
export function isQualifiedName(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  return (
    more.length === 0 &&
    QUALIFIED_NAME.test(name) &&
    (prefix === undefined || nameProblem(prefix, 'subdomain') === undefined)
  );
}

/** Whether this is a valid value of a label: empty, or at most 63 characters. */
export function isLabelValue(value: unknown): boolean {
  return typeof value === 'string' && (value === '' || QUALIFIED_NAME.test(value));
}
