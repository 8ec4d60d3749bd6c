import type { Problem } from '@mesh-workshop/appmesh';

/** What there is to say about the conversion of one object. */
export class ConversionNotes {
  /** For those who have the document read: what is written differently today, each kind of replacement at its first place. */
  readonly replacements: Problem[] = [];
  /** For those who have the document rewritten: what the conversion decided, and they may want otherwise. */
  readonly decisions: Problem[] = [];
  readonly #seen = new Set<string>();

  constructor() {
    this.replace('apiVersion', 'apiVersion: appmesh.k8s.aws/v1beta1', 'apiVersion: appmesh.k8s.aws/v1beta2');
  }

  /** `old` is what stands there, `replacement` what one writes instead. */
  replace(path: string, old: string, replacement: string): void {
    if (this.#seen.has(old)) return;
    this.#seen.add(old);
    const message = `${path} is of v1beta1 (${old}); write ${replacement} instead. Until then it is understood as that.`;
    this.replacements.push(warning(path, message));
  }

  decide(path: string, message: string): void {
    this.decisions.push(warning(path, `${path}: ${message}`));
  }
}

function warning(path: string, message: string): Problem {
  return { severity: 'warning', code: 'replaced-member', path, message };
}
