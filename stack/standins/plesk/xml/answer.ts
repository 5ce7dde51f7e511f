import type { XmlElement, XmlNode } from '../../../../core/kernel/xml';
import type { Shape } from '../shape';
import type { PleskState } from '../state';

/** The input of an operation. */
export interface Operation {
	/** The element of the operation itself. */
	readonly element: XmlElement;
	readonly state: PleskState;
	readonly secretKey: string;
}

/** A refusal by its code, or the content of a result besides its status. */
export type Result =
	{ readonly code: number; readonly says: string; readonly about?: readonly XmlNode[] } | readonly XmlNode[];

export interface XmlOperation {
	readonly shape: Shape;
	/** One result for each requested item. */
	answer(operation: Operation): readonly Result[];
}

export const single =
	(act: (operation: Operation) => Result): XmlOperation['answer'] =>
	(operation) => [act(operation)];

export const refused = (code: number, says: string, about: readonly XmlNode[] = []): Result => ({ code, says, about });

/** Returns the text of the first element at a path; empty when there is none. */
export function textAt(element: XmlElement | undefined, ...[name, ...rest]: readonly string[]): string {
	if (name === undefined) return element?.text ?? '';
	return textAt(
		element?.children.find((child) => child.name === name),
		...rest,
	);
}

export const childAt = (element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined =>
	names.reduce<XmlElement | undefined>((found, name) => found?.children.find((one) => one.name === name), element);

/** Returns the values of a list of `<property><name/><value/></property>` or limits. */
export function namedValues(list: XmlElement | undefined, name: string): Record<string, string> {
	const held = (list?.children ?? []).filter((child) => child.name === name);
	return Object.fromEntries(held.map((child) => [textAt(child, 'name'), textAt(child, 'value')]));
}

export const namedNodes = (element: string, values: Readonly<Record<string, string>>): XmlNode[] =>
	Object.entries(values).map(([name, value]): XmlNode => [
		element,
		[
			['name', name],
			['value', value],
		],
	]);
