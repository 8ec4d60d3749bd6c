export { type BackgroundProcess, startProcess } from './background-process.ts';
export { createTestService } from './create-test-service.ts';
export { describeServiceContract, type ServiceUnderTest } from './service-contract.ts';
export { startTestServer, type TestServer } from './test-server.ts';
