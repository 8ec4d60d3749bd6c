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
