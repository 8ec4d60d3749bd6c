import type { Surface } from './surface.ts';
import { admin } from './surfaces/admin.ts';
import { ads } from './surfaces/ads.ts';
import { appMeshApi } from './surfaces/app-mesh-api.ts';
import { kubernetesApi } from './surfaces/kubernetes-api.ts';
import { xrayHeaders } from './surfaces/xray-headers.ts';
import { yamlDocuments } from './surfaces/yaml-documents.ts';

/** Everything that a stranger can send something to. */
export const SURFACES: readonly Surface[] = [
  appMeshApi,
  admin,
  kubernetesApi,
  ads,
  yamlDocuments,
  xrayHeaders,
];
