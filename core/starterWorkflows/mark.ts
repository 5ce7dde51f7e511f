import { isProviderName, type ProviderName } from './providers';
import { stickyNote, type WorkflowNode } from './workflow';

/**
 * What a workflow at n8n says of itself, as the last line of a note on its canvas. n8n keeps notes whatever saves the
 * workflow: its editor, both of its APIs, its command line. So a lost record file does no harm.
 */
export interface Mark {
	readonly starterId: string;
	/** The version of the pack that it came with; `unknown` for one that was imported by hand and edited. */
	readonly version: string;
	/** Of the content that was installed. */
	readonly fingerprint: string;
	readonly without: readonly ProviderName[];
}

const line =
	/\n*\*Starter workflow (msp-[a-z0-9-]+) of n8n-nodes-msp (\S+), ([0-9a-f]{16})(?:, without ([a-z, -]+))?\. msp-workflows needs this line\.\*\s*$/;

/** A text without the line of the mark. */
export const withoutMark = (text: string): string => text.replace(line, '').trimEnd();

function lineOf({ starterId, version, fingerprint, without }: Mark): string {
	const less = without.length === 0 ? '' : `, without ${[...without].sort().join(', ')}`;
	return `*Starter workflow ${starterId} of n8n-nodes-msp ${version}, ${fingerprint}${less}. msp-workflows needs this line.*`;
}

/** The mark among the nodes of a workflow; undefined when it has none. */
export function markOfNodes(nodes: readonly WorkflowNode[]): Mark | undefined {
	for (const node of nodes) {
		const found = line.exec(contentOf(node));
		if (!found) continue;
		const [, starterId = '', version = '', fingerprint = '', without = ''] = found;
		return { starterId, version, fingerprint, without: without.split(', ').filter(isProviderName) };
	}
	return undefined;
}

const contentOf = ({ type, parameters }: WorkflowNode) =>
	type === stickyNote && typeof parameters.content === 'string' ? parameters.content : '';

/** Room for the line on a note, in pixels of the canvas. */
const lineHeight = 48;

/** The nodes with this mark and no other: in the note `About`, else in the first note, else in one more. */
export function marked(nodes: readonly WorkflowNode[], mark: Mark): WorkflowNode[] {
	const holder =
		nodes.find((node) => line.test(contentOf(node))) ??
		nodes.find(({ name, type }) => type === stickyNote && name === 'About') ??
		nodes.find(({ type }) => type === stickyNote);
	if (!holder) return [...nodes, noteWith(mark, new Set(nodes.map(({ name }) => name)))];
	return nodes.map((node) => {
		const content = contentOf(node);
		if (node !== holder) return line.test(content) ? withContent(node, withoutMark(content)) : node;
		const { height } = node.parameters;
		const grown = line.test(content) || typeof height !== 'number' ? {} : { height: height + lineHeight };
		return withContent({ ...node, parameters: { ...node.parameters, ...grown } }, textWith(content, mark));
	});
}

const textWith = (content: string, mark: Mark) => [withoutMark(content), lineOf(mark)].filter(Boolean).join('\n\n');

const withContent = (node: WorkflowNode, content: string): WorkflowNode => ({
	...node,
	parameters: { ...node.parameters, content },
});

function noteWith(mark: Mark, taken: ReadonlySet<string>): WorkflowNode {
	let name = markNote;
	for (let next = 2; taken.has(name); next++) name = `${markNote} ${next}`;
	return {
		name,
		type: stickyNote,
		typeVersion: 1,
		position: [-48, -400],
		parameters: { content: lineOf(mark), height: 80, width: 720 },
	};
}

const markNote = 'Starter Workflow';
