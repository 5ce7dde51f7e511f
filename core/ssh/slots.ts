/** Lets only so many do something at a time; the others wait in their order. */
export class Slots {
	private taken = 0;
	private readonly waiting: Array<() => void> = [];

	constructor(private limit: number) {}

	/** How many have a slot. */
	get used(): number {
		return this.taken;
	}

	async take(): Promise<void> {
		if (this.taken < this.limit && this.waiting.length === 0) {
			this.taken += 1;
			return;
		}
		await new Promise<void>((go) => this.waiting.push(go));
	}

	release(): void {
		this.taken -= 1;
		this.admit();
	}

	/** From now on not more than so many, and one at the least. */
	narrow(limit: number): void {
		this.limit = Math.max(1, Math.min(this.limit, limit));
	}

	private admit(): void {
		while (this.taken < this.limit) {
			const next = this.waiting.shift();
			if (!next) return;
			this.taken += 1;
			next();
		}
	}
}
