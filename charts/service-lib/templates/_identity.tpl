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
