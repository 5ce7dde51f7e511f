import type { ICredentialType, INodeProperties } from 'n8n-workflow';
import { sshFields } from './sshFields';

/** A host over SSH, such as the jump host to a controller. The Ansible node tests it. */
export class MspSshHostApi implements ICredentialType {
	name = 'mspSshHostApi';

	displayName = 'MSP SSH Host API';

	documentationUrl = 'https://cdn.jsdelivr.net/npm/n8n-nodes-msp/docs/credentials.md#msp-ssh-host';

	icon = { light: 'file:mspSshHost.svg', dark: 'file:mspSshHost.dark.svg' } as const;

	properties: INodeProperties[] = [...sshFields];
}
