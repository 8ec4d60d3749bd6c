{{/* Generated from charts/service-lib by `pnpm charts:generate`. Change it there. */}}

{{/* _autoscaling.tpl */}}
{{/*
A HorizontalPodAutoscaler for the Deployment of a release, by CPU. Argument: the chart's root, with the values
autoscaling.{enabled,minReplicas,maxReplicas,cpuUtilizationPercent}.
*/}}
{{- define "service-lib.autoscaler" -}}
{{- if .Values.autoscaling.enabled }}
{{- if gt (int64 .Values.autoscaling.minReplicas) (int64 .Values.autoscaling.maxReplicas) }}
{{- fail (printf "autoscaling.minReplicas: %d is more than autoscaling.maxReplicas (%d)" (int64 .Values.autoscaling.minReplicas) (int64 .Values.autoscaling.maxReplicas)) }}
{{- end }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "service-lib.name" . }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "service-lib.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "service-lib.name" . }}
  minReplicas: {{ .Values.autoscaling.minReplicas }}
  maxReplicas: {{ .Values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          # Of what the pods request.
          averageUtilization: {{ .Values.autoscaling.cpuUtilizationPercent }}
{{- end }}
{{- end }}

{{/*
How many pods. Under an autoscaler `replicas` is only where it starts: an upgrade that set it again would take away the pods
that are needed at that moment. `helm template` sees no cluster and shows `replicas`.
*/}}
{{- define "service-lib.replicas" -}}
{{- $replicas := .Values.replicas }}
{{- if dig "enabled" false (.Values.autoscaling | default dict) }}
{{- with lookup "apps/v1" "Deployment" .Release.Namespace (include "service-lib.name" .) }}
{{- $replicas = .spec.replicas }}
{{- end }}
{{- end }}
{{- $replicas }}
{{- end }}

{{/* _deployment.tpl */}}
{{/*
A sample service. Argument: context (the chart's root), env (optional list of {name, value}: what only this service reads).

The image is named after the chart, everything else as service-lib.name says: chart product, release product-v15 is
Deployment product-v15 with image <registry>/product:1.5. An `env` may also have {name, valueFrom}.
*/}}
{{- define "service-lib.deployment" -}}
{{- $env := .env | default list }}
{{- with .context }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "service-lib.name" . }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "service-lib.labels" . | nindent 4 }}
spec:
  replicas: {{ include "service-lib.replicas" . }}
  selector:
    matchLabels:
      {{- include "service-lib.selector-labels" . | nindent 6 }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      # The new pod first, then the old one goes: with one replica anything else is an outage.
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      labels:
        {{- include "service-lib.labels" . | nindent 8 }}
      {{- if .Values.meshName }}
      annotations:
        # Who the pod's Envoy is: node.id mesh/<mesh>/virtualNode/<virtualNode>.
        appmesh.k8s.aws/mesh: {{ .Values.meshName | quote }}
        appmesh.k8s.aws/virtualNode: {{ include "service-lib.virtual-node" . | quote }}
      {{- end }}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: {{ include "service-lib.grace-period" . }}
      securityContext:
        {{- include "service-lib.pod-security-context" . | nindent 8 }}
        {{- if lt (int64 .Values.containerPort) 1024 }}
        # The restricted user may listen on a port below 1024 in this pod; a safe sysctl, and the pod's own.
        sysctls:
          - name: net.ipv4.ip_unprivileged_port_start
            value: "0"
        {{- end }}
      containers:
        - name: {{ .Chart.Name }}
          image: {{ printf "%s/%s:%s" .Values.registry .Chart.Name .Values.version | quote }}
          imagePullPolicy: {{ .Values.imagePullPolicy }}
          securityContext:
            {{- include "service-lib.container-security-context" . | nindent 12 }}
          ports:
            - name: http
              containerPort: {{ .Values.containerPort }}
              protocol: TCP
          env:
            {{- include "service-lib.env" . | nindent 12 }}
            {{- range $env }}
            - name: {{ .name }}
              {{- with .valueFrom }}
              valueFrom:
                {{- toYaml . | nindent 16 }}
              {{- else }}
              value: {{ .value | quote }}
              {{- end }}
            {{- end }}
          {{- include "service-lib.probes" . | nindent 10 }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
{{- end }}
{{- end }}

{{/* What every sample service reads. int64: Helm holds numbers as floats and would print a large one as 1e+06. */}}
{{- define "service-lib.env" -}}
- name: HOST
  value: "0.0.0.0"
- name: VERSION
  value: {{ .Values.version | quote }}
- name: PORT
  value: {{ .Values.containerPort | int64 | quote }}
- name: LOG_LEVEL
  value: {{ .Values.logLevel | quote }}
- name: FAILURE_RATE
  value: {{ .Values.failureRate | quote }}
- name: DELAY_MS
  value: {{ .Values.delayMs | int64 | quote }}
- name: DRAIN_DELAY_MS
  value: {{ .Values.drainDelayMs | int64 | quote }}
- name: SHUTDOWN_TIMEOUT_MS
  value: {{ .Values.shutdownTimeoutMs | int64 | quote }}
{{- with .Values.xrayDaemonAddress }}
- name: AWS_XRAY_DAEMON_ADDRESS
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "service-lib.probes" -}}
# Not ready takes the pod out of the Service; it says nothing about the services it calls.
readinessProbe:
  httpGet:
    path: /ready
    port: http
  periodSeconds: 2
  failureThreshold: 2
# Not healthy restarts the container, so it is slower to judge.
livenessProbe:
  httpGet:
    path: /health
    port: http
  initialDelaySeconds: 5
  periodSeconds: 10
  failureThreshold: 3
{{- end }}

