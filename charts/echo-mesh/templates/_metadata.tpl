{{/* Argument: context (the chart's root), name, clusterScoped (optional), app (optional: the label that selectors look for). */}}
{{- define "echo-mesh.metadata" -}}
name: {{ .name }}
{{- with .context }}
{{- if not $.clusterScoped }}
namespace: {{ .Release.Namespace }}
{{- end }}
labels:
  {{- if $.app }}
  app: {{ $.app }}
  {{- end }}
  app.kubernetes.io/name: {{ .Chart.Name }}
  app.kubernetes.io/instance: {{ .Release.Name }}
  {{- include "service-lib.descriptive-labels" . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The name of a Service as everybody calls it. Argument: context, name. */}}
{{- define "echo-mesh.host" -}}
{{ printf "%s.%s.svc.cluster.local" .name .context.Release.Namespace }}
{{- end }}
