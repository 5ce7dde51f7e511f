/** XML that is not well-formed, or not what it has to be. The message goes on from the name of the part. */
export class XmlFault extends Error {
	override readonly name = 'XmlFault';
}

/** XML beyond a limit of the reader. */
export class XmlTooLarge extends Error {
	override readonly name = 'XmlTooLarge';

	constructor(readonly limit: 'depth' | 'tag') {
		super(limit);
	}
}
