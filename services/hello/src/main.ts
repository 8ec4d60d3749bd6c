import { runService } from '@mesh-workshop/service-kit';
import { createApp } from './app.ts';
import { serviceName, variables } from './config.ts';

void runService({ name: serviceName, variables, createApp });
