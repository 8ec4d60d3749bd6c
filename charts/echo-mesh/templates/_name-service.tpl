{{/*
A Service without pods behind it, so that DNS knows the name of a virtual service. Whatever address the name has, the caller's
Envoy takes the request and the mesh decides where it goes. Argument: context (the chart's root), name.
*/}}
{{- define "echo-mesh.name-service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "echo-mesh.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  ports:
    - name: http
      port: 80
      protocol: TCP
      appProtocol: http
{{- end }}
