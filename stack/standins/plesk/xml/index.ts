import { readXml, written, type XmlElement, type XmlNode } from '../../../../core/kernel/xml';
import type { StandinAnswer } from '../../shared';
import { shapeComplaint } from '../shape';
import type { PleskState } from '../state';
import { said } from '../words';
import type { Result, XmlOperation } from './answer';
import { mailOperations } from './mail';
import { otherOperations } from './others';
import { webspaceOperations } from './webspaces';

const operations: Readonly<Record<string, XmlOperation>> = {
	...webspaceOperations,
	...mailOperations,
	...otherOperations,
};

/** Answers a packet with one operation, which is what the pack sends. */
export function answerXml(body: string, state: PleskState, secretKey: string): StandinAnswer {
	const packet = readXml(body);
	if (packet?.name !== 'packet') return systemError(state, 1014, 'Parser error: the request is not valid XML');
	const [name, element] = operationIn(packet);
	const known = operations[name];
	if (!known || !element) return systemError(state, 1014, `Parser error: '${name}' is not expected`);
	const complaint = shapeComplaint(element, known.shape);
	if (complaint) return systemError(state, 1014, `Parser error: ${complaint}`);
	const results = known.answer({ element, state, secretKey });
	return packetOf(
		name,
		results.map((result) => resultOf(state, result)),
	);
}

/** Returns the operation of the packet, such as `webspace.get`. A nested operation has one more part. */
export function operationIn(packet: XmlElement | undefined): [name: string, element?: XmlElement] {
	const operator = packet?.children[0];
	const operation = operator?.children[0];
	if (!operator || !operation) return [operator?.name ?? ''];
	const name = `${operator.name}.${operation.name}`;
	const inner = operation.children[0];
	return name === 'mail.update' && inner ? [`${name}.${inner.name}`, inner] : [name, operation];
}

function resultOf(state: PleskState, result: Result): XmlNode {
	if (!('code' in result)) return ['result', [['status', 'ok'], ...result]];
	return ['result', [...errorNodes(state, result.code, result.says), ...(result.about ?? [])]];
}

const errorNodes = (state: PleskState, code: number, says: string): XmlNode[] => [
	['status', 'error'],
	['errcode', code],
	['errtext', said(state, says)],
];

export const systemError = (state: PleskState, code: number, says: string): StandinAnswer =>
	packetOf('system', errorNodes(state, code, says));

function packetOf(name: string, content: readonly XmlNode[]): StandinAnswer {
	const inner = name.split('.').reduceRight<readonly XmlNode[]>((held, element) => [[element, held]], content);
	return {
		headers: { 'content-type': 'text/xml; charset=utf-8' },
		body: `<?xml version="1.0" encoding="UTF-8"?>\n${written(['packet', inner])}`,
	};
}
