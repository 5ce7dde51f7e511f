import type { INodeType, INodeTypeDescription } from 'n8n-workflow';
import { testAwx } from '../shared/awxCredential';
import { testDatabase } from '../shared/databaseTest';
import { frameOf, subtitle } from '../shared/nodeFrame';
import { onlyOn, onlyThroughJumpHost, runnerProperties, testAnsibleController } from '../shared/runnerCredentials';
import { runPerItem } from '../shared/runPerItem';
import { testSemaphore } from '../shared/semaphoreCredential';
import { testSshHost } from '../shared/sshCredential';
import { openAnsible } from './connection';
import { hints } from './hints';
import { searchPlaybooks, searchRuns, searchScripts } from './listSearch';
import { resources } from './operations';

export class Ansible implements INodeType {
	description: INodeTypeDescription = {
		...frameOf('Ansible', resources, runnerProperties()),
		name: 'ansible',
		icon: { light: 'file:ansible.svg', dark: 'file:ansible.dark.svg' },
		subtitle,
		description:
			'Run playbooks, modules and scripts on servers, on a controller over SSH, on AWX or on Semaphore, each once. Without the back office no run is recorded.',
		usableAsTool: true,
		hints,
		credentials: [
			{
				name: 'mspAnsibleControllerApi',
				displayName: 'MSP Ansible Controller',
				testedBy: 'testAnsibleController',
				...onlyOn('controller'),
			},
			{ name: 'mspAwxApi', displayName: 'MSP AWX', testedBy: 'testAwx', ...onlyOn('awx') },
			{ name: 'mspSemaphoreApi', displayName: 'MSP Semaphore', testedBy: 'testSemaphore', ...onlyOn('semaphore') },
			{
				name: 'mspSshHostApi',
				displayName: 'MSP SSH Host (Jump Host)',
				testedBy: 'testSshHost',
				...onlyThroughJumpHost(),
			},
			{
				name: 'mspDatabaseApi',
				displayName: 'MSP Database (Record of Runs, Approvals, Durable Steps)',
				required: false,
				testedBy: 'testDatabase',
			},
		],
	};

	methods = {
		credentialTest: { testDatabase, testAnsibleController, testAwx, testSemaphore, testSshHost },
		listSearch: { searchPlaybooks, searchRuns, searchScripts },
	};

	execute = runPerItem(resources, openAnsible);
}
