export { WorkQueue, type WorkQueueOptions } from './work-queue.ts';
