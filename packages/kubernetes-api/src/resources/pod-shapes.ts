import type { Shape } from './shape.ts';

const HTTP_GET: Shape = {
  members: {
    path: 'string',
    port: 'int-or-string',
    host: 'string',
    scheme: 'string',
    httpHeaders: { list: { members: { name: 'string', value: 'string' } } },
  },
};
const EXEC: Shape = { members: { command: { list: 'string' } } };
const TCP_SOCKET: Shape = { members: { port: 'int-or-string', host: 'string' } };

const PROBE: Shape = {
  members: {
    httpGet: HTTP_GET,
    exec: EXEC,
    tcpSocket: TCP_SOCKET,
    grpc: { members: { port: 'integer', service: 'string' } },
    initialDelaySeconds: 'integer',
    periodSeconds: 'integer',
    timeoutSeconds: 'integer',
    successThreshold: 'integer',
    failureThreshold: 'integer',
    terminationGracePeriodSeconds: 'integer',
  },
};

const HOOK: Shape = {
  members: {
    exec: EXEC,
    httpGet: HTTP_GET,
    tcpSocket: TCP_SOCKET,
    sleep: { members: { seconds: 'integer' } },
  },
};

const KEY_REFERENCE: Shape = { members: { name: 'string', key: 'string', optional: 'boolean' } };
const SOURCE_REFERENCE: Shape = { members: { name: 'string', optional: 'boolean' } };

const CONTAINER: Shape = {
  members: {
    name: 'string',
    image: 'string',
    imagePullPolicy: 'string',
    command: { list: 'string' },
    args: { list: 'string' },
    workingDir: 'string',
    env: {
      list: {
        members: {
          name: 'string',
          value: 'string',
          valueFrom: {
            members: {
              configMapKeyRef: KEY_REFERENCE,
              secretKeyRef: KEY_REFERENCE,
              fieldRef: { members: { apiVersion: 'string', fieldPath: 'string' } },
              resourceFieldRef: {
                members: { containerName: 'string', resource: 'string', divisor: 'quantity' },
              },
              fileKeyRef: 'any',
            },
          },
        },
      },
    },
    envFrom: {
      list: { members: { prefix: 'string', configMapRef: SOURCE_REFERENCE, secretRef: SOURCE_REFERENCE } },
    },
    ports: {
      list: {
        members: {
          name: 'string',
          containerPort: 'integer',
          hostPort: 'integer',
          hostIP: 'string',
          protocol: 'string',
        },
      },
    },
    resources: {
      members: { limits: { map: 'quantity' }, requests: { map: 'quantity' }, claims: { list: 'any' } },
    },
    resizePolicy: { list: 'any' },
    restartPolicy: 'string',
    restartPolicyRules: { list: 'any' },
    readinessProbe: PROBE,
    livenessProbe: PROBE,
    startupProbe: PROBE,
    lifecycle: { members: { postStart: HOOK, preStop: HOOK, stopSignal: 'string' } },
    terminationMessagePath: 'string',
    terminationMessagePolicy: 'string',
    securityContext: 'any',
    stdin: 'boolean',
    stdinOnce: 'boolean',
    tty: 'boolean',
    volumeMounts: {
      list: {
        members: {
          name: 'string',
          mountPath: 'string',
          mountPropagation: 'string',
          readOnly: 'boolean',
          recursiveReadOnly: 'string',
          subPath: 'string',
          subPathExpr: 'string',
        },
      },
    },
    volumeDevices: { list: { members: { name: 'string', devicePath: 'string' } } },
  },
};

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec */
export const POD_SPEC_SHAPE: Shape = {
  members: {
    containers: { list: CONTAINER },
    initContainers: { list: CONTAINER },
    ephemeralContainers: { list: 'any' },
    restartPolicy: 'string',
    terminationGracePeriodSeconds: 'integer',
    activeDeadlineSeconds: 'integer',
    nodeName: 'string',
    nodeSelector: { map: 'string' },
    affinity: 'any',
    tolerations: { list: 'any' },
    topologySpreadConstraints: { list: 'any' },
    serviceAccountName: 'string',
    serviceAccount: 'string',
    automountServiceAccountToken: 'boolean',
    imagePullSecrets: { list: { members: { name: 'string' } } },
    securityContext: 'any',
    hostname: 'string',
    hostnameOverride: 'string',
    subdomain: 'string',
    setHostnameAsFQDN: 'boolean',
    hostAliases: { list: 'any' },
    hostNetwork: 'boolean',
    hostPID: 'boolean',
    hostIPC: 'boolean',
    hostUsers: 'boolean',
    shareProcessNamespace: 'boolean',
    dnsPolicy: 'string',
    dnsConfig: 'any',
    enableServiceLinks: 'boolean',
    priority: 'integer',
    priorityClassName: 'string',
    preemptionPolicy: 'string',
    readinessGates: { list: 'any' },
    runtimeClassName: 'string',
    schedulerName: 'string',
    schedulingGates: { list: 'any' },
    resourceClaims: { list: 'any' },
    resources: 'any',
    os: 'any',
    overhead: 'any',
    volumes: { list: 'any' },
  },
};

/** The template inside workloads. */
export const POD_TEMPLATE_SHAPE: Shape = {
  members: {
    metadata: {
      members: {
        name: 'string',
        generateName: 'string',
        namespace: 'string',
        creationTimestamp: 'any',
        labels: { map: 'string' },
        annotations: { map: 'string' },
        finalizers: { list: 'string' },
        ownerReferences: { list: 'any' },
      },
    },
    spec: POD_SPEC_SHAPE,
  },
};
