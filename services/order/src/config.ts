import {
  type ConfigOf,
  httpUrl,
  outboundVariables,
  serviceVariables,
  wholeNumber,
} from '@mesh-workshop/service-kit';

/** As it stands in the service's answers. */
export const serviceName = 'Order';

/** The environment variables the service reads: those of every service, and how to call the other two. */
export const variables = {
  ...serviceVariables,
  ...outboundVariables,
  productUrl: httpUrl({
    name: 'PRODUCT_SVC_URL',
    about: 'what is called for Product',
    default: 'http://product.default.svc.cluster.local:8080',
  }),
  productTimeoutMs: timeout('PRODUCT_TIMEOUT_MS', 'Product'),
  customerUrl: httpUrl({
    name: 'CUSTOMER_SVC_URL',
    about: 'what is called for Customer',
    default: 'http://customer.default.svc.cluster.local:8080',
  }),
  customerTimeoutMs: timeout('CUSTOMER_TIMEOUT_MS', 'Customer'),
};

export type OrderConfig = ConfigOf<typeof variables>;

function timeout(name: string, dependency: string) {
  const about = `how long the whole call to ${dependency} may take`;
  return wholeNumber({ name, about, default: 8_000, minimum: 1, maximum: 600_000, unit: 'milliseconds' });
}
