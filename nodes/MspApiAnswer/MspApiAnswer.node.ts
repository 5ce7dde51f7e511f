import { NodeConnectionTypes } from 'n8n-workflow';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { answerCall } from './answerCall';

export class MspApiAnswer implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'MSP API Answer',
		name: 'mspApiAnswer',
		icon: { light: 'file:mspApiAnswer.svg', dark: 'file:mspApiAnswer.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter.status }}',
		description: 'Answers the call that started the workflow: with data, or with what failed, as problem details',
		defaults: { name: 'MSP API Answer' },
		// It answers a call, and there is none where an agent works.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{
				displayName: 'Status',
				name: 'status',
				type: 'number',
				typeOptions: { minValue: 200, maxValue: 299 },
				default: 200,
				description: 'The HTTP status of an answer with data. What failed decides the status of a refusal.',
			},
			{
				displayName: 'Body',
				name: 'body',
				type: 'json',
				default: '={{ $json }}',
				description: 'The data of the answer, when nothing failed',
			},
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return answerCall(this);
	}
}
