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
