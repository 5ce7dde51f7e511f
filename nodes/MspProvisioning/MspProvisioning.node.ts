import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testAwx } from '../shared/awxCredential';
import { testDatabase } from '../shared/databaseTest';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { onlyOn, onlyThroughJumpHost, runnerProperties, testAnsibleController } from '../shared/runnerCredentials';
import { runPerItem } from '../shared/runPerItem';
import { testSemaphore } from '../shared/semaphoreCredential';
import { testSshHost } from '../shared/sshCredential';
import { openProvisioning } from './openProvisioning';
import { resources } from './operations';

/** The operations that may need a playbook. */
const byPlaybook = { resource: ['service', 'step'], operation: ['carryOut', 'checkFirst', 'undo'] };

export class MspProvisioning implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('MSP Provisioning', resources, runnerProperties(byPlaybook)),
		name: 'mspProvisioning',
		icon: { light: 'file:mspProvisioning.svg', dark: 'file:mspProvisioning.dark.svg' },
		subtitle,
		description: 'Start and carry out the set-up and the changes of services, and choose their servers',
		usableAsTool: true,
		credentials: [
			{ name: 'mspDatabaseApi', displayName: 'MSP Database', required: true, testedBy: 'testDatabase' },
			// Only plans that are delivered by playbook need one of these.
			{
				name: 'mspAnsibleControllerApi',
				displayName: 'MSP Ansible Controller',
				testedBy: 'testAnsibleController',
				...onlyOn('controller', { show: byPlaybook }),
				required: false,
			},
			{
				name: 'mspAwxApi',
				displayName: 'MSP AWX',
				testedBy: 'testAwx',
				...onlyOn('awx', { show: byPlaybook }),
				required: false,
			},
			{
				name: 'mspSemaphoreApi',
				displayName: 'MSP Semaphore',
				testedBy: 'testSemaphore',
				...onlyOn('semaphore', { show: byPlaybook }),
				required: false,
			},
			{
				name: 'mspSshHostApi',
				displayName: 'MSP SSH Host (Jump Host)',
				testedBy: 'testSshHost',
				...onlyThroughJumpHost({ show: byPlaybook }),
			},
		],
	};

	methods = { credentialTest: { testDatabase, testAnsibleController, testAwx, testSemaphore, testSshHost } };

	execute = runPerItem(resources, openProvisioning);
}
