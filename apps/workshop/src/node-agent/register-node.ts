import { hostname } from 'node:os';
import type { ObjectStore } from '@mesh-workshop/kubernetes-api';
import { LOOPBACK } from './pod-ports.ts';
import { formatTimestamp } from './pod-status.ts';

/** Name of the one node. */
const NODE_NAME = 'local';

/** Shows this machine as a node, ready, with what it really runs. */
export function registerNode(store: ObjectStore, envoyVersion: string): void {
  const now = formatTimestamp(Date.now());
  const node = store.create({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: NODE_NAME,
      labels: { 'kubernetes.io/hostname': hostname(), 'kubernetes.io/os': process.platform },
    },
    spec: {},
  });
  store.updateStatus({
    ...node,
    status: {
      conditions: [{ type: 'Ready', status: 'True', reason: 'NodeAgentReady', lastTransitionTime: now }],
      addresses: [
        { type: 'InternalIP', address: LOOPBACK },
        { type: 'Hostname', address: hostname() },
      ],
      nodeInfo: {
        kubeletVersion: 'mesh-workshop',
        containerRuntimeVersion: `processes://node-${process.version}+envoy-${envoyVersion}`,
        operatingSystem: process.platform,
        architecture: process.arch,
        osImage: `${process.platform} ${process.arch}`,
        kernelVersion: '',
      },
    },
  });
}
