/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** What a requirement can ask of a label's value. */
export const SELECTOR_OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** One condition on one label. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: (typeof SELECTOR_OPERATORS)[number];
  /** Only `In` and `NotIn` have some. */
  readonly values: readonly string[];
}

/** A selector as Kubernetes objects have it. All its conditions must hold; one without conditions selects everything. */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly (Omit<LabelRequirement, 'values'> & {
    readonly values?: readonly string[];
  })[];
}

/** All conditions of a selector in one list. */
export function labelRequirements({
  matchLabels = {},
  matchExpressions = [],
}: LabelSelector): readonly LabelRequirement[] {
  return [
    ...Object.entries(matchLabels).map(
      ([key, value]): LabelRequirement => ({ key, operator: 'In', values: [value] }),
    ),
    ...matchExpressions.map(({ key, operator, values = [] }) => ({ key, operator, values })),
  ];
}

/** Whether labels fulfil all requirements. As Kubernetes has it, `NotIn` also holds for an object without the label. */
export function fulfilsRequirements(requirements: readonly LabelRequirement[], labels: Labels = {}): boolean {
  return requirements.every((requirement) => fulfils(requirement, labels));
}

function fulfils({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}
