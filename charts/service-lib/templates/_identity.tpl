{{/*
What selects the pods of one release and nothing else. `app` is the short form that the tutorials type:
kubectl get pods -l app=product-v15
*/}}
{{- define "service-lib.selector-labels" -}}
app: {{ .Release.Name }}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* What every object says about itself, the pods of the release included. */}}
{{- define "service-lib.labels" -}}
{{ include "service-lib.selector-labels" . }}
{{ include "service-lib.descriptive-labels" . }}
{{- end }}

{{- define "service-lib.descriptive-labels" -}}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/part-of: {{ index .Chart.Annotations "mesh-workshop.dev/part-of" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* After the release unless told otherwise: a new version must not come up under the old version's identity. */}}
{{- define "service-lib.virtual-node" -}}
{{- .Values.virtualNode | default (printf "%s-vn" .Release.Name) }}
{{- end }}
