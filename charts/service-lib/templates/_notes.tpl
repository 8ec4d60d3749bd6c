{{/* What helm says after an install. Argument: context (the chart's root), try (the one command to try). */}}
{{- define "service-lib.notes" -}}
{{- with .context -}}
{{ .Chart.Name }} {{ .Values.version }} is Deployment and Service {{ .Release.Name }} in namespace {{ .Release.Namespace }}
{{- if .Values.meshName }}, virtual node {{ include "service-lib.virtual-node" . }} of mesh {{ .Values.meshName }}.
Its pods are ready (2/2) once that virtual node exists.
{{- else }}, outside any mesh.
{{- end }}
{{- end }}

Try: {{ .try }}
{{- end }}
