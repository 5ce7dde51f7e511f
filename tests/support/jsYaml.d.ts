/** The package brings no types along. */
declare module 'js-yaml' {
	export function load(text: string): unknown;
}
