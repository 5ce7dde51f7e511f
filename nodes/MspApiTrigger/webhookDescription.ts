import type { INodeParameters, IWebhookDescription } from 'n8n-workflow';
import { everyMethod } from './properties';

/**
 * A field that depends on the parameters: as an expression, which the editor and every n8n read, and as a function, which
 * n8n from 2.35 on calls instead. An expression would cost each call an expression VM there.
 */
const fields = {
	httpMethod: {
		template: `={{ $parameter.refuseOtherMethods ? "${everyMethod}" : $parameter.method }}`,
		resolve: ({ refuseOtherMethods, method }: INodeParameters) => (refuseOtherMethods ? everyMethod : method),
	},
	path: {
		template: '={{ $parameter.path }}',
		resolve: ({ path }: INodeParameters) => path,
	},
} as const;

/** Under this key n8n looks for the functions; its `webhookDescriptionFields` puts them there. n8n before 2.35 does not. */
const resolvers = Symbol.for('n8n.webhookDescriptionResolvers');

/** The address of a route: what the operator has typed, for each method or for its own only. */
export const webhookDescription: IWebhookDescription = Object.assign(
	{
		name: 'default',
		httpMethod: fields.httpMethod.template,
		path: fields.path.template,
		isFullPath: true,
		responseMode: 'responseNode',
	} as const,
	{ [resolvers]: fields },
);
