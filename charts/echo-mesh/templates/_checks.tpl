{{/* Each part names things of the parts above it, so a part without them would be an object that refers to nothing. */}}
{{- define "echo-mesh.check-parts" -}}
{{- $parts := .Values.parts }}
{{- $missing := "" }}
{{- range list "backendNodes" "backendRouter" "backendService" "frontend" "gateway" }}
{{- if not (index $parts .) }}
{{- $missing = $missing | default . }}
{{- else if $missing }}
{{- fail (printf "parts.%s: needs parts.%s, which is false" . $missing) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "echo-mesh.check-weights" -}}
{{- if not (or .Values.blueWeight .Values.greenWeight) }}
{{- fail "blueWeight and greenWeight are both 0: one of them must get the requests" }}
{{- end }}
{{- end }}
