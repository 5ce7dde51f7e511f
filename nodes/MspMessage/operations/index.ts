import type { Resource } from '../../shared/operation';
import type { MessageContext } from '../messageContext';
import { render } from './message/render';
import { send } from './message/send';

export const resources: ReadonlyArray<Resource<MessageContext>> = [
	{ name: 'message', label: 'Message', operations: [send, render] },
];
