/** A deployment whose pods say hello and sleep. */
export function deploymentManifest(
  name: string,
  options: {
    readonly replicas?: number;
    readonly image?: string;
    readonly command?: string;
    readonly extra?: string;
  } = {},
): string {
  const { replicas = 2, image = 'registry.example.com/product:1.0', extra = '' } = options;
  const command = options.command ?? 'echo hello; exec sleep 1000';
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels: {app: ${name}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      terminationGracePeriodSeconds: 5
      containers:
      - name: app
        image: ${image}
        command: [sh, -c, '${command}']
        ports: [{name: http, containerPort: 8080}]
${extra}`;
}

/** A Service of the pods of a deployment. */
export function serviceManifest(name: string, type = 'ClusterIP'): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec:
  type: ${type}
  selector: {app: ${name}}
  ports: [{port: 8080, targetPort: http}]
`;
}
