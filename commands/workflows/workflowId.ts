import { createHash } from 'node:crypto';

/** What n8n's tables on PostgreSQL take. */
const longest = 36;

/** The ID itself if n8n takes it; else its beginning and a hash, the same each time. */
function fitting(id: string): string {
	if (id.length <= longest) return id;
	const hash = createHash('sha256').update(id).digest('hex').slice(0, 8);
	return `${id.slice(0, longest - 9).replace(/-+$/, '')}-${hash}`;
}

/** An ID that n8n takes and no workflow has. An archived one counts: n8n would import over it. */
export function freeId(wanted: string, kept: ReadonlyArray<{ readonly id: string }>): string {
	for (let next = 1; ; next++) {
		const id = fitting(next === 1 ? wanted : `${wanted}-${next}`);
		if (!kept.some((one) => one.id === id)) return id;
	}
}
