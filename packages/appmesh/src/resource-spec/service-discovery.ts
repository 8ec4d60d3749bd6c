import { enumeration, type Infer, list, required, string, structure, union } from '../shape/shape.ts';
import { ipPreference } from './ip-preference.ts';

const cloudMapName = string({ min: 1, max: 1024 });

const awsCloudMap = structure('AwsCloudMapServiceDiscovery', {
  attributes: list(
    structure('AwsCloudMapInstanceAttribute', {
      key: required(string({ min: 1, max: 255, pattern: /^[a-zA-Z0-9!-~]+$/ })),
      value: required(
        string({
          min: 1,
          max: 1024,
          pattern: /^([a-zA-Z0-9!-~][ \ta-zA-Z0-9!-~]*){0,1}[a-zA-Z0-9!-~]{0,1}$/,
        }),
      ),
    }),
  ),
  ipPreference,
  namespaceName: required(cloudMapName),
  serviceName: required(cloudMapName),
});

const dns = structure('DnsServiceDiscovery', {
  // The API sets no limits; an empty name, or one with a blank, can never be resolved.
  hostname: required(string({ min: 1, max: 255, pattern: /^\S*$/, form: 'must not contain white space' })),
  ipPreference,
  responseType: enumeration(['LOADBALANCER', 'ENDPOINTS']),
});

/** How callers find the instances of a virtual node. */
export const serviceDiscovery = union('ServiceDiscovery', { awsCloudMap, dns });

export type ServiceDiscovery = Infer<typeof serviceDiscovery>;
