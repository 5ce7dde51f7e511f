/** Shows how far something is: a bar that moves on a terminal, and a line now and then elsewhere. */
export interface ProgressBar {
	/** @param of null while nobody knows how much there is. */
	show(what: string, done: number, of: number | null): void;
	/** Ends the line. */
	end(): void;
}

interface Screen {
	readonly isTTY?: boolean;
	readonly columns?: number;
	write(text: string): unknown;
}

const everyMs = 100;
const everyMsElsewhere = 5_000;
const cells = 28;

export function progressBar(screen: Screen, now: () => number = () => performance.now()): ProgressBar {
	let shownAt = -Infinity;
	let shown = '';
	const onTerminal = screen.isTTY === true;
	return {
		show: (what, done, of) => {
			const isLast = of !== null && done >= of;
			if (!isLast && now() - shownAt < (onTerminal ? everyMs : everyMsElsewhere)) return;
			const line = lineOf(what, done, of).slice(0, Math.max(20, (screen.columns ?? 100) - 1));
			if (line === shown) return;
			shownAt = now();
			screen.write(onTerminal ? `\r${line.padEnd(shown.length)}` : `${line}\n`);
			shown = line;
		},
		end: () => {
			if (onTerminal && shown !== '') screen.write('\n');
			shown = '';
			shownAt = -Infinity;
		},
	};
}

function lineOf(what: string, done: number, of: number | null): string {
	const counted = (count: number) => count.toLocaleString('en');
	if (of === null || of === 0) return `${what}: ${counted(done)}`;
	const share = Math.min(1, done / of);
	const full = Math.round(share * cells);
	const bar = `${'█'.repeat(full)}${'░'.repeat(cells - full)}`;
	return `${what} ${bar} ${Math.floor(share * 100)} % (${counted(done)} of ${counted(of)})`;
}
