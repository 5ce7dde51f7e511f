/**
 * How often other work gets its turn until a work is done. It does not depend on how busy the machine is; a work that
 * never gives way leaves one turn or two.
 */
export async function turnsDuring(work: Promise<unknown>): Promise<number> {
	let turns = 0;
	let going = true;
	const next = () => {
		turns++;
		if (going) setImmediate(next);
	};
	setImmediate(next);
	try {
		await work;
	} finally {
		going = false;
	}
	return turns;
}
