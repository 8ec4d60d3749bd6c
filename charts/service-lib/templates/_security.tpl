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
