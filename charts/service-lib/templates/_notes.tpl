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
