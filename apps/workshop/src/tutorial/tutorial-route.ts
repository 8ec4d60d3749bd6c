import type { RouteName } from './readers/app-mesh-reader.ts';

/** A route whose weights the tutorial shifts. */
export interface TutorialRoute extends RouteName {
  /** The service whose versions it divides, as that service calls itself in its answers. */
  readonly service: string;
  /** The version behind each virtual node. */
  readonly versionOf: Readonly<Record<string, string>>;
}
