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
