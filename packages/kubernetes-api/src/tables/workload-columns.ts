import { formatLabelSelector } from '@mesh-workshop/label-selector';
import type { PodTemplate } from '../objects/pod.ts';
import type { Deployment, Job, ReplicaSet } from '../objects/workloads.ts';
import { formatAge, formatDuration } from './format-age.ts';
import type { Column } from './table-columns.ts';

interface Templated {
  readonly spec: { readonly template: PodTemplate; readonly selector?: Deployment['spec']['selector'] };
}

const containers = ({ spec }: Templated) => spec.template.spec.containers.map((it) => it.name).join(',');
const images = ({ spec }: Templated) => spec.template.spec.containers.map((it) => it.image).join(',');
const selector = ({ spec }: Templated) => formatLabelSelector(spec.selector);

/** Columns of deployments. */
export const DEPLOYMENT_COLUMNS: readonly Column<Deployment>[] = [
  { name: 'Name', cell: (it) => it.metadata.name },
  { name: 'Ready', cell: (it) => `${it.status?.readyReplicas ?? 0}/${it.spec.replicas}` },
  { name: 'Up-to-date', type: 'integer', cell: (it) => it.status?.updatedReplicas ?? 0 },
  { name: 'Available', type: 'integer', cell: (it) => it.status?.availableReplicas ?? 0 },
  { name: 'Age', cell: (it, nowMs) => formatAge(it.metadata.creationTimestamp, nowMs) },
  { name: 'Containers', wide: true, cell: containers },
  { name: 'Images', wide: true, cell: images },
  { name: 'Selector', wide: true, cell: selector },
];

/** Columns of replica sets. */
export const REPLICA_SET_COLUMNS: readonly Column<ReplicaSet>[] = [
  { name: 'Name', cell: (it) => it.metadata.name },
  { name: 'Desired', type: 'integer', cell: (it) => it.spec.replicas },
  { name: 'Current', type: 'integer', cell: (it) => it.status?.replicas ?? 0 },
  { name: 'Ready', type: 'integer', cell: (it) => it.status?.readyReplicas ?? 0 },
  { name: 'Age', cell: (it, nowMs) => formatAge(it.metadata.creationTimestamp, nowMs) },
  { name: 'Containers', wide: true, cell: containers },
  { name: 'Images', wide: true, cell: images },
  { name: 'Selector', wide: true, cell: selector },
];

function jobStatusText(job: Job): string {
  const has = (type: string) =>
    job.status?.conditions?.some((it) => it.type === type && it.status === 'True');
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return has('Suspended') ? 'Suspended' : 'Running';
}

function jobDuration(job: Job, nowMs: number): string {
  const { startTime, completionTime } = job.status ?? {};
  if (startTime === undefined) return '';
  return formatDuration(
    (completionTime === undefined ? nowMs : Date.parse(completionTime)) - Date.parse(startTime),
  );
}

/** Columns of jobs. */
export const JOB_COLUMNS: readonly Column<Job>[] = [
  { name: 'Name', cell: (it) => it.metadata.name },
  { name: 'Status', cell: jobStatusText },
  {
    name: 'Completions',
    cell: (it) => `${it.status?.succeeded ?? 0}/${it.spec.completions ?? `1 of ${it.spec.parallelism}`}`,
  },
  { name: 'Duration', cell: jobDuration },
  { name: 'Age', cell: (it, nowMs) => formatAge(it.metadata.creationTimestamp, nowMs) },
  { name: 'Containers', wide: true, cell: containers },
  { name: 'Images', wide: true, cell: images },
  { name: 'Selector', wide: true, cell: selector },
];