{{/* A pod killed while it drains loses requests, so a grace period that is too short is refused. */}}
{{- define "service-lib.grace-period" -}}
{{- $drainMs := add (int64 .Values.drainDelayMs) (int64 .Values.shutdownTimeoutMs) }}
{{- if lt (mul 1000 (int64 .Values.terminationGracePeriodSeconds)) $drainMs }}
{{- fail (printf "terminationGracePeriodSeconds: %d s is shorter than drainDelayMs and shutdownTimeoutMs together (%d ms)" (int64 .Values.terminationGracePeriodSeconds) $drainMs) }}
{{- end }}
{{- .Values.terminationGracePeriodSeconds }}
{{- end }}

{{/* _identity.tpl */}}
{{/*
What a release's objects are called: after the release; where a chart has colors, after the chart and the color, as in
echo-backend-blue, whatever the release is called.
*/}}
{{- define "service-lib.name" -}}
{{- if .Values.color }}{{ printf "%s-%s" .Chart.Name .Values.color }}{{ else }}{{ .Release.Name }}{{ end }}
{{- end }}

{{/*
What selects the pods of one release and nothing else. `app` is the short form that the tutorials type:
kubectl get pods -l app=product-v15
*/}}
{{- define "service-lib.selector-labels" -}}
app: {{ include "service-lib.name" . }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* What every object says about itself, the pods of the release included. */}}
{{- define "service-lib.labels" -}}
{{ include "service-lib.selector-labels" . }}
{{ include "service-lib.descriptive-labels" . }}
{{- end }}

{{/* A chart that installs no version of a program has no value `version`. A tag may be longer than a label, and end in more ways. */}}
{{- define "service-lib.descriptive-labels" -}}
{{- with .Values.version -}}
app.kubernetes.io/version: {{ . | trunc 63 | trimAll "._-" | quote }}
{{ end -}}
app.kubernetes.io/part-of: {{ index .Chart.Annotations "mesh-workshop.dev/part-of" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* After the release unless told otherwise: a new version must not come up under the old version's identity. */}}
{{- define "service-lib.virtual-node" -}}
{{- .Values.virtualNode | default (printf "%s-vn" .Release.Name) }}
{{- end }}

{{/* _notes.tpl */}}
{{/* What helm says after an install. Argument: context (the chart's root), try (the one command to try). */}}
{{- define "service-lib.notes" -}}
{{- with .context -}}
{{ .Chart.Name }} {{ .Values.version }} is Deployment and Service {{ include "service-lib.name" . }} in namespace {{ .Release.Namespace }}
{{- if .Values.meshName }}, virtual node {{ include "service-lib.virtual-node" . }} of mesh {{ .Values.meshName }}.
Its pods are ready (2/2) once that virtual node exists.
{{- else if hasKey .Values "meshName" }}, outside any mesh.
{{- else }}.
Its pods are in the mesh (2/2) if the namespace has the label appmesh.k8s.aws/sidecarInjectorWebhook=enabled and a VirtualNode
selects app={{ include "service-lib.name" . }}; pods that are there already have to be restarted for that.
{{- end }}
{{- end }}

Try: {{ .try }}
{{- end }}

{{/* _security.tpl */}}
{{/*
The restricted profile of the Pod Security Standards, as far as it can be said for the whole pod.
runAsNonRoot is said per container: in a mesh that intercepts with iptables, the injected init container has to be root.
*/}}
{{- define "service-lib.pod-security-context" -}}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "service-lib.container-security-context" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* _service.tpl */}}
{{/* The Service in front of one release. Argument: the chart's root. */}}
{{- define "service-lib.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "service-lib.name" . }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "service-lib.labels" . | nindent 4 }}
spec:
  type: {{ .Values.serviceType }}
  selector:
    {{- include "service-lib.selector-labels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .Values.servicePort }}
      targetPort: http
      protocol: TCP
      appProtocol: http
{{- end }}

{{/* _test-pod.tpl */}}
{{/*
A `helm test` pod: runs one shell command with curl in it and succeeds when the command does.
Argument: context (the chart's root), promise (what is tested, ends the pod's name), command.

It stays outside the mesh: it asks as any other client would, and a sidecar would keep the pod from ending. It is not
deleted when it ends, so that `helm test --logs` has something to read; the next run replaces it.
*/}}
{{- define "service-lib.test-pod" -}}
{{- $promise := .promise }}
{{- $command := .command }}
{{- with .context }}
apiVersion: v1
kind: Pod
metadata:
  name: {{ printf "%s-%s" (include "service-lib.name" .) $promise }}
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "service-lib.descriptive-labels" . | nindent 4 }}
    app.kubernetes.io/component: test
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation
    appmesh.k8s.aws/sidecarInjectorWebhook: disabled
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  securityContext:
    {{- include "service-lib.pod-security-context" . | nindent 4 }}
  containers:
    - name: curl
      image: {{ .Values.testImage | quote }}
      imagePullPolicy: {{ .Values.imagePullPolicy }}
      securityContext:
        {{- include "service-lib.container-security-context" . | nindent 8 }}
      command: ["sh", "-c", {{ $command | quote }}]
      resources:
        requests: {cpu: 10m, memory: 16Mi}
        limits: {cpu: 100m, memory: 64Mi}
{{- end }}
{{- end }}

{{/* The address of the release inside the cluster. */}}
{{- define "service-lib.url" -}}
{{- printf "http://%s.%s.svc.cluster.local:%d/" (include "service-lib.name" .) .Release.Namespace (int64 .Values.servicePort) }}
{{- end }}
