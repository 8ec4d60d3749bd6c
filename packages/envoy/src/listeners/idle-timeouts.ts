/**
 * On every hop the client must give up an idle connection before its server does: a request that is written while the server
 * closes is lost without an answer. From the application that calls to the one that answers there are these hops:
 *
 *   caller's HTTP client -> egress listener -> ingress listener -> application
 *
 * Our applications keep idle connections for 75 s. So everything that Envoy opens (every cluster) is closed after 60 s, which
 * is before an application closes it and long before a listener does; and every listener keeps connections for an hour, longer
 * than any HTTP client keeps an idle one.
 */
export const CLUSTER_IDLE_TIMEOUT = '60s';
export const LISTENER_IDLE_TIMEOUT = '3600s';
