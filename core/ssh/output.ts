import { StringDecoder } from 'node:string_decoder';

export interface OutputSettings {
	/** What precedes the output itself: the signs in their order. `pid` is followed by a number and a dot. */
	readonly signs: ReadonlyArray<{ readonly text: string; readonly pid?: boolean }>;
	readonly limitBytes: number;
	readonly onText?: (text: string) => void;
}

/** The most bytes of what comes before the output that are kept, to be quoted in an error. */
const noiseLimit = 16_384;

/**
 * One output of a command. It drops what a login shell printed before the signs, keeps up to a limit, and decodes UTF-8
 * over the borders of packets.
 */
export class Output {
	private readonly kept: Buffer[] = [];
	private size = 0;
	private pending: Buffer = Buffer.alloc(0);
	private passed = 0;
	private readonly decoder = new StringDecoder('utf8');
	private noiseText = '';
	truncated = false;
	/** The process ID that came with a sign. */
	pid: number | undefined;

	constructor(private readonly settings: OutputSettings) {}

	/** How many of the signs were seen. */
	get signsSeen(): number {
		return this.passed;
	}

	/** What came before the signs. */
	get noise(): string {
		return this.noiseText + this.pending.toString('utf8');
	}

	add(chunk: Buffer): void {
		let rest = chunk;
		while (this.passed < this.settings.signs.length) {
			const after = this.passSign(rest);
			if (after === undefined) return;
			rest = after;
		}
		if (rest.length === 0) return;
		if (this.settings.onText) {
			const text = this.decoder.write(rest);
			if (text !== '') this.settings.onText(text);
		}
		const room = this.settings.limitBytes - this.size;
		if (rest.length > room) this.truncated = true;
		if (room <= 0) return;
		const taken = rest.length > room ? rest.subarray(0, room) : rest;
		this.kept.push(taken);
		this.size += taken.length;
	}

	/** The bytes that were kept. */
	bytes(): Buffer {
		return Buffer.concat(this.kept);
	}

	/** The same as text. A character that the limit has cut is left out. */
	text(): string {
		const decoder = new StringDecoder('utf8');
		const whole = decoder.write(this.bytes());
		return this.truncated ? whole : whole + decoder.end();
	}

	/** Tells the rest of the text, once nothing more comes. */
	end(): void {
		const rest = this.decoder.end();
		if (rest !== '') this.settings.onText?.(rest);
	}

	/** What follows the next sign; undefined as long as it has not come whole. */
	private passSign(chunk: Buffer): Buffer | undefined {
		const sign = this.settings.signs[this.passed];
		if (!sign) return chunk;
		this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
		const at = this.pending.indexOf(sign.text);
		const afterSign = at + sign.text.length;
		const dot = sign.pid === true ? this.pending.indexOf('.', afterSign) : afterSign - 1;
		if (at < 0 || dot < 0) {
			const spare = at < 0 ? this.pending.length - noiseLimit : 0;
			if (spare > 0) this.forget(spare);
			return undefined;
		}
		if (sign.pid === true) this.pid = Number(this.pending.toString('latin1', afterSign, dot));
		this.noiseText = (this.noiseText + this.pending.toString('utf8', 0, at)).slice(0, noiseLimit);
		const after = this.pending.subarray(dot + 1);
		this.pending = Buffer.alloc(0);
		this.passed += 1;
		return after;
	}

	private forget(bytes: number): void {
		if (this.noiseText.length < noiseLimit) this.noiseText += this.pending.toString('utf8', 0, bytes);
		this.pending = this.pending.subarray(bytes);
	}
}
